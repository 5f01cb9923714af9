import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Db } from '../../platform/database/tables.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { type Cause, revertPapers } from './changing-status.ts'
import { demandContact } from './contact.ts'
import { settleDraining } from './draining.ts'
import type { CollectorCommand } from './links.ts'
import { adjustPlanNow, planFollowingHour, planRunningHour } from './planning-hours.ts'
import { deleteAttempts } from './queries/attempts.ts'
import { lockCollector, saveCollector } from './queries/collector.ts'
import { renewPapers } from './queries/papers.ts'
import { allPlanned, waitingPlanned } from './queries/planned.ts'
import { deletePlans } from './queries/plans.ts'
import { cancelJobsOf } from './queueing.ts'
import { recoverPlans } from './recovering.ts'
import type { ResetScope } from './schemas.ts'
import { stopGraceSetting } from './settings.ts'
import type { CollectorRow, CollectorState, PaperStatus } from './tables.ts'
import { endGrace as endGraceTask, processPaper } from './tasks.ts'

// The collector's commands. Each may be given twice, tells who and why, and changes state, papers, jobs and log together.

const allowedIn: Readonly<Record<CollectorCommand, readonly CollectorState[]>> = {
  start: ['stopped', 'emergency'],
  pause: ['running'],
  resume: ['paused'],
  stop: ['running', 'paused'],
  'emergency-stop': ['stopped', 'running', 'paused', 'draining', 'emergency'],
  reset: ['stopped'],
}

/** In these states the command has nothing left to do. */
const alreadyIn: Readonly<Record<CollectorCommand, readonly CollectorState[]>> = {
  start: ['running'],
  pause: ['paused'],
  resume: ['running'],
  stop: ['stopped', 'draining'],
  'emergency-stop': [],
  reset: [],
}

/** What a command may be given now, for buttons. */
export const commandsIn = (state: CollectorState): CollectorCommand[] =>
  (Object.keys(allowedIn) as CollectorCommand[]).filter((command) => allowedIn[command].includes(state))

/** The commands that need no more than a cause; `acknowledged` counts after an emergency stop. */
export const collectorVerbs: Readonly<
  Record<
    'start' | 'pause' | 'resume' | 'stop',
    (platform: Platform, cause: Cause, acknowledged: boolean) => Promise<CollectorRow>
  >
> = { start: startCollector, pause: pauseCollector, resume: resumeCollector, stop: stopCollector }

/**
 * Starts collecting: what an interrupted run left behind is put in order, and the rest of the running hour is planned.
 *
 * @throws UserError `papers.contact-missing`; `papers.emergency` where an emergency stop has not been acknowledged.
 */
export function startCollector(platform: Platform, cause: Cause, acknowledged = false): Promise<CollectorRow> {
  return command(platform, 'start', cause, async (tx, before) => {
    await demandContact(platform, tx)
    if (before.state === 'emergency' && !acknowledged) throw notAcknowledged(before)

    await saveState(platform, tx, 'running', cause)
    await platform.tasks.release(tx, processPaper.name)
    await recoverPlans(platform, tx)
    const { planned, quota } = await planRunningHour(platform, tx, null)
    // The hour has a plan from an earlier start: what it has left is filled up again.
    if (planned === 0 && quota === 0)
      await adjustPlanNow(platform, tx, { ...cause, reason: 'the collector was started' })
    await planFollowingHour(platform, tx)
  })
}

/** Claims nothing more and plans nothing; what runs is finished, what is planned keeps its time. */
export function pauseCollector(platform: Platform, cause: Cause): Promise<CollectorRow> {
  return command(platform, 'pause', cause, async (tx) => {
    await saveState(platform, tx, 'paused', cause)
    await platform.tasks.hold(tx, processPaper.name, cause.by)
  })
}

/** Goes on: what came due meanwhile gets a new time, or goes back where its hour is over. */
export function resumeCollector(platform: Platform, cause: Cause): Promise<CollectorRow> {
  return command(platform, 'resume', cause, async (tx) => {
    await saveState(platform, tx, 'running', cause)
    await platform.tasks.release(tx, processPaper.name)
    await recoverPlans(platform, tx)
    await planRunningHour(platform, tx, 'paused')
    await planFollowingHour(platform, tx)
  })
}

/** Puts planned papers back at once; what runs gets the grace of the settings, then it is called off too. */
export function stopCollector(platform: Platform, cause: Cause): Promise<CollectorRow> {
  return command(platform, 'stop', cause, async (tx, before) => {
    const generation = before.generation + 1
    await saveState(platform, tx, 'draining', cause, generation)
    await platform.tasks.release(tx, processPaper.name)
    await takeBack(platform, tx, await waitingPlanned(tx), { ...cause, reason: `stopped: ${cause.reason}` })

    const graceSeconds = await platform.settings.get(tx, stopGraceSetting)
    const runAt = new Date(Date.parse(platform.now()) + graceSeconds * 1_000).toISOString()
    await platform.tasks.enqueue(
      tx,
      endGraceTask,
      { generation },
      { runAt, askedBy: cause.by, subject: 'papers/collector' },
    )
    await settleDraining(platform, tx)
  })
}

