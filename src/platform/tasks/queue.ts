import { randomUUIDv7 } from 'node:crypto'
import type { Database } from '../database/database.ts'
import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import { causeNow } from '../log-cause.ts'
import type { Platform } from '../platform.ts'
import { followEnd } from './follow.ts'
import { type CancelledRow, cancelQueued, requestCancel } from './statements/cancels.ts'
import type { Lane } from './statements/claims.ts'
import { findKeyHolders, insertJobs, insertUniqueJobs, type Submission } from './statements/submissions.ts'
import type { JobRow } from './tables.ts'
import type { AnyTask, Enqueued, EnqueueOptions, Task, Tasks } from './tasks.ts'
import { openWakeUp } from './waking.ts'

const jobsPerStatement = 1_000
const keyTries = 5

/** What the queue needs of the house. */
export type QueueParts = Readonly<{
  database: Database
  now: () => string
  /** All that exist, so that their hooks hear of a cancel from any thread; asked for with the first cancel. */
  tasks: () => Promise<readonly AnyTask[]>
  /** What those hooks are lent; asked for on first use, since the queue is a part of it. */
  platform: () => Platform
}>

/** The queue of the house, kept in its database. Nothing is held in memory: every thread and process opens its own. */
export function openTasks({ database, now, tasks, platform }: QueueParts): Tasks {
  const wake = openWakeUp(database)

  const enqueueMany = async <Input>(tx: Db, task: Task<Input>, jobs: readonly Asked<Input>[]): Promise<Enqueued[]> => {
    const submissions = submissionsOf(task, jobs, now())
    // Both go out together where the way to the database is long.
    const [answers] = await Promise.all([submitAll(tx, database, submissions), wake(tx, lanesOf(submissions))])
    return answers
  }

  const ended = async (tx: Db, by: string, rows: readonly CancelledRow[]): Promise<void> => {
    if (rows.length === 0) return
    const all = await tasks()
    for (const [name, ofTask] of Map.groupBy(rows, (row) => row.task)) {
      const task = all.find((one) => one.name === name)
      if (task) await followEnd(tx, platform(), task, ofTask, cancelledBy(by))
    }
  }

  return {
    enqueueMany,

    enqueue: async (tx, task, input, options = {}) => onlyOne(await enqueueMany(tx, task, [{ ...options, input }])),

    cancel: async (tx, jobId, by) => {
      const filter = { id: jobId }
      const rows = await cancelQueued(tx, database.kind, filter, by, now())
      await ended(tx, by, rows)
      const asked = rows.length > 0 ? 0 : await requestCancel(tx, database.kind, filter, by, now())
      await wake(tx)
      if (rows.length + asked > 0) return true
      await demandJob(tx, jobId)
      return false
    },

    cancelAll: async (tx, task, by, subjects) => {
      const filter = { task: task.name, subjects }
      const rows = await cancelQueued(tx, database.kind, filter, by, now())
      await ended(tx, by, rows)
      const asked = await requestCancel(tx, database.kind, filter, by, now())
      await wake(tx)
      return rows.length + asked
    },

    hold: async (tx, taskName, by) => {
      await tx
        .insertInto('tasks_holds')
        .values({ task: taskName, held_at: now(), held_by: by })
        .onConflict((conflict) => conflict.column('task').doNothing())
        .execute()
    },

    release: async (tx, taskName) => {
      await tx.deleteFrom('tasks_holds').where('task', '=', taskName).execute()
      await wake(tx)
    },

    retry: async (tx, jobId, by) => {
      const failed = await demandJob(tx, jobId)
      if (failed.state !== 'failed' && failed.state !== 'cancelled') throw notRetryable(failed)

      const at = now()
      const repetition = repetitionOf(failed, by, at)
      const [again] = await submit(tx, database, [repetition])
      await tx.updateTable('tasks_jobs').set({ handled_at: at }).where('id', '=', jobId).execute()
      await wake(tx, lanesOf([repetition]))
      return onlyOne([again])
    },
  }
}

type Asked<Input> = EnqueueOptions & { input: Input }

/** @throws UserError `tasks.input` naming what does not fit. */
function submissionsOf<Input>(task: Task<Input>, jobs: readonly Asked<Input>[], at: string): Submission[] {
  const ids = Array.from(jobs, () => randomUUIDv7()).sort()
  return jobs.map(({ input, ...options }, n) => ({
    id: ids[n] ?? randomUUIDv7(),
    task: task.name,
    input_json: inputJson(task, input),
    priority: checkedPriority(options.priority ?? 0),
    run_at: options.runAt === undefined ? at : utcTime(options.runAt),
    unique_key: options.uniqueKey ?? null,
    max_attempts: task.retry.attempts,
    asked_by: options.askedBy ?? 'system',
    subject: options.subject ?? null,
    request_id: options.requestId ?? causeNow().requestId ?? null,
    retry_of: null,
    created_at: at,
  }))
}

