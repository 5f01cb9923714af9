import type { Db } from '../database/tables.ts'
import { becauseOf } from '../log-cause.ts'
import type { Platform } from '../platform.ts'
import { causeOf } from './cause.ts'
import type { ClaimedRow } from './statements/claims.ts'
import { type AnyTask, type Finish, type JobContext, JobStopped, type StopReason } from './tasks.ts'

/** How long a job that was told to stop may take before the worker goes on without it. */
const stubbornMs = 4_000

/** What came of running a job: what it answered, or what it threw. */
export type End = Readonly<{ kind: 'returned'; value: unknown }> | Readonly<{ kind: 'threw'; error: unknown }>

/** What a run needs of its worker. */
export type RunSupport = Readonly<{
  platform: Platform
  fenced: (run: JobRun, work: (tx: Db) => Promise<unknown>, isFlushed: boolean) => Promise<unknown>
  noteProgress: (run: JobRun, value: number, total: number | null, step?: string, sentence?: string) => void
  noteLine: (run: JobRun, level: string, line: string) => void
  settled: (run: JobRun, end: End) => void
}>

/** Effects that wait for the worker to commit them together with the success. */
export class Finishing implements Finish<unknown> {
  readonly finishing: (tx: Db) => Promise<unknown>

  constructor(finishing: (tx: Db) => Promise<unknown>) {
    this.finishing = finishing
  }
}

/** One start of one job: from the claim until what came of it is in the database. */
export class JobRun {
  readonly task: AnyTask
  readonly row: ClaimedRow
  readonly #support: RunSupport
  /** On `performance.now()`, which setting the clock does not move. */
  readonly deadlineMs: number
  /** Undefined while nobody has told it to stop. */
  stopReason: StopReason | undefined
  stoppedAtMs = 0
  /** What it last said; null: nothing yet. */
  progress: number | null = null
  /** It has returned or thrown. */
  isOver = false
  /** The worker no longer waits for it: whatever it still does or says counts for nothing. */
  isGivenUp = false
  #controller: AbortController | undefined

  constructor(task: AnyTask, row: ClaimedRow, support: RunSupport) {
    this.task = task
    this.row = row
    this.#support = support
    this.deadlineMs = performance.now() + task.timeoutMs
  }

  /** Never throws; tells the worker through `settled`. */
  async start(): Promise<void> {
    try {
      const input = this.task.input.parse(JSON.parse(this.row.input_json))
      const run = () => this.task.run(this.#support.platform, input, this.#context())
      this.#settle({ kind: 'returned', value: await becauseOf(causeOf(this.row), run) })
    } catch (error) {
      this.#settle({ kind: 'threw', error })
    }
  }

  /** Only the first reason counts, but that a lost lease outdoes all. */
  stop(reason: StopReason): void {
    if (this.stopReason !== undefined && reason !== 'lease-lost') return
    this.stopReason = reason
    this.stoppedAtMs = performance.now()
    this.#controller?.abort(new JobStopped(reason))
  }

  /** Whether it was told to stop and does not; told now, where its time is over. */
  isStubborn(nowMs: number): boolean {
    if (this.isOver || this.isGivenUp) return false
    if (this.stopReason === undefined && nowMs > this.deadlineMs) this.stop('timeout')
    const wasTold = this.stopReason === 'cancelled' || this.stopReason === 'timeout'
    return wasTold && nowMs - this.stoppedAtMs >= stubbornMs
  }

  #settle(end: End): void {
    this.isOver = true
    if (!this.isGivenUp) this.#support.settled(this, end)
  }

  #context(): JobContext {
    const run = this
    const support = this.#support
    return {
      id: this.row.id,
      attempt: this.row.attempt,
      // Most jobs never look at it.
      get signal() {
        return run.#signal()
      },
      progress: (value, total, step, sentence) => {
        run.progress = value
        support.noteProgress(run, value, total, step, sentence)
      },
      log: (level, line) => support.noteLine(run, level, line),
      fenced: <Result>(work: (tx: Db) => Promise<Result>, { isFlushed } = { isFlushed: true }) =>
        support.fenced(run, work, isFlushed) as Promise<Result>,
      finish: (effects) => new Finishing(effects) as Finish<never>,
    }
  }

  #signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController()
      if (this.stopReason) this.#controller.abort(new JobStopped(this.stopReason))
    }
    return this.#controller.signal
  }
}
