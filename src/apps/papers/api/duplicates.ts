import { actorOf } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import type { Platform } from '../../../platform/platform.ts'
import { readCursor, writeCursor } from '../../../platform/web/table-query.ts'
import type { Web } from '../../../platform/web/web.ts'
import { mergePapers, undoMerge } from '../merging-papers.ts'
import { listLikenesses } from '../queries/likenesses.ts'
import { PageQuery } from '../schemas/api.ts'
import { MergeBody } from '../schemas/duplicates.ts'
import { IdParams } from '../schemas/imports.ts'

const params = IdParams

/** Likely duplicates and merging for programs. */
export function addDuplicateApi(web: Web, platform: Platform): void {
  web.get(
    '/api/v1/papers/duplicates',
    {
      schema: { querystring: PageQuery },
      config: { rule: 'papers.read', about: { summary: 'Pairs of papers that may be one' } },
    },
    async ({ query: { limit, cursor } }) => {
      const place = readCursor(cursor, 3)?.map(String)
      const after = place ? ([place[0] ?? '', place[1] ?? '', place[2] ?? ''] as const) : undefined
      const rows = await listLikenesses(platform.db, { after, limit: limit + 1 })
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return {
        items: items.map(({ first_id, second_id, rule, shared, found_at }) => ({
          papers: [first_id, second_id],
          rule,
          shared,
          found_at,
        })),
        next: last && rows.length > limit ? writeCursor([last.rule, last.first_id, last.second_id]) : null,
      }
    },
  )

  web.post(
    '/api/v1/papers/papers/:id/merges',
    {
      schema: { params, body: MergeBody },
      config: {
        rule: 'papers.edit',
        about: { summary: 'Merge another paper into this one; can be undone for 30 days' },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const merge = await mergePapers(platform, actorOf(personOf(request)), id, request.body.merge)
      return reply.code(201).send({ merge, kept: id, merged: request.body.merge })
    },
  )

  web.delete(
    '/api/v1/papers/merges/:id',
    { schema: { params }, config: { rule: 'papers.edit', about: { summary: 'Part two papers that were merged' } } },
    async (request) => {
      const { kept_id, merged_id } = await undoMerge(platform, actorOf(personOf(request)), request.params.id)
      return { kept: kept_id, parted: merged_id }
    },
  )
}
