import { sql } from 'kysely'
import type { Db } from '../../../platform/database/tables.ts'
import type { AttemptRow } from '../tables.ts'
import { chunked } from './chunks.ts'

export type OpenAttempt = Pick<AttemptRow, 'id' | 'paper_id' | 'job_id' | 'started_at'>

export async function openAttempts(tx: Db, attempts: readonly OpenAttempt[]): Promise<void> {
  for (const some of chunked(attempts)) {
    await tx
      .insertInto('papers_attempts')
      .values(
        some.map((attempt) => ({
          ...attempt,
          n: sql<number>`(select coalesce(max(n), 0) + 1 from papers_attempts where paper_id = ${attempt.paper_id})`,
          bytes: 0,
        })),
      )
      .execute()
  }
}

export type AttemptEnd = Partial<Omit<AttemptRow, 'id' | 'paper_id' | 'job_id' | 'n' | 'started_at'>>

/** Closes what is open of these papers; rows that are closed stay as they are. */
export async function closeAttempts(tx: Db, paperIds: readonly string[], end: AttemptEnd): Promise<void> {
  for (const ids of chunked(paperIds)) {
    await tx
      .updateTable('papers_attempts')
      .set(end)
      .where('paper_id', 'in', ids)
      .where('ended_at', 'is', null)
      .execute()
  }
}

/** Newest first. */
export function attemptsOf(db: Db, paperId: string, limit = 50): Promise<AttemptRow[]> {
  return db
    .selectFrom('papers_attempts')
    .selectAll()
    .where('paper_id', '=', paperId)
    .orderBy('started_at', 'desc')
    .orderBy('n', 'desc')
    .limit(limit)
    .execute()
}

/** The latest endings of the house, newest first; those that were called off do not count. */
export function latestEndings(
  db: Db,
  since: string,
  limit: number,
): Promise<Pick<AttemptRow, 'outcome' | 'failure_code'>[]> {
  return db
    .selectFrom('papers_attempts')
    .select(['outcome', 'failure_code'])
    .where('ended_at', '>=', since)
    .where('outcome', 'in', ['done', 'deferred', 'failed', 'manual'])
    .orderBy('ended_at', 'desc')
    .limit(limit)
    .execute()
}

/** Files that came from a host since a moment: what its daily cap counts. */
export async function countFilesFrom(db: Db, host: string, since: string): Promise<number> {
  const { count } = await db
    .selectFrom('papers_attempts')
    .select((attempt) => attempt.fn.countAll<number>().as('count'))
    .where('ended_at', '>=', since)
    .where('host', '=', host)
    .where('bytes', '>', 0)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function deleteAttempts(tx: Db): Promise<void> {
  await tx.deleteFrom('papers_attempts').execute()
}
