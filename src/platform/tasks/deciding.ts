import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { isDatabaseAway } from '../database/failures.ts'
import type { Db } from '../database/tables.ts'
import { type ErrorKind, UserError } from '../errors.ts'
import { type End, Finishing } from './running.ts'
import type { ClaimedRow } from './statements/claims.ts'
import type { Move } from './statements/moves.ts'
import { type AnyTask, JobStopped, type ReturnReason, type StopReason } from './tasks.ts'

/** How a start of a job ends: the move of its row, the effects that commit with it, and why it comes again, if it does. */
export type Outcome = Readonly<{
  task: AnyTask
  row: ClaimedRow
  move: Move
  effects?: (tx: Db) => Promise<unknown>
  returnReason?: ReturnReason
}>

/** A job that brought its worker down this often is not tried again. */
const deathsAllowed = 3
const pauseWhenAwayMs = 1_000
const longestBackoffMs = 24 * 60 * 60_000
/** Failures of a `UserError` that may heal by themselves. */
const healingKinds: ReadonlySet<ErrorKind> = new Set(['unavailable', 'too-many', 'no-space'])

/** What becomes of a job that has ended by itself; undefined where its lease is lost, and the job no longer ours. */
export function outcomeOf(
  task: AnyTask,
  row: ClaimedRow,
  end: End,
  { stopReason, progress }: Readonly<{ stopReason: StopReason | undefined; progress: number | null }>,
  now: string,
): Outcome | undefined {
  if (stopReason === 'lease-lost') return undefined
  if (end.kind === 'returned') return succeeded(task, row, end.value, now)
  if (end.error instanceof JobStopped && end.error.reason === 'lease-lost') return undefined
  if (stopReason) return stopped(task, row, stopReason, now)
  return isDatabaseAway(end.error) ? brokenOff(task, row, progress, now) : failed(task, row, end.error, now)
}

/** What becomes of a job that was told to stop, and threw or did not listen. */
export function stopped(task: AnyTask, row: ClaimedRow, reason: StopReason, now: string): Outcome {
  if (reason === 'timeout') return failed(task, row, timedOut(task), now)
  if (reason === 'cancelled') return { task, row, move: { ...stay(row), state: 'cancelled' } }
  return { task, row, move: { ...stay(row), state: 'queued', run_at: now, unspent: 1 }, returnReason: 'handed-back' }
}

/**
 * What becomes of a job whose worker died, or lost its lease, when it was so far (null: it said nothing). One that has
 * come further than ever before, such as a long import that goes on from its last batch, starts to be counted anew.
 */
export function lost(task: AnyTask, row: ClaimedRow, progress: number | null, now: string): Outcome {
  const isFurther = progress !== null && progress > (row.crash_progress ?? 0)
  const crash_count = isFurther ? 1 : row.crash_count + 1
  const left = { ...stay(row), unspent: 1, crash_count, crash_progress: isFurther ? progress : null } as const
  if (crash_count < deathsAllowed)
    return { task, row, move: { ...left, state: 'queued', run_at: now }, returnReason: 'lost' }

  const error_message = `The worker stopped ${deathsAllowed} times while it ran this job.`
  return { task, row, move: { ...left, state: 'failed', error_code: 'crash_loop', error_message } }
}

/** Our database went away under it, which says nothing of the job: it comes again, as if its worker had died. */
function brokenOff(task: AnyTask, row: ClaimedRow, progress: number | null, now: string): Outcome {
  const outcome = lost(task, row, progress, now)
  const run_at = new Date(Date.parse(now) + pauseWhenAwayMs).toISOString()
  return outcome.move.state === 'queued' ? { ...outcome, move: { ...outcome.move, run_at } } : outcome
}

/** A failure is tried again while attempts are left and it may heal; the wait doubles, give or take a quarter. */
export function failed(task: AnyTask, row: ClaimedRow, error: unknown, now: string): Outcome {
  const move = { ...stay(row), ...describe(error) }
  if (!mayHeal(error) || row.attempt >= row.max_attempts) return { task, row, move: { ...move, state: 'failed' } }

  const waitMs = Math.max(backoffMs(task.retry.backoffMs, row.attempt), leastWaitMs(error))
  const run_at = new Date(Date.parse(now) + waitMs).toISOString()
  return { task, row, move: { ...move, state: 'queued', run_at }, returnReason: 'retry' }
}

function succeeded(task: AnyTask, row: ClaimedRow, value: unknown, now: string): Outcome {
  if (value instanceof Finishing)
    return { task, row, move: { ...stay(row), state: 'succeeded' }, effects: value.finishing }
  try {
    return { task, row, move: { ...stay(row), state: 'succeeded', result_json: resultJson(value) } }
  } catch (error) {
    return failed(task, row, error, now)
  }
}

/** Null where a job answers nothing. Row counts of a driver are `bigint`, which JSON has not. */
export const resultJson = (value: unknown): string | null =>
  value === undefined ? null : (JSON.stringify(value, bigintsAsText) ?? null)

const bigintsAsText = (_name: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

/** How long to wait after this attempt, in ms. */
export function backoffMs(firstMs: number, attempt: number, random = randomInt(1_000_001) / 1_000_000): number {
  return Math.round(Math.min(firstMs * 2 ** (attempt - 1), longestBackoffMs) * (0.75 + 0.5 * random))
}

const stay = (row: ClaimedRow) =>
  ({
    id: row.id,
    epoch: row.lease_epoch,
    run_at: null,
    result_json: null,
    error_code: null,
    error_message: null,
    unspent: 0,
    crash_count: null,
    crash_progress: null,
  }) as const

const mayHeal = (error: unknown): boolean =>
  error instanceof UserError ? healingKinds.has(error.kind) : !(error instanceof z.ZodError)

const leastWaitMs = (error: unknown): number =>
  error instanceof UserError ? (error.retryAfterSeconds ?? 0) * 1_000 : 0

/** A bug's own words may hold what nobody should read; they are in the log of the house, beside the job's id. */
function describe(error: unknown): Pick<Move, 'error_code' | 'error_message'> {
  if (error instanceof UserError) return { error_code: error.code, error_message: error.message }
  if (error instanceof z.ZodError)
    return { error_code: 'tasks.input', error_message: 'The input of this job no longer fits its task.' }
  return {
    error_code: 'tasks.unexpected',
    error_message: 'Something went wrong. The log has it under the id of this job.',
  }
}

const timedOut = (task: AnyTask): UserError =>
  new UserError('unavailable', 'tasks.timeout', `The job took longer than ${Math.round(task.timeoutMs / 1_000)} s.`)