/** Each lane once, with the first time. */
function lanesOf(jobs: readonly Submission[]): Lane[] {
  const lanes = new Map<string, Lane>()
  for (const { task, priority, run_at: runAt } of jobs) {
    const key = `${priority} ${task}`
    const known = lanes.get(key)
    if (!known || runAt < known.runAt) lanes.set(key, { task, priority, runAt })
  }
  return [...lanes.values()]
}

async function submitAll(tx: Db, database: Database, jobs: readonly Submission[]): Promise<Enqueued[]> {
  const answers: Enqueued[] = []
  for (let from = 0; from < jobs.length; from += jobsPerStatement)
    answers.push(...(await submit(tx, database, jobs.slice(from, from + jobsPerStatement))))
  return answers
}

async function submit(tx: Db, { kind }: Database, jobs: readonly Submission[]): Promise<Enqueued[]> {
  if (jobs.every((job) => job.unique_key === null)) {
    await insertJobs(tx, kind, jobs)
    return jobs.map(({ id }) => ({ id, created: true }))
  }
  return submitUnique(tx, kind, jobs)
}

/** Two tries are the rule only on PostgreSQL, when the holder of a key ends between the two statements. */
async function submitUnique(tx: Db, kind: Database['kind'], jobs: readonly Submission[]): Promise<Enqueued[]> {
  const answers = new Map<string, Enqueued>()
  let open = jobs
  for (let tries = 0; open.length > 0 && tries < keyTries; tries++) {
    const created = await insertUniqueJobs(tx, kind, open)
    const taken = open.filter((job) => !created.has(job.id))
    const holders = await findKeyHolders(
      tx,
      kind,
      taken.flatMap((job) => job.unique_key ?? []),
    )
    for (const { id } of open) if (created.has(id)) answers.set(id, { id, created: true })
    for (const { id, unique_key } of taken) {
      const holder = holders.get(unique_key ?? '')
      if (holder) answers.set(id, { id: holder, created: false })
    }
    open = taken.filter((job) => !answers.has(job.id))
  }
  if (open.length > 0) throw new Error(`The unique key ${open[0]?.unique_key} changed hands ${keyTries} times.`)
  return jobs.map((job) => onlyOne([answers.get(job.id)]))
}

function inputJson<Input>(task: Task<Input>, input: Input): string {
  const checked = task.input.safeParse(input)
  if (checked.success) return JSON.stringify(input ?? null)
  const fields = checked.error.issues.map((issue) => ({
    path: issue.path.join('.'),
    code: issue.code ?? 'invalid',
    message: issue.message,
  }))
  throw new UserError('invalid', 'tasks.input', `The input does not fit the task "${task.title}".`, { fields })
}

/** @throws RangeError: priorities are written by programmers. */
function checkedPriority(priority: number): number {
  if (Number.isInteger(priority) && priority >= -10 && priority <= 10) return priority
  throw new RangeError(`A priority is a whole number from -10 to 10, not ${priority}.`)
}

/** @throws UserError `tasks.run-at` for what is no time of the years 0 to 9999. */
function utcTime(text: string): string {
  const time = Date.parse(text)
  const iso = Number.isNaN(time) ? '' : new Date(time).toISOString()
  if (/^\d{4}-/.test(iso)) return iso
  throw new UserError('invalid', 'tasks.run-at', `"${text}" is no time such as 2026-01-31T12:00:00Z.`)
}

function repetitionOf(job: JobRow, by: string, at: string): Submission {
  const { task, input_json, priority, unique_key, max_attempts, subject } = job
  const fresh = { id: randomUUIDv7(), run_at: at, created_at: at, asked_by: by, retry_of: job.id }
  const request_id = causeNow().requestId ?? null
  return { task, input_json, priority, unique_key, max_attempts, subject, request_id, ...fresh }
}

async function demandJob(tx: Db, id: string): Promise<JobRow> {
  const job = await tx.selectFrom('tasks_jobs').selectAll().where('id', '=', id).executeTakeFirst()
  if (job) return job
  throw new UserError('not-found', 'tasks.unknown-job', 'There is no such job.')
}

const notRetryable = (job: JobRow): UserError =>
  new UserError(
    'conflict',
    'tasks.not-retryable',
    `Only failed and cancelled jobs are tried again; this one is ${job.state}.`,
  )

const cancelledBy = (by: string) =>
  ({ state: 'cancelled', errorCode: 'tasks.cancelled', errorMessage: `Cancelled by ${by}.` }) as const

function onlyOne(enqueued: readonly (Enqueued | undefined)[]): Enqueued {
  if (!enqueued[0]) throw new Error('A submitted job has no id.')
  return enqueued[0]
}
