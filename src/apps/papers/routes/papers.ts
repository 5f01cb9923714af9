import type { FastifyRequest } from 'fastify'
import { can } from '../../../platform/accounts/permissions.ts'
import { actorOf } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import { listActivity } from '../../../platform/activity/queries.ts'
import type { ActivityRow } from '../../../platform/activity/tables.ts'
import type { Db } from '../../../platform/database/tables.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { emptyForm, type FormState } from '../../../platform/web/forms.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../../../platform/web/page.ts'
import { uploadedFiles } from '../../../platform/web/uploads.ts'
import type { Web } from '../../../platform/web/web.ts'
import { nameActors } from '../actor-names.ts'
import { paperSubject } from '../changing-status.ts'
import { editPaper } from '../editing.ts'
import { links, type PaperPart } from '../links.ts'
import { paperNews, paperPage, paperPart, type ShownPaper } from '../pages/paper.ts'
import { attemptsOf } from '../queries/attempts.ts'
import { filesOf } from '../queries/files.ts'
import { findImport } from '../queries/imports.ts'
import { findMergeOf, listMergedInto } from '../queries/merging.ts'
import { findPaper, identifiersOf } from '../queries/papers.ts'
import { findPlannedByPaper } from '../queries/planned.ts'
import { tagsOf } from '../queries/tags.ts'
import { IdParams } from '../schemas/imports.ts'
import { EditForm, FileParams, NextForm, PriorityForm, TagForm } from '../schemas/papers.ts'
import {
  attachFile,
  deletePaper,
  markPaper,
  processNow,
  restorePaper,
  retryPaper,
  setPriority,
} from '../single-papers.ts'
import type { AttemptRow } from '../tables.ts'
import { tagPaper, untagPaper } from '../tagging.ts'
import { sendPaperFile } from './paper-files.ts'

/** The largest file that can be added by hand; the setting of the house may ask for less. */
export const LARGEST_FILE_BYTES = 2 * 1024 ** 3
const shownHistory = 50
const shownAttempts = 20
const params = IdParams

/** `/papers/list/:id` and what can be done to a paper. */
export function addPaperRoutes(web: Web, platform: Platform): void {
  web.get(links.paper(':id'), { schema: { params }, config: { rule: 'papers.read' } }, async (request, reply) => {
    const it = await shownPaper(platform, request, request.params.id)
    const page = pageOf(request)
    if (!wantsFragment(request)) return sendPage(reply, paperPage(page, it))
    return sendFragment(reply, paperPart(page, it, isOnItsPage(request, it.paper.id) ? 'h1' : 'h2'))
  })

  web.get(
    links.paperPart(':id', 'live'),
    { schema: { params }, config: { rule: 'papers.read' } },
    async (request, reply) => {
      if (!wantsFragment(request)) return reply.redirect(links.paper(request.params.id), 303)
      return sendFragment(reply, paperNews(pageOf(request), await shownPaper(platform, request, request.params.id)))
    },
  )

  web.get(
    links.file(':id', ':file'),
    { schema: { params: FileParams }, config: { rule: 'papers.read' } },
    async (request, reply) => sendPaperFile(platform, request, reply, request.params.id, request.params.file),
  )

  web.post(
    links.paperPart(':id', 'edit'),
    {
      schema: { params, body: EditForm },
      config: {
        rule: 'papers.edit',
        form: async (request, edit) => {
          const it = await shownPaper(platform, request, params.parse(request.params).id, { edit })
          return paperPage(pageOf(request), it)
        },
      },
    },
    async (request, reply) => {
      const { version, _token, _key, ...edit } = request.body
      await editPaper(platform, actorOf(personOf(request)), request.params.id, edit, version)
      addNotice(reply, 'success', pageOf(request).t('Saved.'))
      return reply.redirect(links.paper(request.params.id), 303)
    },
  )

  web.post(
    links.paperPart(':id', 'priority'),
    { schema: { params, body: PriorityForm }, config: { rule: 'papers.edit' } },
    async (request, reply) => {
      await setPriority(platform, actorOf(personOf(request)), request.params.id, request.body.priority)
      return reply.redirect(links.paper(request.params.id), 303)
    },
  )

  for (const [part, verb] of [
    ['tags', tagPaper],
    ['untag', untagPaper],
  ] as const) {
    web.post(
      links.paperPart(':id', part),
      { schema: { params, body: TagForm }, config: { rule: 'papers.edit' } },
      async (request, reply) => {
        await verb(platform, actorOf(personOf(request)), request.params.id, request.body.tag)
        return reply.redirect(links.paper(request.params.id), 303)
      },
    )
  }

  addActs(web, platform)
  addFileUpload(web, platform)
}

/** A fragment for the page of the paper itself, rather than for the drawer over the table. */
const isOnItsPage = (request: FastifyRequest, id: string): boolean =>
  URL.parse(String(request.headers['hx-current-url'] ?? ''))?.pathname === links.paper(id)

type Verb = (platform: Platform, by: string, paperId: string) => Promise<void>

