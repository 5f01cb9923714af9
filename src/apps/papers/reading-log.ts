import { activityAfter, lastEntry, listActivity } from '../../platform/activity/queries.ts'
import type { ActivityFilter } from '../../platform/activity/schemas.ts'
import type { ActivityRow } from '../../platform/activity/tables.ts'
import type { Platform } from '../../platform/platform.ts'
import { type Actor, nameActors } from './actor-names.ts'
import { type NamedPaper, namesOfPapers } from './queries/log.ts'

/** An entry with the names that people know. */
export type LogEntry = ActivityRow & Readonly<{ who: Actor; paper: NamedPaper | null }>

/** Some entries, newest first; `next` is where the log goes on, null at its end. */
export type LogPage = Readonly<{ entries: readonly LogEntry[]; next: number | null; newest: number }>

/** How far one page looks for what is rare: a fraction of a second even in a log of ten millions. */
const lookAt = 20_000
const tailLength = 100

/** What of the whole log is this app's. */
export const ofPapers = (filter: ActivityFilter): ActivityFilter => ({ ...filter, category: 'papers' })

export async function readLog(
  { db }: Platform,
  filter: ActivityFilter,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<LogPage> {
  // Asked first: what comes meanwhile is the tail's.
  const newest = await lastEntry(db)
  const { items, next } = await listActivity(db, ofPapers(filter), { before, limit, lookAt })
  return { entries: await named(db, items), next, newest }
}

/** What has come since an entry, newest first; of very much the first hundred. */
export async function readTail({ db }: Platform, filter: ActivityFilter, after: number): Promise<readonly LogEntry[]> {
  const rows = await activityAfter(db, ofPapers(filter), after, tailLength)
  return named(db, rows.reverse())
}

async function named(db: Platform['db'], rows: readonly ActivityRow[]): Promise<LogEntry[]> {
  const people = await nameActors(
    db,
    rows.map(({ actor }) => actor),
  )
  const papers = await namesOfPapers(
    db,
    rows.flatMap(({ target }) => paperIdOf(target) ?? []),
  )
  return rows.map((row) => ({
    ...row,
    who: people.get(row.actor) ?? { kind: 'somebody' },
    paper: papers.get(paperIdOf(row.target) ?? '') ?? null,
  }))
}

const paperIdOf = (target: string | null): string | undefined => /^papers\/paper\/(.+)$/.exec(target ?? '')?.[1]
