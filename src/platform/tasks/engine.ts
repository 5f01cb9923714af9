import { randomUUIDv7 } from 'node:crypto'
import { setImmediate as nextRound, setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { UserError } from '../errors.ts'
import { becauseOf } from '../log-cause.ts'
import { jobStarted, jobsRescued } from '../metrics/measures.ts'
import type { Platform } from '../platform.ts'
import { beat, enlist, fenced, type Holder } from './beating.ts'
import { causeOf } from './cause.ts'
import { type Chores, openChores } from './chores.ts'
import { type Claimed, claimById, claimOpenings, type Opening, openings, type Refusal } from './claiming.ts'
import { type Outcome, outcomeOf, stopped } from './deciding.ts'
import { countEnds, failureLine, tellPages } from './echoing.ts'
import { thisProcess } from './hosts.ts'
import { type Lanes, openLanes } from './lanes.ts'
import { leaseMs as usualLeaseMs } from './lease-clock.ts'
import { type Notes, openNotes } from './notes.ts'
import { type Recorded, recordOutcomes } from './recording.ts'
import { handBackUnknown, rescueJobs } from './rescuing.ts'
import { openRooms, type Rooms } from './rooms.ts'
import { type End, JobRun, type RunSupport } from './running.ts'
import type { ClaimedRow, Claimer, Lane } from './statements/claims.ts'
import { deleteWorkers, findCancelRequests } from './statements/leases.ts'
import { openSuspects, type Suspect, type Suspects } from './suspects.ts'
import type { AnySchedule, AnyTask } from './tasks.ts'
import { openTimetable, type Timetable } from './timetable.ts'
import { onWakeUp } from './waking.ts'

/** A look at deadlines and at whether another process has written; also how often notes are stored. */
const tickMs = 250
/** The longest time between two looks at the queue, whatever the clock says and nobody told. */
const napMs = { sqlite: 2_000, postgres: 1_000 } as const
/** Somebody else was quicker, and may have left the next: how soon that is asked. */
const missedMs = 20
const restWhenFullMs = 250
/** The clock may be set: no timer is trusted for longer. */
const longestTimerMs = 2_000
const outcomesPerTurn = 500
const pauseAfterErrorMs = 1_000

export type WorkerParts = Readonly<{
  platform: Platform
  tasks: readonly AnyTask[]
  schedules: readonly AnySchedule[]
  log: Logger
  /** The caller holds the lock of the instance, so that jobs of any other worker are lost ones. */
  isOnly?: boolean
  /** A minute when absent; shorter in tests. */
  leaseMs?: number
}>

/**
 * Runs jobs in turns. One turn records what has ended in one flushed transaction, and claims what is due; jobs that end
 * meanwhile wait for the next, so that under load many share one flush. Beats, rescue and notes go by timers of their own.
 */
export class Engine {
  readonly id = randomUUIDv7()
  readonly #parts: WorkerParts
  readonly #tasks: ReadonlyMap<string, AnyTask>
  readonly #holder: Holder
  readonly #notes: Notes
  readonly #timetable: Timetable
  readonly #support: RunSupport

  /** Every start whose end is not in the database yet. */
  readonly #runs = new Map<ClaimedRow, JobRun>()
  readonly #rooms: Rooms
  readonly #lanes: Lanes
  #outcomes: Outcome[] = []
  /**
   * Some outcomes had no time in the last turn. Until they have, nothing more is claimed: what is done and not recorded
   * is done again where the worker dies, and counts against the job.
   */
  #isBehind = false
  readonly #suspects: Suspects
  /** A turn has failed: some of what it claimed may be ours in the database, and unknown here. */
  #mayHoldMore = false

  #turning: Promise<void> | undefined
  #isWanted = false
  /** Something may have changed that no lane tells of: a cancel, a release, words that were missed. */
  #isLookWanted = true
  #isStopping = false
  #stopping: Promise<void> | undefined
  #isClosed = false
  #dueTimer: NodeJS.Timeout | undefined
  readonly #chores: Chores
  #stopListening = (): void => {}
  #changesSeen: number | undefined
  #lookedMs = Number.NEGATIVE_INFINITY

  constructor(parts: WorkerParts) {
    const { platform, tasks, schedules, log, leaseMs = usualLeaseMs } = parts
    this.#chores = openChores(log)
    this.#parts = parts
    this.#tasks = new Map(tasks.map((task) => [task.name, task]))
    this.#holder = { platform, workerId: this.id, leaseMs }
    this.#notes = openNotes(platform.database, platform.now)
    this.#timetable = openTimetable(platform, schedules)
    this.#rooms = openRooms(tasks, platform, log)
    this.#lanes = openLanes(platform.database)
    this.#suspects = openSuspects(platform.db, this.#tasks, this.#rooms.free)
    this.#support = {
      platform,
      fenced: (run, work, isFlushed) => fenced(this.#holder, run, work, isFlushed),
      noteProgress: this.#notes.progress,
      noteLine: this.#notes.line,
      settled: (run, end) => this.#settled(run, end),
    }
  }

  async start(): Promise<void> {
    const { db, database } = this.#parts.platform
    await enlist(db, this.#holder)
    await this.#rescue()
    await this.#timetable.sync()
    this.#stopListening = onWakeUp(database, (lane) => this.#hear(lane))
    this.#chores.every(tickMs, 'looking around', () => this.#tick())
    const { leaseMs } = this.#holder
    this.#chores.every(leaseMs / 4, 'extending leases', () => this.#beat())
    this.#chores.every(Math.min(napMs.sqlite, leaseMs / 4), 'rescuing jobs', () => this.#rescue())
    // On PostgreSQL the line says when it is open: then the server's clock is known, by which jobs are due.
    if (!database.notifications) this.wake()
  }

  /** A look at everything. */
  wake(): void {
    this.#isLookWanted = true
    this.#turnSoon()
  }

  #hear(lane: Lane | undefined): void {
    if (!lane) this.wake()
    else if (this.#tasks.has(lane.task)) {
      this.#lanes.heard(lane)
      this.#turnSoon()
    }
  }

  #turnSoon(): void {
    this.#isWanted = true
    if (!this.#isClosed) this.#turning ??= becauseOf({}, () => this.#turns())
  }

  stop(graceMs: number): Promise<void> {
    this.#isStopping = true
    this.#stopping ??= this.#end(graceMs)
    return this.#stopping
  }

  async #turns(): Promise<void> {
    while (this.#isWanted) {
      // The database of one thread answers without leaving it: jobs get their time between two turns here.
      await nextRound()
      this.#isWanted = false
      try {
        await this.#turnOnce()
      } catch (error) {
        this.#parts.log.error({ err: error }, 'a turn of the worker failed')
        this.#mayHoldMore = true
        await sleep(pauseAfterErrorMs)
        this.#isWanted = true
        this.#isLookWanted = true
      }
    }
    // Here and not in a callback: between the last look and a callback somebody may ask for one more.
    this.#turning = undefined
  }

  async #turnOnce(): Promise<void> {
    const { now, database } = this.#parts.platform
    const isNap = performance.now() - this.#lookedMs >= napMs[database.kind]
    const isLook = isNap || this.#isLookWanted
    this.#isLookWanted = false
    if (isNap) this.#lookedMs = performance.now()
    if (this.#mayHoldMore) {
      const known = [...this.#runs.keys(), ...this.#outcomes.map(({ row }) => row)]
      this.#outcomes.push(...(await handBackUnknown(this.#parts.platform, this.id, this.#tasks, known)))
      this.#mayHoldMore = false
    }
    const hasRecorded = await this.#record(now())
    // What has just ended may have called others off: they hear it now, not when somebody tells.
    if ((isLook || hasRecorded) && this.#runs.size > 0) await this.#hearCancels()
    if (this.#isStopping) return

    await this.#timetable.keep(isNap)
    await this.#rooms.learn()
    const lanes = await this.#lanes.now(isLook)
    const at = now()
    const suspect = await this.#suspects.toStart(isNap, at, this.#runs.size === 0)
    const isFull = suspect !== undefined || this.#suspects.holdsOthers() || this.#isBehind
    if (suspect) await this.#claimAlone(at, suspect)
    else if (!isFull) await this.#claim(at, openings(lanes, this.#tasks, this.#rooms, at))
    this.#sleepUntilDue(lanes, at)
  }

  /** Answers whether there was anything to record. */
  async #record(at: string): Promise<boolean> {
    const { platform } = this.#parts
    const outcomes = this.#outcomes.splice(0, outcomesPerTurn)
    if (outcomes.length === 0) return false
    const notes = this.#notes.take()
    try {
      const recorded = await platform.db.transaction().execute(async (tx) => {
        await this.#notes.store(tx, notes)
        return recordOutcomes(tx, platform, outcomes, at)
      })
      this.#forget(outcomes, recorded)
      tellPages(this.#parts.platform.live, [...notes.ids, ...recorded.states.keys()])
      if (recorded.late.length > 0 || this.#outcomes.length > 0) this.#isWanted = true
      return true
    } catch (error) {
      this.#notes.giveBack(notes)
      this.#outcomes.unshift(...outcomes)
      throw error
    }
  }

  async #claim(at: string, open: readonly Opening[]): Promise<void> {
    const done = await claimOpenings(this.#parts.platform, this.#claimer(at), open, this.#rooms)
    for (const refusal of done.refusals) this.#rest(refusal)
    // One of our own that has ended counts until it is recorded, and that is next.
    const isOurs = (task: AnyTask) => this.#runs.values().some((run) => run.task === task)
    for (const task of done.full) if (!isOurs(task)) this.#rooms.rest(task, restWhenFullMs)
    for (const { lane, upTo } of done.taken) this.#lanes.taken(lane, upTo)
    for (const lane of done.missed) this.#lanes.missed(lane)
    if (done.missed.length > 0) setTimeout(() => this.#turnSoon(), missedMs).unref()
    for (const claimed of done.claimed) this.#startRun(claimed)
    const ids = done.claimed.map(({ row }) => row.id)
    tellPages(this.#parts.platform.live, ids)
    // The lanes were looked at before the claims: what comes after them is not known yet.
    if (done.isMore || done.claimed.length > 0) this.#isWanted = true
  }

  async #claimAlone(at: string, { task, id }: Suspect): Promise<void> {
    const done = await claimById(this.#parts.platform, this.#claimer(at), task, id, this.#rooms.limitOf(task))
    for (const refusal of done.refusals) this.#rest(refusal)
    for (const claimed of done.claimed) this.#suspects.started(this.#startRun(claimed))
    const ids = done.claimed.map(({ row }) => row.id)
    tellPages(this.#parts.platform.live, ids)
  }

  #claimer(now: string): Claimer {
    const { platform, workerId, leaseMs } = this.#holder
    return { kind: platform.database.kind, workerId, leaseMs, now }
  }

  /** Outcomes that are in the database, or no longer ours, are done with; the others come again. */
  #forget(outcomes: readonly Outcome[], recorded: Recorded): void {
    const again = new Set(recorded.late.map(({ row }) => row))
    for (const { outcome, error } of recorded.refused) {
      again.add(outcome.row)
      this.#parts.log.error({ err: error, ...causeOf(outcome.row) }, 'a hook of a task failed; it is tried again')
      setTimeout(() => this.#ended(outcome), pauseAfterErrorMs).unref()
    }
    for (const { outcome, error } of recorded.failures) this.#reportFailure(outcome, error)
    countEnds(outcomes, recorded)
    for (const { row } of outcomes) if (!again.has(row)) this.#runs.delete(row)
    this.#outcomes.unshift(...recorded.late)
    const wasBehind = this.#isBehind
    this.#isBehind = recorded.late.length > 0
    if (wasBehind || outcomes.some(({ returnReason }) => returnReason !== undefined)) this.wake()
  }

  /** It is recorded in one of the next turns. */
  #ended(outcome: Outcome | undefined): void {
    if (outcome) this.#outcomes.push(outcome)
    this.#turnSoon()
  }

  #rest({ task, error }: Refusal): void {
    this.#parts.log.error({ err: error, task: task.name }, 'a hook of a task refused a claim; it is tried again')
    this.#rooms.rest(task)
  }

  #startRun({ task, row }: Claimed): JobRun {
    const run = new JobRun(task, row, this.#support)
    this.#runs.set(row, run)
    this.#rooms.enter(task)
    jobStarted.tell({ task: task.name, waitedMs: Date.parse(this.#parts.platform.now()) - Date.parse(row.run_at) })
    void run.start()
    if (this.#isStopping) run.stop('stopping')
    return run
  }

  #settled(run: JobRun, end: End): void {
    this.#leaveRoom(run)
    const { task, row, stopReason } = run
    const outcome = outcomeOf(task, row, end, run, this.#parts.platform.now())
    if (!outcome) {
      this.#runs.delete(row)
      this.#parts.log.warn(causeOf(row), 'a job ended after its lease was lost; nothing is kept of it')
    } else if (end.kind === 'threw' && !stopReason) this.#reportFailure(outcome, end.error)
    this.#ended(outcome)
  }

  /** The worker goes on without a job that does not end. */
  #giveUp(run: JobRun, outcome: Outcome | undefined): void {
    run.isGivenUp = true
    this.#leaveRoom(run)
    if (!outcome) this.#runs.delete(run.row)
    this.#ended(outcome)
  }

  #leaveRoom(run: JobRun): void {
    this.#rooms.leave(run.task)
    this.#suspects.ended(run)
  }

  async #hearCancels(): Promise<void> {
    const { db } = this.#parts.platform
    const ids = new Set(await findCancelRequests(db, this.id))
    if (ids.size > 0) for (const run of this.#runs.values()) if (ids.has(run.row.id)) run.stop('cancelled')
  }

  /** What was not due at the time of the look is waited for, even if it has become so since. */
  #sleepUntilDue(lanes: readonly Lane[], looked: string): void {
    const times = lanes.map((lane) => lane.runAt).concat(this.#timetable.nextAt() ?? [])
    const next = times.filter((time) => time > looked).sort()[0]
    clearTimeout(this.#dueTimer)
    if (this.#isStopping || next === undefined) return
    const waitMs = Date.parse(next) - Date.parse(this.#parts.platform.now())
    this.#dueTimer = setTimeout(() => this.#turnSoon(), Math.max(Math.min(waitMs, longestTimerMs), 1))
  }

  async #tick(): Promise<void> {
    const seen = this.#parts.platform.database.changesSeen?.()
    const isNap = performance.now() - this.#lookedMs >= napMs[this.#parts.platform.database.kind]
    if (isNap || seen !== this.#changesSeen || this.#suspects.isWaiting()) this.wake()
    this.#changesSeen = seen
    this.#watchRuns()
    tellPages(this.#parts.platform.live, await this.#notes.save())
  }

  #watchRuns(): void {
    const { log, platform } = this.#parts
    for (const run of this.#runs.values()) {
      if (!run.isStubborn(performance.now())) continue
      const { task, row, stopReason } = run
      log.warn({ ...causeOf(row), stopReason }, 'a job does not heed its signal; the worker goes on')
      this.#giveUp(run, stopped(task, row, stopReason ?? 'timeout', platform.now()))
    }
  }

  async #beat(): Promise<void> {
    const runs = [...this.#runs.values()]
    const alive = await beat(this.#holder, runs)
    for (const run of runs) if (!alive.has(run.row.id) && this.#runs.has(run.row)) this.#leaseLost(run)
  }

  #leaseLost(run: JobRun): void {
    run.stop('lease-lost')
    if (!run.isOver && !run.isGivenUp) this.#giveUp(run, undefined)
  }

  async #rescue(): Promise<void> {
    const { platform, isOnly = false, log } = this.#parts
    const rescued = await rescueJobs({ platform, workerId: this.id, here: thisProcess(), isOnly, tasks: this.#tasks })
    if (!rescued) return
    for (const { outcome, error } of rescued.refused)
      log.error({ err: error, ...causeOf(outcome.row) }, 'a hook of a task failed; it is tried again')
    if (rescued.states.size > 0) log.warn({ jobs: rescued.states.size }, 'jobs of a lost worker were taken up')
    jobsRescued.tell({ jobs: rescued.states.size })
    tellPages(this.#parts.platform.live, [...rescued.states.keys()])
    this.#lookedMs = Number.NEGATIVE_INFINITY
    this.wake()
  }

  async #end(graceMs: number): Promise<void> {
    clearTimeout(this.#dueTimer)
    for (const run of this.#runs.values()) run.stop('stopping')
    const untilMs = performance.now() + graceMs
    const isOpen = (run: JobRun) => !run.isOver && !run.isGivenUp
    while ([...this.#runs.values()].some(isOpen) && performance.now() < untilMs) await sleep(10)
    // A turn that was under way when the stop came may have claimed more.
    await this.#turning
    const at = this.#parts.platform.now()
    for (const run of [...this.#runs.values()].filter(isOpen))
      this.#giveUp(run, stopped(run.task, run.row, run.stopReason ?? 'stopping', at))

    await this.#recordTheLast()
    this.#isClosed = true
    this.#stopListening()
    await this.#turning
    await this.#chores.stop()
    while ((await this.#notes.save()).length > 0);
    const { db, database } = this.#parts.platform
    await deleteWorkers(db, database.kind, [this.id])
  }

  /** What cannot be recorded in time stays with this worker, and is taken for lost by the next. */
  async #recordTheLast(): Promise<void> {
    const untilMs = performance.now() + 5_000
    this.wake()
    while (this.#runs.size > 0 && performance.now() < untilMs) await sleep(5)
  }

  #reportFailure(outcome: Outcome, error: unknown): void {
    const run = this.#runs.get(outcome.row)
    if (run) this.#notes.line(run, 'error', failureLine(outcome, error))
    const isBug = !(error instanceof UserError)
    this.#parts.log[isBug ? 'error' : 'warn']({ err: error, ...causeOf(outcome.row) }, 'a job failed')
  }
}
