import { type ExpressionBuilder, sql } from 'kysely'
import type { Db, Tables } from '../database/tables.ts'
import type { HoldRow, JobRow, LogLineRow, ScheduleRow, WorkerRow } from './tables.ts'
import type { JobState } from './tasks.ts'

/** Which jobs a page shows; what is absent does not narrow. */
export type JobFilter = Readonly<{
  states?: readonly JobState[]
  task?: string
  /** All tasks of one part of the house: its name. */
  part?: string
  subject?: string
  askedBy?: string
  /** Part of the id, the subject, the sentence or the error; case does not matter. */
  search?: string
  /** Failures that nobody has seen to. */
  onlyUnhandled?: boolean
}>

/** Ids grow with time: the first page has no key, the next has the id of the last row of the one before. */
export type JobPage = Readonly<{ before?: string; limit: number }>

const countedUpTo = 10_000

/** Jobs, the newest first. */
export function listJobs(db: Db, filter: JobFilter, { before, limit }: JobPage): Promise<JobRow[]> {
  return db
    .selectFrom('tasks_jobs')
    .selectAll()
    .where((row) => matches(row, filter))
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** How many match, counted up to 10,000. */
export async function countJobs(db: Db, filter: JobFilter): Promise<number> {
  const { n } = await db
    .selectFrom((from) =>
      from
        .selectFrom('tasks_jobs')
        .select('id')
        .where((row) => matches(row, filter))
        .limit(countedUpTo)
        .as('some'),
    )
    .select((row) => row.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** How many jobs are in each state, each counted up to 10,000. */
export async function countByState(db: Db): Promise<Record<JobState, number>> {
  const count = (state: JobState) => countJobs(db, { states: [state] })
  return {
    queued: await count('queued'),
    running: await count('running'),
    succeeded: await count('succeeded'),
    failed: await count('failed'),
    cancelled: await count('cancelled'),
  }
}

/** Undefined where there is no such job; who may see it is for the caller to ask. */
export function findJob(db: Db, id: string): Promise<JobRow | undefined> {
  return db.selectFrom('tasks_jobs').selectAll().where('id', '=', id).executeTakeFirst()
}

/** What the queued and running jobs of a task are about. */
export async function liveSubjects(db: Db, task: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('tasks_jobs')
    .select('subject')
    .where('task', '=', task)
    .where('state', 'in', ['queued', 'running'])
    .limit(200_000)
    .execute()
  return new Set(rows.flatMap(({ subject }) => subject ?? []))
}

/** Where a reader of a log is: the last line that was read. */
export type LogPosition = Readonly<{ epoch: number; seq: number }>
export type LogFilter = Readonly<{
  /** One start of the job; all of them when absent. */
  epoch?: number
  levels?: readonly LogLineRow['level'][]
  search?: string
  after?: LogPosition
}>

/** Lines of a log in the order in which they were written. */
export function logLines(db: Db, jobId: string, filter: LogFilter, limit: number): Promise<LogLineRow[]> {
  return linesOf(db, jobId, filter).orderBy('lease_epoch').orderBy('seq').limit(limit).execute()
}

/** The last lines of a log, in the order in which they were written. */
export async function lastLogLines(db: Db, jobId: string, filter: LogFilter, limit: number): Promise<LogLineRow[]> {
  const backwards = linesOf(db, jobId, filter).orderBy('lease_epoch', 'desc').orderBy('seq', 'desc')
  return (await backwards.limit(limit).execute()).reverse()
}

/** The starts of a job that have written lines: one tab each. */
export async function logEpochs(db: Db, jobId: string): Promise<number[]> {
  const query = db.selectFrom('tasks_log_lines').select('lease_epoch').distinct().where('job_id', '=', jobId)
  return (await query.orderBy('lease_epoch').limit(1_000).execute()).map((row) => row.lease_epoch)
}

/** What runs next, in the order of its time. */
export function upcoming(db: Db, limit: number): Promise<JobRow[]> {
  return db
    .selectFrom('tasks_jobs')
    .selectAll()
    .where('state', '=', 'queued')
    .orderBy('run_at')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Why a job waits: how many of its task run, and how many come before it. Both counted up to 10,000. */
export async function waitingBefore(db: Db, job: JobRow): Promise<Readonly<{ running: number; before: number }>> {
  const running = await countJobs(db, { task: job.task, states: ['running'] })
  const { n } = await db
    .selectFrom('tasks_jobs')
    .select((row) => row.fn.countAll<number>().as('n'))
    .where('state', '=', 'queued')
    .where('task', '=', job.task)
    .where((row) =>
      row.or([
        row('priority', '>', job.priority),
        row.and([row('priority', '=', job.priority), row('run_at', '<', job.run_at)]),
        row.and([row('priority', '=', job.priority), row('run_at', '=', job.run_at), row('id', '<', job.id)]),
      ]),
    )
    .executeTakeFirstOrThrow()
  return { running, before: Number(n) }
}

/** Somebody has seen to a failure: it no longer counts. False where it is no failure, or was seen to before. */
export async function markHandled(tx: Db, id: string, now: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('tasks_jobs')
    .set({ handled_at: now })
    .where('id', '=', id)
    .where('state', '=', 'failed')
    .where('handled_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export function listSchedules(db: Db): Promise<ScheduleRow[]> {
  return db.selectFrom('tasks_schedules').selectAll().orderBy('name').limit(1_000).execute()
}

export function findSchedule(db: Db, name: string): Promise<ScheduleRow | undefined> {
  return db.selectFrom('tasks_schedules').selectAll().where('name', '=', name).executeTakeFirst()
}

export function listHolds(db: Db): Promise<HoldRow[]> {
  return db.selectFrom('tasks_holds').selectAll().orderBy('task').limit(1_000).execute()
}

export function listWorkerRows(db: Db): Promise<WorkerRow[]> {
  return db.selectFrom('tasks_workers').selectAll().orderBy('started_at').limit(1_000).execute()
}

function matches(row: ExpressionBuilder<Tables, 'tasks_jobs'>, filter: JobFilter) {
  const { states, task, part, subject, askedBy, search, onlyUnhandled } = filter
  const conditions = []
  // A single state is written out, so that its partial index can be used.
  if (states?.length === 1) conditions.push(sql<boolean>`state = ${sql.lit(states[0])}`)
  else if (states) conditions.push(row('state', 'in', [...states]))
  if (task !== undefined) conditions.push(row('task', '=', task))
  if (part !== undefined) conditions.push(row('task', '>', `${part}.`), row('task', '<', `${part}/`))
  if (subject !== undefined) conditions.push(row('subject', '=', subject))
  if (askedBy !== undefined) conditions.push(row('asked_by', '=', askedBy))
  if (onlyUnhandled) conditions.push(sql<boolean>`state = 'failed'`, row('handled_at', 'is', null))
  if (search) conditions.push(containing(search))
  return row.and(conditions)
}

function containing(search: string) {
  const pattern = likePattern(search)
  const columns = ['id', 'subject', 'progress_sentence', 'error_message', 'request_id'].map((name) => sql.ref(name))
  const tries = columns.map((column) => sql`lower(coalesce(${column}, '')) like ${pattern} escape '\\'`)
  return sql<boolean>`(${sql.join(tries, sql` or `)})`
}

function linesOf(db: Db, jobId: string, { epoch, levels, search, after }: LogFilter) {
  return db
    .selectFrom('tasks_log_lines')
    .selectAll()
    .where('job_id', '=', jobId)
    .$if(epoch !== undefined, (query) => query.where('lease_epoch', '=', epoch ?? 0))
    .$if(levels !== undefined, (query) => query.where('level', 'in', [...(levels ?? [])]))
    .$if(search !== undefined, (query) =>
      query.where(sql<boolean>`lower(line) like ${likePattern(search ?? '')} escape '\\'`),
    )
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(lease_epoch, seq) > (${after?.epoch ?? 0}, ${after?.seq ?? 0})`),
    )
}

const likePattern = (text: string): string => `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
