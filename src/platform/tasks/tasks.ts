import { z } from 'zod'
import type { Db } from '../database/tables.ts'
import type { Platform } from '../platform.ts'

/** What a job can be in; the last three are final and never change again. */
export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'

/**
 * Why a job left `running` without reaching a final state. `retry`: it threw and is tried again later. `handed-back`: the
 * process stopped cleanly, no attempt is spent. `lost`: its worker died or lost the lease.
 */
export type ReturnReason = 'retry' | 'handed-back' | 'lost'

/** A kind of background work. Everything but `name`, `input` and `run` has a default. */
export type Task<Input = unknown, Result = unknown> = Readonly<{
  /** `part.verb`, such as `papers.import`. */
  name: string
  /** What a person reads: "Import a list". */
  title: string
  input: z.ZodType<Input>
  run: (platform: Platform, input: Input, job: JobContext) => Promise<Result | Finish<Result>>
  /**
   * Times it is tried in all, and the wait after the first failure, which doubles (± a quarter). Default: 1, 0.
   * A `UserError` is a failure that cannot heal and is not retried, unless its kind is `unavailable`, `too-many` or `no-space`.
   */
  retry: Readonly<{ attempts: number; backoffMs: number }>
  timeoutMs: number
  /**
   * How many of this task run at once, over all workers of all processes; a function is asked before each claim, for a
   * limit that is a setting. `Infinity`: as many as the workers can.
   */
  concurrency: number | ((platform: Platform) => number | Promise<number>)
  /** What must change in our tables together with a job's state, in the same transaction. */
  follow?: Follow<Input>
}>

/** A task whatever its input is, as lists hold them. */
// biome-ignore lint/suspicious/noExplicitAny: a list of tasks holds tasks of every input
export type AnyTask = Task<any, any>

/**
 * Where a thing follows its job, as a paper is Running while its job is: each hook runs inside the transaction that moves
 * the job. Jobs that are claimed or ended together come together, so that 10,000 cancelled ones cost a few statements.
 */
export type Follow<Input> = Readonly<{
  claimed?: (tx: Db, jobs: readonly FollowedJob<Input>[], platform: Platform) => Promise<void>
  returned?: (tx: Db, job: FollowedJob<Input>, reason: ReturnReason, platform: Platform) => Promise<void>
  /** All of them with the same outcome. After `finish`, its effects come first. */
  ended?: (tx: Db, jobs: readonly FollowedJob<Input>[], outcome: JobOutcome, platform: Platform) => Promise<void>
}>

export type FollowedJob<Input> = Readonly<{ id: string; input: Input; attempt: number; crashCount: number }>
export type JobOutcome = Readonly<{
  state: 'succeeded' | 'failed' | 'cancelled'
  errorCode: string | null
  errorMessage: string | null
}>

/** Effects that commit together with the job's success: made by `job.finish`. */
export type Finish<Result> = Readonly<{ finishing: (tx: Db) => Promise<Result> }>

/** Why a job was told to stop. */
export type StopReason = 'cancelled' | 'timeout' | 'lease-lost' | 'stopping'

/** The reason of a job's signal, and what `fenced` throws once the lease is lost. Let it pass: the engine knows what it means. */
export class JobStopped extends Error {
  readonly reason: StopReason

  constructor(reason: StopReason) {
    super(`The job was stopped: ${reason}.`)
    this.name = 'JobStopped'
    this.reason = reason
  }
}

/** What a running job is given. */
export type JobContext = Readonly<{
  id: string
  /** 1 for the first try. */
  attempt: number
  /** Aborts on cancel, timeout, a lost lease and when the process stops; `signal.reason` is a `JobStopped` that says which. */
  signal: AbortSignal
  /** At most a few writes a second reach the database; the latest wins. Total null where it is unknown. */
  progress: (value: number, total: number | null, step?: string, sentence?: string) => void
  log: (level: 'debug' | 'info' | 'warn' | 'error', line: string) => void
  /**
   * A transaction in the middle of the job, fenced: it fails when this worker no longer holds the lease, so that a late
   * worker changes nothing. For work in batches (import) and checkpoints. With `isFlushed: false` a power cut may take
   * the latest of them back, whole and in order: for batches that are done again from the checkpoint they hold.
   */
  fenced: <Result>(work: (tx: Db) => Promise<Result>, how?: { isFlushed: boolean }) => Promise<Result>
  /** `return job.finish(async (tx) => …)`: the effects and the success commit together. */
  finish: <Result>(effects: (tx: Db) => Promise<Result>) => Finish<Result>
}>

