import type { FastifyReply } from 'fastify'
import { actorOf } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import type { Platform } from '../../../platform/platform.ts'
import { readCursor, writeCursor } from '../../../platform/web/table-query.ts'
import type { Web } from '../../../platform/web/web.ts'
import {
  cancelImport,
  changePlan,
  demandImport,
  discardDraft,
  dryRun,
  LARGEST_LIST_BYTES,
  rollBackImport,
  startImport,
} from '../importing.ts'
import { listImports } from '../queries/imports.ts'
import { draftPasted, receiveList, sendErrorFile } from '../routes/imports.ts'
import { CancelBody, DoisBody, PageQuery, PlanBody } from '../schemas/api.ts'
import { IdParams } from '../schemas/imports.ts'
import { shownList } from './representing.ts'

const base = '/api/v1/papers/imports'
const one = `${base}/:id`
const params = IdParams

/** `/api/v1/papers/imports`: lists and what becomes of them, for programs. */
export function addImportApi(web: Web, platform: Platform): void {
  const { db } = platform
  web.get(
    base,
    {
      schema: { querystring: PageQuery },
      config: { rule: 'papers.read', about: { summary: 'Imports, newest first' } },
    },
    async ({ query: { limit, cursor } }) => {
      const [created_at, id] = readCursor(cursor, 2) ?? []
      const before = created_at && id ? { created_at: String(created_at), id: String(id) } : undefined
      const lists = await listImports(db, { limit: limit + 1, before })
      const items = lists.slice(0, limit)
      const last = items.at(-1)
      return {
        items: items.map((list) => shownList(list)),
        next: last && lists.length > limit ? writeCursor([last.created_at, last.id]) : null,
      }
    },
  )

  web.post(
    base,
    {
      config: {
        rule: 'papers.import',
        upload: { maxBytes: LARGEST_LIST_BYTES },
        about: { summary: 'Upload a list, as multipart/form-data; it becomes a draft' },
      },
    },
    async (request, reply) => {
      const list = await receiveList(platform, request, reply)
      return reply
        .code(202)
        .header('location', `${base}/${list.id}`)
        .send({ import: shownList(list, true), job: null })
    },
  )

  web.post(
    `${base}/dois`,
    {
      schema: { body: DoisBody },
      config: { rule: 'papers.import', about: { summary: 'A list of DOIs becomes a draft' } },
    },
    async (request, reply) => {
      const list = await draftPasted(platform, actorOf(personOf(request)), request.body.dois.join('\n'))
      return reply
        .code(202)
        .header('location', `${base}/${list.id}`)
        .send({ import: shownList(list, true), job: null })
    },
  )

  web.get(
    one,
    {
      schema: { params },
      config: { rule: 'papers.read', about: { summary: 'One import: how it is read, how far it is' } },
    },
    async ({ params: { id } }) => shownList(await demandImport(db, id), true),
  )

  web.patch(
    one,
    {
      schema: { params, body: PlanBody },
      config: { rule: 'papers.import', about: { summary: 'Read a draft otherwise' } },
    },
    async ({ params: { id }, body }) => shownList(await changePlan(platform, id, body), true),
  )

  web.delete(
    one,
    { schema: { params }, config: { rule: 'papers.import', about: { summary: 'Discard a draft' } } },
    async (request, reply) => {
      await discardDraft(platform, actorOf(personOf(request)), request.params.id)
      return reply.code(204).send()
    },
  )

  addActs(web, platform)
  addErrorFiles(web, platform)
}

function addActs(web: Web, platform: Platform): void {
  type Act = (platform: Platform, by: string, id: string) => Promise<{ jobId: string }>
  const act = (part: string, summary: string, verb: Act): void => {
    web.post(
      `${one}/${part}`,
      { schema: { params }, config: { rule: 'papers.import', about: { summary } } },
      async (request, reply) => {
        const { jobId } = await verb(platform, actorOf(personOf(request)), request.params.id)
        return sendImport(platform, reply, request.params.id, jobId)
      },
    )
  }
  act('start', 'Start an import, or go on with one', startImport)
  act('dry-run', 'Find out what an import would do', dryRun)
  act('rollback', 'Take an import back', rollBackImport)

  web.post(
    `${one}/cancel`,
    { schema: { params, body: CancelBody }, config: { rule: 'papers.import', about: { summary: 'Stop an import' } } },
    async (request, reply) => {
      await cancelImport(platform, actorOf(personOf(request)), request.params.id, request.body.papers)
      return sendImport(platform, reply, request.params.id, null)
    },
  )
}

function addErrorFiles(web: Web, platform: Platform): void {
  const file = (part: string, of: 'issues.csv' | 'rejected.csv', summary: string): void => {
    web.get(
      `${one}/${part}`,
      { schema: { params }, config: { rule: 'papers.read', about: { summary } } },
      async (request, reply) => sendErrorFile(platform, reply, request.params.id, of),
    )
  }
  file('issues.csv', 'issues.csv', 'All there is to say about the rows of a list')
  file('rejected', 'rejected.csv', 'The rows that were left out, to be corrected and sent again')
}

async function sendImport(
  { db }: Platform,
  reply: FastifyReply,
  id: string,
  job: string | null,
): Promise<FastifyReply> {
  return reply.code(202).send({ import: shownList(await demandImport(db, id)), job })
}
