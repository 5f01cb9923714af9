import { sql } from 'kysely'
import type { DatabaseKind } from '../../database/migrating.ts'
import type { Db } from '../../database/tables.ts'
import { leaseFor, leaseIsOver, leaseUntil } from '../lease-clock.ts'
import type { WorkerRow } from '../tables.ts'
import { type ClaimedRow, claimedColumns } from './claims.ts'
import { isHeld } from './moves.ts'
import { runBatched, textsAs } from './records.ts'

/** One start of a job, as its worker knows it. */
export type Holding = Readonly<{ id: string; epoch: number }>

/** Extends the leases, and answers with the ids of the jobs that are still held. */
export async function beatJobs(
  db: Db,
  kind: DatabaseKind,
  held: readonly Holding[],
  leaseMs: number,
): Promise<Set<string>> {
  const until = await leaseUntil(db, kind, leaseMs)
  const text = `update tasks_jobs set lease_until = ? from r
    where ${isHeld}
    returning tasks_jobs.id`
  const columns = { id: 'text', epoch: 'integer' } as const
  const rows = await runBatched<{ id: string }>(db, kind, { columns, records: held, text, parameters: [until] })
  return new Set(rows.map((row) => row.id))
}

/** The ids of this worker's running jobs that somebody asked to cancel. */
export async function findCancelRequests(db: Db, workerId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from tasks_jobs where state = 'running' and worker_id = ${workerId} and cancel_requested_at is not null
  `.execute(db)
  return rows.map((row) => row.id)
}

/** All that this worker runs, as the database knows it. */
export async function findHeldJobs(db: Db, workerId: string): Promise<ClaimedRow[]> {
  const { rows } = await sql<ClaimedRow>`
    select ${claimedColumns} from tasks_jobs where state = 'running' and worker_id = ${workerId} order by id
  `.execute(db)
  return rows
}

/** A job whose worker is gone, and how far that had come. */
export type LostRow = ClaimedRow & Readonly<{ progress_value: number | null }>

/**
 * Running jobs whose lease is over, or whose worker is gone from the list of workers; of the given tasks and at most 200.
 * `worker_id > ''` is always true, and lets SQLite use the index of running jobs.
 */
export async function findLostJobs(db: Db, kind: DatabaseKind, tasks: readonly string[]): Promise<LostRow[]> {
  const { rows } = await sql<LostRow>`
    select ${claimedColumns}, progress_value from tasks_jobs
    where state = 'running' and worker_id > '' and task in ${textsAs(kind, tasks)}
      and (${leaseIsOver(kind)} or worker_id not in (select id from tasks_workers))
    order by id limit 200
  `.execute(db)
  return rows
}

export async function insertWorker(
  db: Db,
  kind: DatabaseKind,
  worker: Omit<WorkerRow, 'lease_until' | 'exit_requested_at'>,
  leaseMs: number,
): Promise<void> {
  await db
    .insertInto('tasks_workers')
    .values({ ...worker, lease_until: leaseFor(kind, leaseMs) })
    .execute()
}

/** Undefined when somebody has taken this worker for dead and removed its row. */
export async function beatWorker(
  db: Db,
  kind: DatabaseKind,
  id: string,
  now: string,
  leaseMs: number,
): Promise<Pick<WorkerRow, 'exit_requested_at'> | undefined> {
  return db
    .updateTable('tasks_workers')
    .set({ beat_at: now, lease_until: leaseFor(kind, leaseMs) })
    .where('id', '=', id)
    .returning('exit_requested_at')
    .executeTakeFirst()
}

/** The workers read it at their next beat. */
export async function requestExit(db: Db, ids: readonly string[], now: string): Promise<void> {
  if (ids.length === 0) return
  await db.updateTable('tasks_workers').set({ exit_requested_at: now }).where('id', 'in', ids).execute()
}

export type KnownWorker = WorkerRow & Readonly<{ isOver: boolean }>

export async function listWorkers(db: Db, kind: DatabaseKind): Promise<KnownWorker[]> {
  const rows = await db
    .selectFrom('tasks_workers')
    .selectAll()
    .select(leaseIsOver(kind).as('over'))
    .orderBy('id')
    .limit(1_000)
    .execute()
  return rows.map(({ over, ...row }) => ({ ...row, isOver: Boolean(over) }))
}

export async function deleteWorkers(db: Db, kind: DatabaseKind, ids: readonly string[]): Promise<void> {
  await sql`delete from tasks_workers where id in ${textsAs(kind, ids)}`.execute(db)
}