export type EnqueueOptions = Readonly<{
  /** A time, ISO 8601 with zone; now when absent. */
  runAt?: string
  /** Higher runs first; −10…10, 0 when absent. */
  priority?: number
  /** At most one job with this key is queued or running; asking again answers with the one that is there. */
  uniqueKey?: string
  /** Who asked: a person's id, or `system`. */
  askedBy?: string
  /** What it is about, such as `papers/import/0190…`: pages find their jobs by it. */
  subject?: string
  /** The HTTP request that asked; the one that is being answered when absent. */
  requestId?: string
}>

export type Enqueued = Readonly<{ id: string; created: boolean }>

/** The queue as the rest of the house sees it; both engines keep it, and one suite of tests says what it means. */
export type Tasks = Readonly<{
  /** The job exists exactly when the caller's transaction commits. @throws UserError `tasks.input` when the input does not fit. */
  enqueue: <Input>(tx: Db, task: Task<Input>, input: Input, options?: EnqueueOptions) => Promise<Enqueued>
  enqueueMany: <Input>(
    tx: Db,
    task: Task<Input>,
    jobs: readonly (EnqueueOptions & { input: Input })[],
  ) => Promise<Enqueued[]>
  /**
   * Cancels in every state that is not final; a running job is asked to stop and ends within 5 s. False when it was final.
   *
   * @throws UserError `tasks.unknown-job`.
   */
  cancel: (tx: Db, jobId: string, by: string) => Promise<boolean>
  /** Cancels every queued or running job of a task, or those about the given subjects; answers how many. Fast for 10,000. */
  cancelAll: (tx: Db, task: Readonly<{ name: string }>, by: string, subjects?: readonly string[]) => Promise<number>
  /** Claims no more jobs of this task until `release`; those that run go on. Survives restarts. */
  hold: (tx: Db, taskName: string, by: string) => Promise<void>
  release: (tx: Db, taskName: string) => Promise<void>
  /**
   * A new job with the same input as a failed or cancelled one, which counts as handled from then on.
   *
   * @throws UserError `tasks.unknown-job`, or `tasks.not-retryable` for a job in any other state.
   */
  retry: (tx: Db, jobId: string, by: string) => Promise<Enqueued>
}>

/** Fills in the defaults. */
export function defineTask<Input, Result>(
  task: Pick<Task<Input, Result>, 'name' | 'title' | 'input' | 'run'> & Partial<Task<Input, Result>>,
): Task<Input, Result> {
  return { retry: { attempts: 1, backoffMs: 0 }, timeoutMs: 60 * 60_000, concurrency: 1, ...task }
}

/** The input of work that is told nothing. */
export const Nothing = z.object({})
export type Nothing = z.infer<typeof Nothing>

/** A job that comes again by the clock; most are told nothing. */
export type Schedule<Input = Nothing> = Readonly<{
  /** `part.noun`, unique in the house. */
  name: string
  title: string
  task: Task<Input>
  input: Input
  /** Five fields of cron. */
  cron: string
  /** The expression in force where a setting decides it; a change is noticed within seconds. */
  cronNow?: (platform: Platform) => Promise<string>
  /** IANA zone; the house's own when absent. */
  timezone?: string
  /** What happens to occurrences that were missed while nothing ran. */
  missed: 'skip' | 'once'
}>

/** A schedule whatever its input is, as lists hold them. */
// biome-ignore lint/suspicious/noExplicitAny: a list of schedules holds schedules of every input
export type AnySchedule = Schedule<any>
