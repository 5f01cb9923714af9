import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { can } from '../../../platform/accounts/permissions.ts'
import { actorOf } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { findJob } from '../../../platform/tasks/queries.ts'
import { sendLines } from '../../../platform/web/downloads.ts'
import { emptyForm, type FormState } from '../../../platform/web/forms.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, sendFragment, sendPage, type View, wantsFragment } from '../../../platform/web/page.ts'
import { uploadedFiles } from '../../../platform/web/uploads.ts'
import type { Web } from '../../../platform/web/web.ts'
import { issueFile, rejectedEnding, rejectedRowsFile } from '../importing/error-files.ts'
import { fittingMappings, saveMapping } from '../importing/mappings.ts'
import { choicesOf, previewOf } from '../importing/stored-plan.ts'
import {
  cancelImport,
  changePlan,
  demandImport,
  discardDraft,
  draftImport,
  dryRun,
  LARGEST_LIST_BYTES,
  rollBackImport,
  startImport,
} from '../importing.ts'
import { links } from '../links.ts'
import { importPage, importPart, type ShownImport } from '../pages/import.ts'
import { uploadPage } from '../pages/upload.ts'
import {
  countIssues,
  listDeletedDuplicates,
  listImports,
  listImportsOfSameFile,
  listIssues,
} from '../queries/imports.ts'
import { CancelForm, IdParams, IssuesQuery, PastedDois, PlanForm, planChange } from '../schemas/imports.ts'
import type { ImportRow } from '../tables.ts'

/** The body of a form around the file: its boundaries and small fields. */
const formAround = 64 * 1024
const shownIssues = 50

/** `/papers/upload` and `/papers/imports/…`: from a file to its papers. */
export function addImportRoutes(web: Web, platform: Platform): void {
  addUploadRoutes(web, platform)
  addPlanRoutes(web, platform)
  addRunRoutes(web, platform)
  addErrorFiles(web, platform)
}

function addUploadRoutes(web: Web, platform: Platform): void {
  web.get(links.upload(), { config: { rule: 'papers.read' } }, async (request, reply) =>
    sendPage(reply, await uploadView(platform, request)),
  )

  web.post(
    links.upload(),
    {
      config: {
        rule: 'papers.import',
        upload: { maxBytes: LARGEST_LIST_BYTES },
        form: (request, file) => uploadView(platform, request, { file }),
      },
    },
    async (request, reply) => reply.redirect(links.import((await receiveList(platform, request, reply)).id), 303),
  )

  web.post(
    links.uploadDois(),
    {
      schema: { body: PastedDois },
      config: { rule: 'papers.import', form: (request, dois) => uploadView(platform, request, { dois }) },
    },
    async (request, reply) => {
      const list = await draftPasted(platform, actorOf(personOf(request)), request.body.dois)
      return reply.redirect(links.import(list.id), 303)
    },
  )
}

/** Takes in the one file of a form. @throws UserError `web.too-large` before a byte of it is read, where its size is told. */
export async function receiveList(
  platform: Platform,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<ImportRow> {
  const person = personOf(request)
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_LIST_BYTES + formAround) {
    reply.header('connection', 'close')
    throw new UserError('too-large', 'web.too-large', 'The file is larger than 1 GiB. Split it, and upload the parts.')
  }
  let list: ImportRow | undefined
  for await (const { name, bytes } of uploadedFiles(request)) {
    const blob = await platform.files.receive(bytes, { maxBytes: LARGEST_LIST_BYTES })
    list ??= await draftImport(platform, actorOf(person), { blob, name, ownerId: person.id, origin: 'upload' })
  }
  if (list) return list
  const message = 'Please choose a file.'
  throw new UserError('invalid', 'papers.no-file', message, {
    fields: [{ path: 'file', code: 'missing', message }],
  })
}

/** A few DOIs are a list with one column. */
export async function draftPasted(platform: Platform, by: string, text: string): Promise<ImportRow> {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const cells = lines.filter((line) => line !== '').map((line) => `"${line.replaceAll('"', '""')}"`)
  const content = Buffer.from(`doi\n${cells.join('\n')}\n`)
  const blob = await platform.files.receive(piecesOf(content), { maxBytes: content.length })
  return draftImport(platform, by, { blob, name: 'Pasted DOIs', ownerId: null, origin: 'paste' })
}

async function* piecesOf(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}

async function uploadView(
  platform: Platform,
  request: FastifyRequest,
  forms: Readonly<{ file?: FormState; dois?: FormState }> = {},
): Promise<View> {
  return uploadPage(pageOf(request), {
    ...forms,
    imports: await listImports(platform.db, { limit: 20 }),
    mostBytes: LARGEST_LIST_BYTES,
    mayImport: can(request.person, 'papers.import'),
  })
}

