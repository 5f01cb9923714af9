import { type Expression, type Insertable, type SqlBool, sql } from 'kysely'
import type { Db } from '../database/tables.ts'
import type { ActivityFilter } from './schemas.ts'
import type { ActivityRow, ActivityTable } from './tables.ts'

/** Bound parameters of one statement stay below SQLite's 32,766. */
const rowsAStatement = 500
const largestPage = 1_000

export type ActivityPage = Readonly<{
  items: readonly ActivityRow[]
  /** The key to ask for next, or null at the end. */
  next: number | null
}>

export async function insertEntries(db: Db, rows: readonly Insertable<ActivityTable>[]): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsAStatement) {
    await db
      .insertInto('activity_entries')
      .values(rows.slice(start, start + rowsAStatement))
      .execute()
  }
}

/** Newest first; `before` is the `next` of the page before. */
export async function listActivity(
  db: Db,
  filter: ActivityFilter,
  { before, limit = 50 }: { before?: number; limit?: number } = {},
): Promise<ActivityPage> {
  const size = Math.min(Math.max(limit, 1), largestPage)
  let query = matching(db, filter)
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(size + 1)
  if (before !== undefined) query = query.where('seq', '<', before)
  const rows = await query.execute()
  const items = rows.slice(0, size)
  return { items, next: rows.length > size ? (items.at(-1)?.seq ?? null) : null }
}

export function findEntry(db: Db, seq: number): Promise<ActivityRow | undefined> {
  return db.selectFrom('activity_entries').selectAll().where('seq', '=', seq).executeTakeFirst()
}

/** What came after an entry that is on the page already, oldest first: the live tail. */
export function activityAfter(db: Db, filter: ActivityFilter, seq: number, limit = 200): Promise<ActivityRow[]> {
  return matching(db, filter).selectAll().where('seq', '>', seq).orderBy('seq').limit(limit).execute()
}

/** The actions that ever happened, for the filter; each is found by one step in the index. */
export async function knownActions(db: Db): Promise<string[]> {
  const { rows } = await sql<{ action: string }>`
    with recursive known(action) as (
      select min(action) from activity_entries
      union all
      select (select min(action) from activity_entries where action > known.action) from known where action is not null
    )
    select action from known where action is not null limit 1000`.execute(db)
  return rows.map((row) => row.action)
}

function matching(db: Db, filter: ActivityFilter) {
  return db.selectFrom('activity_entries').where((row) => {
    const all: Expression<SqlBool>[] = []
    if (filter.category) all.push(row('category', '=', filter.category))
    if (filter.action) all.push(row('action', '=', filter.action))
    if (filter.status) all.push(row('status', '=', filter.status))
    if (filter.actor) all.push(row('actor', '=', filter.actor))
    if (filter.target) all.push(row('target', '=', filter.target))
    if (filter.jobId) all.push(row('job_id', '=', filter.jobId))
    if (filter.from) all.push(row('at', '>=', filter.from))
    if (filter.until) all.push(row('at', '<', filter.until))
    if (filter.text) all.push(mentions(filter.text))
    return row.and(all)
  })
}

/** `%` and `_` are looked for as they stand. */
function mentions(text: string): Expression<SqlBool> {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  return sql<SqlBool>`lower(action || ' ' || coalesce(target, '') || ' ' || coalesce(message, '') || ' ' || coalesce(request_id, '')) like ${pattern} escape '\\'`
}
