import { CompiledQuery, sql } from 'kysely'
import type { DatabaseKind } from '../../database/migrating.ts'
import type { Db } from '../../database/tables.ts'
import { leaseFor } from '../lease-clock.ts'

/** The queued jobs of one task and priority; `runAt` is the time of the first. */
export type Lane = Readonly<{ task: string; priority: number; runAt: string }>

/** A job as the worker that claimed it knows it. */
export type ClaimedRow = Readonly<{
  id: string
  task: string
  input_json: string
  run_at: string
  attempt: number
  max_attempts: number
  lease_epoch: number
  crash_count: number
  crash_progress: number | null
  /** The request that asked for it; null: none did. */
  request_id: string | null
  asked_by: string
  created_at: string
}>

export type Claimer = Readonly<{ kind: DatabaseKind; workerId: string; leaseMs: number; now: string }>

/** The columns of a `ClaimedRow`. */
export const claimedColumns = sql`id, task, input_json, run_at, attempt, max_attempts, lease_epoch, crash_count,
  crash_progress, request_id, asked_by, created_at`

const lanesQuery = CompiledQuery.raw(`with recursive lanes(task, priority, run_at) as (
    select task, priority, run_at from (
      select task, priority, run_at from tasks_jobs where state = 'queued' and crash_count < 2
      order by task, priority, run_at, id limit 1
    ) as first
    union all
    select n.task, n.priority, n.run_at from lanes l join tasks_jobs n on n.id = coalesce(
      (select m.id from tasks_jobs m
        where m.state = 'queued' and m.crash_count < 2 and m.task = l.task and m.priority > l.priority
        order by m.priority, m.run_at, m.id limit 1),
      (select m.id from tasks_jobs m
        where m.state = 'queued' and m.crash_count < 2 and m.task > l.task
        order by m.task, m.priority, m.run_at, m.id limit 1)
    )
  )
  select task, priority, run_at as "runAt" from lanes where task not in (select task from tasks_holds)`)

/**
 * The first job of each lane, those of held tasks left out: it jumps from lane to lane along one index, so a million
 * waiting jobs cost no more than one.
 */
export async function findLanes(db: Db): Promise<Lane[]> {
  return (await db.executeQuery<Lane>(lanesQuery)).rows
}

/**
 * The first job of each of these lanes, at or after its `runAt`; lanes without one, and those of held tasks, are left out.
 * Jobs that were taken stay in PostgreSQL's index until the next vacuum: a look that starts behind them is a short one.
 */
export async function findFirstOf(db: Db, lanes: readonly Lane[]): Promise<Lane[]> {
  const [tasks, priorities, times] = [
    lanes.map((lane) => lane.task),
    lanes.map((lane) => lane.priority),
    lanes.map((lane) => lane.runAt),
  ]
  const { rows } = await sql<Lane>`
    select lanes.task, lanes.priority, first.run_at as "runAt"
    from unnest(${tasks}::text[], ${priorities}::integer[], ${times}::text[]) as lanes (task, priority, run_at)
    cross join lateral (
      select run_at from tasks_jobs
      where state = 'queued' and crash_count < 2 and task = lanes.task and priority = lanes.priority
        and run_at >= lanes.run_at
      order by run_at, id limit 1
    ) as first
    where lanes.task not in (select task from tasks_holds)
  `.execute(db)
  return rows
}

/** How many of a task run, in whatever process. */
export async function countRunning(db: Db, task: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from tasks_jobs where state = 'running' and worker_id > '' and task = ${task}
  `.execute(db)
  return Number(rows[0]?.n ?? 0)
}

/** Until the end of the transaction nobody else counts or takes jobs of this task. SQLite has one writer anyway. */
export async function lockTask(tx: Db, kind: DatabaseKind, task: string): Promise<void> {
  if (kind === 'postgres')
    await sql`select pg_advisory_xact_lock(hashtext('lyceum task'), hashtext(${task}))`.execute(tx)
}

/**
 * Takes the oldest due jobs of a lane, at most `limit`. They are found once and then updated: as a subquery of a condition
 * PostgreSQL may look for them anew for each row, and with `skip locked` find the next ones each time. By their place
 * (`ctid`), which cannot change while they are locked, it needs no index for the second step.
 */
export async function claimLane(tx: Db, claimer: Claimer, lane: Lane, limit: number): Promise<ClaimedRow[]> {
  const isPostgres = claimer.kind === 'postgres'
  const first = sql`select ${isPostgres ? sql`ctid` : sql`id`} from tasks_jobs
    where state = 'queued' and crash_count < 2 and task = ${lane.task} and priority = ${lane.priority}
      and run_at >= ${lane.runAt} and run_at <= ${claimer.now}
      and not exists (select 1 from tasks_holds where task = ${lane.task})
    order by run_at, id limit ${limit}`
  const isFirst = isPostgres ? sql`ctid = any(array(${first} for update skip locked))` : sql`id in (${first})`
  const { rows } = await sql<ClaimedRow>`
    update tasks_jobs set ${claimed(claimer)} where ${isFirst} and state = 'queued' returning ${claimedColumns}
  `.execute(tx)
  return rows.sort(byTimeAndId)
}

/** Due jobs whose workers died twice, oldest first. */
export async function findSuspects(db: Db, now: string): Promise<Readonly<{ id: string; task: string }>[]> {
  const { rows } = await sql<{ id: string; task: string }>`
    select id, task from tasks_jobs
    where state = 'queued' and crash_count >= 2 and run_at <= ${now} and task not in (select task from tasks_holds)
    order by run_at, id limit 20
  `.execute(db)
  return rows
}

/** Takes one job by its id, if it still waits. */
export async function claimOne(tx: Db, claimer: Claimer, id: string): Promise<ClaimedRow | undefined> {
  const { rows } = await sql<ClaimedRow>`
    update tasks_jobs set ${claimed(claimer)} where id = ${id} and state = 'queued' returning ${claimedColumns}
  `.execute(tx)
  return rows[0]
}

const claimed = ({ kind, workerId, leaseMs, now }: Claimer) => sql`
  state = 'running', lease_epoch = lease_epoch + 1, attempt = attempt + 1, worker_id = ${workerId},
  lease_until = ${leaseFor(kind, leaseMs)}, started_at = ${now},
  progress_value = null, progress_total = null, progress_step = null, progress_sentence = null
`

const byTimeAndId = (a: ClaimedRow, b: ClaimedRow): number =>
  a.run_at === b.run_at ? (a.id < b.id ? -1 : 1) : a.run_at < b.run_at ? -1 : 1
