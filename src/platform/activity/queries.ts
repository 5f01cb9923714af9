import { type Insertable, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Db } from '../database/tables.ts'
import { conditionsOf } from './matching.ts'
import type { ActivityFilter } from './schemas.ts'
import type { ActivityRow, ActivityTable } from './tables.ts'

/** Bound parameters of one statement stay below SQLite's 32,766. */
const rowsAStatement = 500
const largestPage = 1_000
/** Entries that are held against the other conditions at once. */
const windowSize = 20_000
/** Entries of one moment may be so many places apart. */
const outOfOrder = 1_000

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

/**
 * Newest first; `before` is the `next` of the page before. With `lookAt` a page looks through so many entries at most, so
 * that words that hardly occur cost no more than others: then a page may be short, or empty, and have a next one.
 */
export async function listActivity(
  db: Db,
  filter: ActivityFilter,
  { before, limit = 50, lookAt = Number.POSITIVE_INFINITY }: ActivityPaging = {},
): Promise<ActivityPage> {
  const size = Math.min(Math.max(limit, 1), largestPage)
  const range = await rangeOf(db, filter)
  const items: ActivityRow[] = []
  let below = smaller(before, range.below)
  const step = Math.min(windowSize, lookAt)
  for (let looked = 0; looked < lookAt; looked += step) {
    const floor = await windowFloor(db, filter, { ...range, below }, step)
    const wanted = size + 1 - items.length
    items.push(
      ...(await matching(db, filter, { from: floor ?? range.from, below })
        .orderBy('seq', 'desc')
        .limit(wanted)
        .execute()),
    )
    if (items.length > size) return { items: items.slice(0, size), next: items[size - 1]?.seq ?? null }
    if (floor === undefined) return { items, next: null }
    below = floor
  }
  return { items, next: below ?? null }
}

export type ActivityPaging = Readonly<{ before?: number | undefined; limit?: number; lookAt?: number }>

/** Where a page looks: from the one entry on, and below the other. */
type Range = Readonly<{ from?: number | undefined; below?: number | undefined }>

const smaller = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other)

/** Where the entries of a time stand. Those of several processes come a little out of order. */
async function rangeOf(db: Db, { from, until }: ActivityFilter): Promise<Range> {
  const firstAt = async (at: string | undefined): Promise<number | undefined> => {
    if (at === undefined) return undefined
    const first = await db
      .selectFrom('activity_entries')
      .select('seq')
      .where('at', '>=', at)
      .orderBy('at')
      .orderBy('seq')
      .limit(1)
      .executeTakeFirst()
    return first ? Number(first.seq) : Number.MAX_SAFE_INTEGER
  }
  const [first, last] = [await firstAt(from), await firstAt(until)]
  return {
    from: first === undefined ? undefined : first - outOfOrder,
    below: last === undefined || last === Number.MAX_SAFE_INTEGER ? undefined : last + outOfOrder,
  }
}

/** The entry at which the window ends; undefined where it reaches the end, or where each entry found is one that fits. */
async function windowFloor(db: Db, filter: ActivityFilter, range: Range, step: number): Promise<number | undefined> {
  const { leading, others } = conditionsOf(filter)
  if (others.length === 0) return undefined
  const row = await db
    .selectFrom('activity_entries')
    .select('seq')
    .where((entry) => entry.and([...(leading ? [leading] : []), ...boundsOf(range)]))
    .orderBy('seq', 'desc')
    .offset(step - 1)
    .limit(1)
    .executeTakeFirst()
  return row && Number(row.seq)
}

export function findEntry(db: Db, seq: number): Promise<ActivityRow | undefined> {
  return db.selectFrom('activity_entries').selectAll().where('seq', '=', seq).executeTakeFirst()
}

/** What came after an entry that is on the page already, oldest first: the live tail. */
export function activityAfter(db: Db, filter: ActivityFilter, seq: number, limit = 200): Promise<ActivityRow[]> {
  return matching(db, filter, { from: seq + 1 })
    .orderBy('seq')
    .limit(limit)
    .execute()
}

/** The newest entry of all; 0 where there is none. */
export async function lastEntry(db: Db): Promise<number> {
  const row = await db
    .selectFrom('activity_entries')
    .select((entry) => entry.fn.max('seq').as('seq'))
    .executeTakeFirst()
  return Number(row?.seq ?? 0)
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

/** Entries that fit; times are written so that they tempt no index away from the order of the log. */
function matching(db: Db, filter: ActivityFilter, range: Range) {
  const { leading, others } = conditionsOf(filter)
  const { from, until } = filter
  return db
    .selectFrom('activity_entries')
    .selectAll()
    .where((row) =>
      row.and([
        ...(leading ? [leading] : []),
        ...boundsOf(range),
        ...others,
        ...(from ? [sql<SqlBool>`at || '' >= ${from}`] : []),
        ...(until ? [sql<SqlBool>`at || '' < ${until}`] : []),
      ]),
    )
}

function boundsOf({ from, below }: Range): RawBuilder<SqlBool>[] {
  const bounds: RawBuilder<SqlBool>[] = []
  if (from !== undefined) bounds.push(sql`seq >= ${from}`)
  if (below !== undefined) bounds.push(sql`seq < ${below}`)
  return bounds
}
