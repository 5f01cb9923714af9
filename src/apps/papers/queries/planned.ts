import type { Db } from '../../../platform/database/tables.ts'
import type { PaperStatus, PlannedRow } from '../tables.ts'
import { chunked } from './chunks.ts'

export function findPlannedByJob(db: Db, jobId: string): Promise<PlannedRow | undefined> {
  return db.selectFrom('papers_planned').selectAll().where('job_id', '=', jobId).executeTakeFirst()
}

export function findPlannedByPaper(db: Db, paperId: string): Promise<PlannedRow | undefined> {
  return db.selectFrom('papers_planned').selectAll().where('paper_id', '=', paperId).executeTakeFirst()
}

export async function findPlannedByJobs(db: Db, jobIds: readonly string[]): Promise<PlannedRow[]> {
  const found: PlannedRow[] = []
  for (const ids of chunked(jobIds)) {
    found.push(...(await db.selectFrom('papers_planned').selectAll().where('job_id', 'in', ids).execute()))
  }
  return found
}

/** Everything that is planned or running; at most as many as a day may hold. */
export function allPlanned(db: Db): Promise<PlannedRow[]> {
  return db.selectFrom('papers_planned').selectAll().orderBy('run_at').limit(200_000).execute()
}

/** What has not been claimed yet, in order of time. */
export function waitingPlanned(db: Db, bucketStart?: string): Promise<PlannedRow[]> {
  let query = db
    .selectFrom('papers_planned')
    .innerJoin('papers', 'papers.id', 'papers_planned.paper_id')
    .selectAll('papers_planned')
    .where('papers.status', '=', 'pending')
  if (bucketStart !== undefined) query = query.where('papers_planned.bucket_start', '=', bucketStart)
  return query.orderBy('papers_planned.run_at').limit(200_000).execute()
}

export type UpcomingRow = Readonly<{
  paper_id: string
  run_at: string
  bucket_start: string | null
  asked_by: string
  title: string | null
  doi: string | null
  status: PaperStatus
}>

/** What runs now and what comes next, for the timeline. */
export function upcoming(db: Db, limit = 50): Promise<UpcomingRow[]> {
  return db
    .selectFrom('papers_planned')
    .innerJoin('papers', 'papers.id', 'papers_planned.paper_id')
    .select(['paper_id', 'run_at', 'bucket_start', 'asked_by', 'title', 'doi', 'status'])
    .orderBy('run_at')
    .limit(limit)
    .execute()
}

/** DOIs of papers that plans have chosen, in the order of their times; those that run now included. */
export async function comingDois(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('papers_planned')
    .innerJoin('papers', 'papers.id', 'papers_planned.paper_id')
    .select('papers.doi')
    .where('papers.doi', 'is not', null)
    .where('papers_planned.bucket_start', 'is not', null)
    .orderBy('papers_planned.run_at')
    .limit(limit)
    .execute()
  return rows.flatMap(({ doi }) => doi ?? [])
}

export async function countPlanned(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('papers_planned')
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function insertPlanned(tx: Db, rows: readonly PlannedRow[]): Promise<void> {
  for (const some of chunked(rows)) await tx.insertInto('papers_planned').values(some).execute()
}

export async function deletePlanned(tx: Db, paperIds: readonly string[]): Promise<void> {
  for (const ids of chunked(paperIds)) {
    await tx.deleteFrom('papers_planned').where('paper_id', 'in', ids).execute()
  }
}

/** Takes the row away, and answers with it: whoever gets it has the last word on the paper. */
export function takePlanned(tx: Db, jobId: string): Promise<PlannedRow | undefined> {
  return tx.deleteFrom('papers_planned').where('job_id', '=', jobId).returningAll().executeTakeFirst()
}

export async function markStarted(tx: Db, paperIds: readonly string[], now: string): Promise<void> {
  for (const ids of chunked(paperIds)) {
    await tx
      .updateTable('papers_planned')
      .set({ started_at: now })
      .where('paper_id', 'in', ids)
      .where('started_at', 'is', null)
      .execute()
  }
}
