import type { Db } from '../../../platform/database/tables.ts'
import type { UpcomingRow } from './planned.ts'

export type RunningRow = Readonly<{
  paper_id: string
  job_id: string
  title: string | null
  doi: string | null
  started_at: string | null
  asked_by: string
}>

const shown = ['papers_planned.paper_id', 'title', 'doi'] as const

/** The papers that workers hold right now, the longest first. */
export function runningPapers(db: Db, limit = 50): Promise<RunningRow[]> {
  return db
    .selectFrom('papers_planned')
    .innerJoin('papers', 'papers.id', 'papers_planned.paper_id')
    .select([...shown, 'papers_planned.job_id', 'papers_planned.started_at', 'papers_planned.asked_by'])
    .where('papers.status', '=', 'running')
    .orderBy('papers_planned.started_at')
    .limit(limit)
    .execute()
}

/** Papers whose time is still to come, the next first; `until` leaves out what comes later. */
export function waitingPapers(
  db: Db,
  { limit, until }: { limit: number; until?: string | undefined },
): Promise<UpcomingRow[]> {
  return db
    .selectFrom('papers_planned')
    .innerJoin('papers', 'papers.id', 'papers_planned.paper_id')
    .select([...shown, 'papers_planned.run_at', 'papers_planned.bucket_start', 'papers_planned.asked_by', 'status'])
    .where('papers.status', '=', 'pending')
    .$if(until !== undefined, (query) => query.where('papers_planned.run_at', '<', until ?? ''))
    .orderBy('papers_planned.run_at')
    .limit(limit)
    .execute()
}
