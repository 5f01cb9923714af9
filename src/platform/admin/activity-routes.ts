import { listPeople } from '../accounts/queries/people.ts'
import { exportActivity } from '../activity/exporting.ts'
import { knownActions, listActivity } from '../activity/queries.ts'
import type { ActivityFilter } from '../activity/schemas.ts'
import type { Platform } from '../platform.ts'
import { sendLines } from '../web/downloads.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../web/page.ts'
import { readCursor, type TableState, writeCursor } from '../web/table-query.ts'
import type { Web } from '../web/web.ts'
import { links } from './links.ts'
import { activityPage, activityTable } from './pages/activity.ts'
import { ActivityQuery } from './schemas.ts'

const config = { rule: 'house.administer' } as const

/** Who did what to what, when. */
export function addActivityRoutes(web: Web, platform: Platform): void {
  const { db } = platform

  web.get(links.activity(), { schema: { querystring: ActivityQuery }, config }, async (request, reply) => {
    const page = pageOf(request)
    const { query } = request
    const [before] = readCursor(query.cursor, 1) ?? []
    const { items, next } = await listActivity(db, filterOf(query), {
      limit: query.limit,
      before: typeof before === 'number' ? before : undefined,
    })
    const people = new Map((await listPeople(db, { limit: 1_000 })).map(({ id, name }) => [id, name]))
    const actions = await knownActions(db)
    const list = { state: query, rows: items, next: next === null ? null : writeCursor([next]), people, actions }
    return wantsFragment(request)
      ? sendFragment(reply, activityTable(page, list))
      : sendPage(reply, activityPage(page, list))
  })

  for (const [address, format, type] of [
    [links.activityCsv(), 'csv', 'text/csv'],
    [links.activityJson(), 'jsonl', 'application/jsonl'],
  ] as const) {
    web.get(address, { schema: { querystring: ActivityQuery }, config }, (request, reply) =>
      sendLines(reply, { name: `activity.${format}`, type }, exportActivity(db, filterOf(request.query), format)),
    )
  }
}

const filterOf = ({ q, filters }: TableState): ActivityFilter => ({
  text: q === '' ? undefined : q,
  category: filters.category?.[0],
  status: filters.status?.[0] as ActivityFilter['status'],
  action: filters.action?.[0],
  actor: filters.actor?.[0],
  target: filters.target?.[0],
})