/** The grace of a stop is over: what still runs is called off. Nothing happens where that stop is over already. */
export async function endGrace(platform: Platform, generation: number): Promise<number> {
  return platform.db.transaction().execute(async (tx) => {
    const collector = await lockCollector(tx)
    if (collector.state !== 'draining' || collector.generation !== generation) return 0
    const rows = await allPlanned(tx)
    await takeBack(platform, tx, rows, { by: collector.changed_by, reason: 'the grace of the stop was over' })
    await settleDraining(platform, tx)
    return rows.length
  })
}

/** Everything goes back at once, running papers included, and their requests are cut. May be repeated without harm. */
export function emergencyStop(platform: Platform, cause: Cause): Promise<CollectorRow> {
  return command(platform, 'emergency-stop', cause, async (tx, before) => {
    await saveState(platform, tx, 'emergency', cause, before.generation + 1)
    await platform.tasks.hold(tx, processPaper.name, cause.by)
    await revertPapers(platform, tx, await allPlanned(tx), { ...cause, reason: `emergency stop: ${cause.reason}` })
    await platform.tasks.cancelAll(tx, processPaper, cause.by)
  })
}

const resets: Readonly<Record<ResetScope, readonly PaperStatus[]>> = {
  state: [],
  failed: ['failed', 'deferred'],
  unfinished: ['failed', 'deferred', 'manual'],
  everything: ['failed', 'deferred', 'manual'],
}

/**
 * Sets the collector back, and as the scope says papers that are not Done, or all attempts and plans. Files stay. On
 * SQLite a copy of the database is made first, below `backups`.
 */
export async function resetCollector(
  platform: Platform,
  cause: Cause,
  scope: ResetScope,
): Promise<{ renewed: number }> {
  if (scope !== 'state') await backUpFirst(platform)
  let renewed = 0
  await command(platform, 'reset', cause, async (tx, before) => {
    await saveState(platform, tx, 'stopped', cause, before.generation + 1)
    await saveCollector(tx, { last_planned_bucket: null })
    if (resets[scope].length > 0) renewed = await renewPapers(tx, resets[scope], platform.now())
    if (scope === 'everything') {
      await deleteAttempts(tx)
      await deletePlans(tx)
    }
    await platform.activity.record(tx, {
      actor: cause.by,
      action: 'papers.papers-reset',
      status: 'warning',
      target: 'papers/collector',
      message: `Reset (${scope}): ${renewed} papers are New again. ${cause.reason}`.trim(),
      before: { statuses: resets[scope] },
      after: { renewed, scope },
    })
  })
  return { renewed }
}

async function backUpFirst(platform: Platform): Promise<void> {
  if (platform.database.kind !== 'sqlite') return
  const folder = join(platform.config.instance, 'backups')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await platform.database.backup(join(folder, `before-reset-${platform.now().replace(/[:.]/g, '-')}.db`))
}

/** One command under the collector's lock: refused, already so, or done and written down. */
async function command(
  platform: Platform,
  name: CollectorCommand,
  cause: Cause,
  act: (tx: Db, before: CollectorRow) => Promise<void>,
): Promise<CollectorRow> {
  const after = await platform.db.transaction().execute(async (tx) => {
    const before = await lockCollector(tx)
    if (alreadyIn[name].includes(before.state)) return before
    if (!allowedIn[name].includes(before.state)) throw refused(name, before)

    await platform.activity.record(tx, {
      actor: cause.by,
      action: `papers.collector-${name}`,
      status: name === 'emergency-stop' ? 'warning' : 'info',
      target: 'papers/collector',
      message: `Collector: ${name}. ${cause.reason}`.trim(),
      before: { state: before.state },
      after: { state: stateAfter[name] },
    })
    await act(tx, before)
    return lockCollector(tx)
  })
  platform.live.publish('papers/collector')
  return after
}

const stateAfter: Readonly<Record<CollectorCommand, CollectorState>> = {
  start: 'running',
  pause: 'paused',
  resume: 'running',
  stop: 'draining',
  'emergency-stop': 'emergency',
  reset: 'stopped',
}

async function saveState(
  platform: Platform,
  tx: Db,
  state: CollectorState,
  { by, reason }: Cause,
  generation?: number,
): Promise<void> {
  const raised = generation === undefined ? {} : { generation }
  await saveCollector(tx, { state, changed_at: platform.now(), changed_by: by, reason: reason || null, ...raised })
}

async function takeBack(platform: Platform, tx: Db, rows: Awaited<ReturnType<typeof allPlanned>>, cause: Cause) {
  await revertPapers(platform, tx, rows, cause)
  await cancelJobsOf(
    platform,
    tx,
    rows.map(({ paper_id }) => paper_id),
    cause.by,
  )
}

const refused = (name: CollectorCommand, { state }: CollectorRow): UserError =>
  new UserError(
    'conflict',
    'papers.command-refused',
    `The collector is ${state}: "${name}" is possible only when it is ${allowedIn[name].join(' or ')}.`,
  )

const notAcknowledged = ({ changed_by, reason }: CollectorRow): UserError =>
  new UserError(
    'conflict',
    'papers.emergency',
    `The collector was stopped in an emergency by ${changed_by}${reason ? ` ("${reason}")` : ''}. Confirm that the cause is gone to start it again.`,
  )