function addPlanRoutes(web: Web, platform: Platform): void {
  const params = IdParams
  web.get(
    links.import(':id'),
    { schema: { params, querystring: IssuesQuery }, config: { rule: 'papers.read' } },
    async (request, reply) =>
      sendPage(
        reply,
        importPage(pageOf(request), await shownImport(platform, request, request.params.id, request.query)),
      ),
  )

  web.get(
    links.importPart(':id', 'live'),
    { schema: { params }, config: { rule: 'papers.read' } },
    async (request, reply) => {
      if (!wantsFragment(request)) return reply.redirect(links.import(request.params.id), 303)
      return sendFragment(reply, importPart(pageOf(request), await shownImport(platform, request, request.params.id)))
    },
  )

  web.post(
    links.importPart(':id', 'plan'),
    {
      schema: { params, body: PlanForm },
      config: {
        rule: 'papers.import',
        form: async (request, state) => {
          const { id } = params.parse(request.params)
          return importPage(pageOf(request), await shownImport(platform, request, id, {}, state))
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const by = actorOf(personOf(request))
      const before = await demandImport(platform.db, id)
      await changePlan(platform, id, planChange(request.body, previewOf(before).headers, choicesOf(before)))
      if (request.body.step === 'start') await startImport(platform, by, id)
      if (request.body.step === 'check') await dryRun(platform, by, id)
      if (request.body.step === 'save') {
        const { name } = await saveMapping(platform, by, id, request.body.mapping_name)
        addNotice(reply, 'success', pageOf(request).t('The mapping “{{name}}” is kept for the next lists.', { name }))
      }
      return reply.redirect(links.import(id), 303)
    },
  )

  web.post(
    links.importPart(':id', 'remove'),
    { schema: { params }, config: { rule: 'papers.import' } },
    async (request, reply) => {
      await discardDraft(platform, actorOf(personOf(request)), request.params.id)
      addNotice(reply, 'success', pageOf(request).t('The list is gone; nothing of it was imported.'))
      return reply.redirect(links.upload(), 303)
    },
  )
}

/** What there is to say about rows, and the rows that were left out, as files. */
function addErrorFiles(web: Web, platform: Platform): void {
  for (const part of ['issues.csv', 'rejected.csv'] as const) {
    web.get(
      links.importPart(':id', part),
      { schema: { params: IdParams }, config: { rule: 'papers.read' } },
      async (request, reply) => sendErrorFile(platform, reply, request.params.id, part),
    )
  }
}

/** @throws UserError `papers.no-such-import` */
export async function sendErrorFile(
  { db, config }: Platform,
  reply: FastifyReply,
  importId: string,
  part: 'issues.csv' | 'rejected.csv',
): Promise<FastifyReply> {
  const list = await demandImport(db, importId)
  const [ending, lines] =
    part === 'issues.csv'
      ? [part, issueFile(db, list, (id) => config.baseUrl + links.paper(id))]
      : [rejectedEnding(list), rejectedRowsFile(db, list)]
  const type = ending.endsWith('.csv') ? 'text/csv' : 'text/plain'
  return sendLines(reply, { name: `${list.name.replace(/\.\w{1,5}$/, '')}-${ending}`, type }, lines)
}

/** What is done to a running or finished import; each leads back to its page. */
function addRunRoutes(web: Web, platform: Platform): void {
  const params = IdParams
  const act = (part: 'start' | 'roll-back', verb: (by: string, id: string) => Promise<unknown>): void => {
    web.post(
      links.importPart(':id', part),
      { schema: { params }, config: { rule: 'papers.import' } },
      async (request, reply) => {
        await verb(actorOf(personOf(request)), request.params.id)
        return reply.redirect(links.import(request.params.id), 303)
      },
    )
  }
  act('start', (by, id) => startImport(platform, by, id))
  act('roll-back', (by, id) => rollBackImport(platform, by, id))

  web.post(
    links.importPart(':id', 'cancel'),
    { schema: { params, body: CancelForm }, config: { rule: 'papers.import' } },
    async (request, reply) => {
      await cancelImport(platform, actorOf(personOf(request)), request.params.id, request.body.papers)
      return reply.redirect(links.import(request.params.id), 303)
    },
  )
}

async function shownImport(
  platform: Platform,
  request: FastifyRequest,
  id: string,
  chosen: z.output<typeof IssuesQuery> = {},
  form: FormState = emptyForm,
): Promise<ShownImport> {
  const { db } = platform
  const list = await demandImport(db, id)
  const job = list.job_id === null ? undefined : await findJob(db, list.job_id)
  return {
    list,
    preview: previewOf(list),
    choices: choicesOf(list),
    job: job
      ? {
          id: job.id,
          sentence: job.progress_sentence,
          value: job.progress_value,
          total: job.progress_total,
          error: job.error_message,
        }
      : null,
    issues: await listIssues(db, id, { limit: shownIssues, ...chosen }),
    issueCounts: await countIssues(db, id),
    chosen: { severity: chosen.severity ?? '', code: chosen.code ?? '' },
    earlier: list.state === 'draft' ? await listImportsOfSameFile(db, list) : [],
    deletedDuplicates: list.state === 'done' ? (await listDeletedDuplicates(db, id)).length : 0,
    mappings: list.state === 'draft' ? await fittingMappings(platform, list) : [],
    mayImport: can(request.person, 'papers.import'),
    form,
  }
}