/** What one button each does. */
const acts: readonly Readonly<{ part: PaperPart; rule: 'papers.edit' | 'papers.operate'; verb: Verb; said: string }>[] =
  [
    { part: 'process', rule: 'papers.operate', verb: processNow, said: 'It is on its way.' },
    { part: 'retry', rule: 'papers.operate', verb: retryPaper, said: 'It is New again, and waits for the plan.' },
    {
      part: 'unavailable',
      rule: 'papers.edit',
      verb: (platform, by, id) => markPaper(platform, by, id, 'failed', 'no_open_copy'),
      said: 'It is marked as not available.',
    },
    {
      part: 'complete',
      rule: 'papers.edit',
      verb: (platform, by, id) => markPaper(platform, by, id, 'done'),
      said: 'It counts as Done.',
    },
    { part: 'delete', rule: 'papers.edit', verb: deletePaper, said: 'It is deleted, and can be restored.' },
    { part: 'restore', rule: 'papers.edit', verb: restorePaper, said: 'It is back.' },
  ]

function addActs(web: Web, platform: Platform): void {
  for (const { part, rule, verb, said } of acts) {
    web.post(
      links.paperPart(':id', part),
      { schema: { params, body: NextForm }, config: { rule } },
      async (request, reply) => {
        await verb(platform, actorOf(personOf(request)), request.params.id)
        addNotice(reply, 'success', pageOf(request).t(said))
        return reply.redirect(request.body.next === 'manual' ? links.manual() : links.paper(request.params.id), 303)
      },
    )
  }
}

function addFileUpload(web: Web, platform: Platform): void {
  web.post(
    links.paperPart(':id', 'files'),
    {
      schema: { params, querystring: NextForm },
      config: {
        rule: 'papers.edit',
        upload: { maxBytes: LARGEST_FILE_BYTES },
        form: async (request, attach) => {
          const it = await shownPaper(platform, request, params.parse(request.params).id, { attach })
          return paperPage(pageOf(request), it)
        },
      },
    },
    async (request, reply) => {
      await receivePaperFile(platform, request, request.params.id)
      addNotice(reply, 'success', pageOf(request).t('The file is stored, and the paper is Done.'))
      return reply.redirect(request.query.next === 'manual' ? links.manual() : links.paper(request.params.id), 303)
    },
  )
}

/** Takes the one file of a form for a paper. */
export async function receivePaperFile(platform: Platform, request: FastifyRequest, paperId: string): Promise<void> {
  let count = 0
  for await (const { name, mediaType, bytes } of uploadedFiles(request)) {
    if (count++ > 0) for await (const _ of bytes);
    else await attachFile(platform, actorOf(personOf(request)), paperId, { name, mediaType, bytes })
  }
  if (count > 0) return
  const message = 'Please choose a file.'
  throw new UserError('invalid', 'papers.no-file', message, { fields: [{ path: 'file', code: 'missing', message }] })
}

/** @throws UserError `web.not-found` */
async function shownPaper(
  platform: Platform,
  request: FastifyRequest,
  id: string,
  forms: Readonly<{ edit?: FormState; attach?: FormState }> = {},
): Promise<ShownPaper> {
  const { db } = platform
  const paper = await findPaper(db, id)
  if (!paper) throw notFound()
  const merged = await listMergedInto(db, id)
  const into = await findMergeOf(db, id)
  const ids = [id, ...merged.map(({ merged_id }) => merged_id)]
  const history = await historyOf(db, ids)
  return {
    paper,
    identifiers: await identifiersOf(db, id),
    files: await filesOf(db, id),
    tags: await tagsOf(db, id),
    merged,
    mergedInto: into && (await findPaper(db, into.kept_id)),
    attempts: await attemptsOfAll(db, ids),
    history,
    actors: await nameActors(
      db,
      history.map(({ actor }) => actor),
    ),
    planned: await findPlannedByPaper(db, id),
    list: paper.import_id === null ? undefined : await findImport(db, paper.import_id),
    mayEdit: can(request.person, 'papers.edit'),
    mayOperate: can(request.person, 'papers.operate'),
    edit: emptyForm,
    attach: emptyForm,
    ...forms,
  }
}

/** Of a paper, and of those that went into it, newest first. */
async function historyOf(db: Db, paperIds: readonly string[]): Promise<ActivityRow[]> {
  const each = paperIds.map((id) => listActivity(db, { target: paperSubject(id) }, { limit: shownHistory }))
  const entries = (await Promise.all(each)).flatMap(({ items }) => items)
  return entries.toSorted((a, b) => Number(b.seq) - Number(a.seq)).slice(0, shownHistory)
}

async function attemptsOfAll(db: Db, paperIds: readonly string[]): Promise<AttemptRow[]> {
  const each = await Promise.all(paperIds.map((id) => attemptsOf(db, id, shownAttempts)))
  return each
    .flat()
    .toSorted((a, b) => (a.started_at < b.started_at ? 1 : -1))
    .slice(0, shownAttempts)
}
