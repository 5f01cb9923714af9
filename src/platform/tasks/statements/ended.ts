import type { Db } from '../../database/tables.ts'
import type { JobState } from '../tasks.ts'

export type EndedFilter = Readonly<{
  states: readonly JobState[]
  /** An end at this time or later is too young. */
  before: string
  /** The last id of the batch before; empty at first. */
  afterId: string
  limit: number
}>

/**
 * Ids of jobs that ended long ago, the oldest first. What ended before a time was also asked for before it, and ids grow
 * with the time of asking: the look ends there, without an index of its own.
 */
export async function findEndedBefore(db: Db, { states, before, afterId, limit }: EndedFilter): Promise<string[]> {
  const rows = await db
    .selectFrom('tasks_jobs')
    .select('id')
    .where('id', '>', afterId)
    .where('id', '<', firstIdAt(before))
    .where('state', 'in', [...states])
    .where('finished_at', '<', before)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** With their log lines. Only jobs in a final state may be given. Answers how many were still there. */
export async function deleteJobs(tx: Db, ids: readonly string[]): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('tasks_jobs')
    .where('id', 'in', [...ids])
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** The least UUIDv7 of a millisecond (RFC 9562, 5.7): its first 48 bits are the Unix time. */
export function firstIdAt(time: string): string {
  const hex = Date.parse(time).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
