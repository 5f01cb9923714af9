import type { FastifyReply, FastifyRequest } from 'fastify'
import { demand } from '../../../platform/accounts/permissions.ts'
import { actorOf } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { notFound } from '../../../platform/web/errors.ts'
import type { Web } from '../../../platform/web/web.ts'
import { actOnPapers, startBulk } from '../bulk-acting.ts'
import { bulkActions } from '../bulk-words.ts'
import { addPaper, editPaper } from '../editing.ts'
import { filesOf } from '../queries/files.ts'
import { listTable } from '../queries/paper-table.ts'
import { findPaperByIdOrDoi, identifiersOf } from '../queries/papers.ts'
import { tagsOf, tagsOfMany } from '../queries/tags.ts'
import { sendPaperFile } from '../routes/paper-files.ts'
import { LARGEST_FILE_BYTES, receivePaperFile } from '../routes/papers.ts'
import { cursorOf, filterOf, placeOf, sortOf } from '../routes/table.ts'
import { BulkBody, NewPaper } from '../schemas/api.ts'
import { IdParams } from '../schemas/imports.ts'
import { FileParams, PaperPatch } from '../schemas/papers.ts'
import { PaperQuery } from '../schemas/table.ts'
import { countPapers } from '../searching/counting.ts'
import { readSearch } from '../searching/search-text.ts'
import { deletePaper, processNow, restorePaper, retryPaper, setPriority } from '../single-papers.ts'
import { listedPaper, wholePaper } from './representing.ts'

const base = '/api/v1/papers/papers'
const one = `${base}/:id`
const params = IdParams

/** `/api/v1/papers/papers`: the table and its papers for programs. */
export function addPaperApi(web: Web, platform: Platform): void {
  web.get(
    base,
    {
      schema: { querystring: PaperQuery },
      config: { rule: 'papers.read', about: { summary: 'Papers, as the table lists them' } },
    },
    async ({ query }) => {
      const { filter, problems } = filterOf(query)
      if (problems.length > 0) throw unknownWord(problems.map(({ word }) => word))
      const wish = { filter, sort: sortOf(query), limit: query.limit, place: placeOf(query.cursor) }
      const { rows, next } = await listTable(platform.database, { ...wish, isWhole: true, isRare: false })
      const tags = await tagsOfMany(
        platform.db,
        rows.map(({ id }) => id),
      )
      return { items: rows.map((row) => ({ ...listedPaper(row), tags: tags.get(row.id) ?? [] })), next: cursorOf(next) }
    },
  )

  web.post(
    base,
    { schema: { body: NewPaper }, config: { rule: 'papers.edit', about: { summary: 'Add one paper' } } },
    async (request, reply) => {
      const paper = await addPaper(platform, actorOf(personOf(request)), request.body)
      return sendPaper(platform, reply.code(201).header('location', `${base}/${paper.id}`), paper.id)
    },
  )

  web.get(
    one,
    { schema: { params }, config: { rule: 'papers.read', about: { summary: 'One paper, by id' } } },
    async (request, reply) => sendPaper(platform, reply, request.params.id),
  )

  web.patch(
    one,
    {
      schema: { params, body: PaperPatch },
      config: {
        rule: 'papers.edit',
        about: { summary: 'Change a paper; If-Match or version names the one that was seen' },
      },
    },
    async (request, reply) => {
      const { version, priority, ...edit } = request.body
      const { id } = request.params
      const by = actorOf(personOf(request))
      await editPaper(platform, by, id, edit, version ?? versionSeen(request))
      if (priority !== undefined) await setPriority(platform, by, id, priority)
      return sendPaper(platform, reply, id)
    },
  )

  addActs(web, platform)
  addFiles(web, platform)
  addBulk(web, platform)
}

type Verb = (platform: Platform, by: string, paperId: string) => Promise<void>

function addActs(web: Web, platform: Platform): void {
  const act = (part: string, rule: 'papers.edit' | 'papers.operate', summary: string, verb: Verb): void => {
    web.post(`${one}/${part}`, { schema: { params }, config: { rule, about: { summary } } }, async (request, reply) => {
      await verb(platform, actorOf(personOf(request)), request.params.id)
      return sendPaper(platform, reply.code(part === 'process' ? 202 : 200), request.params.id)
    })
  }
  act('process', 'papers.operate', 'Collect a paper now', processNow)
  act('retry', 'papers.operate', 'Make a paper New again', retryPaper)
  act('restore', 'papers.edit', 'Restore a deleted paper', restorePaper)

  web.delete(
    one,
    { schema: { params }, config: { rule: 'papers.edit', about: { summary: 'Delete a paper; it can be restored' } } },
    async (request, reply) => {
      await deletePaper(platform, actorOf(personOf(request)), request.params.id)
      return reply.code(204).send()
    },
  )
}

function addFiles(web: Web, platform: Platform): void {
  web.post(
    `${one}/files`,
    {
      schema: { params },
      config: {
        rule: 'papers.edit',
        upload: { maxBytes: LARGEST_FILE_BYTES },
        about: { summary: 'Add a PDF, as multipart/form-data' },
      },
    },
    async (request, reply) => {
      await receivePaperFile(platform, request, request.params.id)
      return sendPaper(platform, reply.code(201), request.params.id)
    },
  )

  web.get(
    `${one}/files/:file`,
    {
      schema: { params: FileParams },
      config: { rule: 'papers.read', about: { summary: 'One file of a paper, whole or by Range' } },
    },
    async (request, reply) => sendPaperFile(platform, request, reply, request.params.id, request.params.file),
  )
}

function addBulk(web: Web, platform: Platform): void {
  web.post(
    `${base}/bulk`,
    {
      schema: { body: BulkBody },
      config: {
        rule: 'papers.read',
        about: { summary: 'The same for up to 200 papers at once, or for all that match as a job' },
      },
    },
    async (request, reply) => {
      const { ids, q = '', ...wish } = request.body
      const person = personOf(request)
      demand(person, bulkActions[wish.action].rule)
      const by = actorOf(person)
      if (ids) return actOnPapers(platform, by, wish, ids)

      const { filter, problems } = readSearch(q)
      if (problems.length > 0) throw unknownWord(problems.map(({ word }) => word))
      const { total } = await countPapers(platform.database, filter)
      const input = { ...wish, filter, count: total, confirmedAt: platform.now(), by }
      return reply.code(202).send({ job: (await startBulk(platform, input, request.id)).id, count: total })
    },
  )
}

/** With its version as the entity tag, for `If-Match`. */
async function sendPaper({ db }: Platform, reply: FastifyReply, id: string): Promise<FastifyReply> {
  const paper = await findPaperByIdOrDoi(db, id)
  if (!paper) throw notFound()
  const body = wholePaper(
    paper,
    await identifiersOf(db, paper.id),
    await filesOf(db, paper.id),
    await tagsOf(db, paper.id),
  )
  return reply.header('etag', `"${paper.version}"`).send(body)
}

function versionSeen(request: FastifyRequest): number | undefined {
  const tag = /^(?:W\/)?"(\d{1,9})"$/.exec(String(request.headers['if-match'] ?? ''))?.[1]
  return tag === undefined ? undefined : Number(tag)
}

const unknownWord = (words: readonly string[]): UserError =>
  new UserError('invalid', 'papers.search-word', `This means nothing in a search: ${words.join(', ')}.`, {
    fields: [{ path: 'q', code: 'unknown', message: words.join(', ') }],
  })
