import type { Platform } from '../../../platform/platform.ts'
import { emergencyStop, endGrace, pauseCollector, startCollector, stopCollector } from '../collecting.ts'
import { findViolations } from '../invariants.ts'
import { planHourNow } from '../planning-hours.ts'
import { followPaper } from '../processing/follow.ts'
import { findCollector } from '../queries/collector.ts'
import { countPlanned, waitingPlanned } from '../queries/planned.ts'
import { deletePlans } from '../queries/plans.ts'
import { insertScratchPapers, statesOf } from '../queries/scratch-papers.ts'
import { changeSchedule } from '../scheduling.ts'
import { processNow } from '../single-papers.ts'
import type { PaperStatus, PlannedRow } from '../tables.ts'

/** How one way of stopping went. */
export type Reverted = Readonly<{
  way: string
  /** Papers that were Pending and Running before the stop. */
  planned: number
  running: number
  /** Papers that are not what they were, and rules that do not hold; empty: all went back. */
  wrong: readonly string[]
}>

const cause = { by: 'cli', reason: 'trying how papers go back' }
const each = 6
const states: readonly PaperStatus[] = ['new', 'deferred', 'failed', 'manual', 'done', 'deleted']
const atWork = 4

/** Every way in which planned papers may have to go back. */
const ways: Readonly<Record<string, (platform: Platform, running: readonly PlannedRow[]) => Promise<unknown>>> = {
  'stop, after the grace': async (platform) => {
    const { generation } = await stopCollector(platform, cause)
    await endGrace(platform, generation)
  },
  'pause, then stop': async (platform) => {
    await pauseCollector(platform, cause)
    const { generation } = await stopCollector(platform, cause)
    await endGrace(platform, generation)
  },
  'emergency stop': (platform) => emergencyStop(platform, cause),
  'emergency stop, twice': async (platform) => {
    await emergencyStop(platform, cause)
    await emergencyStop(platform, cause)
  },
  'the worker dies, then stop': async (platform, running) => {
    for (const row of running) await loseWorker(platform, row)
    await stopCollector(platform, cause)
  },
  'stop cut off before it commits, then again': async (platform) => {
    await assertCutOff(platform)
    await emergencyStop(platform, cause)
  },
}

export const wayNames = Object.keys(ways)

/** Plans papers of every state and stops in every way; the house is a scratch one that nobody works in. */
export async function tryReversion(house: Platform): Promise<Reverted[]> {
  const platform = { ...house, now: earlyInTheHour(house.now()) }
  const ids = await insertScratchPapers(
    platform.db,
    states.flatMap((state) => Array<PaperStatus>(each).fill(state)),
    platform.now(),
  )
  // Half of those that only a person would choose.
  const byHand = ids.filter((_, n) => n >= 2 * each && n < 5 * each && n % 2 === 0)
  const weights = Array<number>(24).fill(1)
  await changeSchedule(platform, cause.by, { papersPerDay: 100_000, weights, timezone: 'UTC' }, 'next')

  const tried: Reverted[] = []
  for (const [way, stop] of Object.entries(ways)) {
    const before = await statesOf(platform.db)
    const running = await plan(platform, byHand)
    const planned = (await countPlanned(platform.db)) - running.length
    await stop(platform, running)
    tried.push({ way, planned, running: running.length, wrong: await differences(platform, before) })
  }
  return tried
}

/** A clock that stands: towards the end of an hour little would be planned. */
function earlyInTheHour(now: string): () => string {
  const at = `${now.slice(0, 13)}:01:00.000Z`
  return () => at
}

export const reversionInWords = (tried: readonly Reverted[]): string =>
  tried
    .map(({ way, planned, running, wrong }) =>
      [`${wrong.length === 0 ? 'ok  ' : 'fail'}  ${way}: ${planned} Pending and ${running} Running`, ...wrong].join(
        '\n        ',
      ),
    )
    .join('\n')

/** Plans an hour, adds what a person would ask for, and takes some to work as a worker does; answers those. */
async function plan(platform: Platform, byHand: readonly string[]): Promise<PlannedRow[]> {
  // Each way begins with an hour that has no plan.
  await platform.db.transaction().execute(deletePlans)
  await startCollector(platform, cause, true)
  await planHourNow(platform)
  for (const id of byHand) await processNow(platform, cause.by, id)
  const rows = (await waitingPlanned(platform.db)).slice(0, atWork)
  await platform.db
    .transaction()
    .execute((tx) => followPaper.claimed?.(tx, rows.map(jobOf), platform) ?? Promise.resolve())
  return rows
}

const jobOf = ({ job_id, paper_id }: PlannedRow) => ({
  id: job_id,
  input: { paperId: paper_id },
  attempt: 1,
  crashCount: 0,
})

const loseWorker = (platform: Platform, row: PlannedRow): Promise<void> =>
  platform.db.transaction().execute(async (tx) => followPaper.returned?.(tx, jobOf(row), 'lost', platform))

/** What a process leaves behind that is killed in the middle of a stop: nothing of it. */
async function assertCutOff(platform: Platform): Promise<void> {
  const tasks = { ...platform.tasks, cancelAll: () => Promise.reject(new CutOff()) }
  await emergencyStop({ ...platform, tasks }, cause).catch((error: unknown) => {
    if (!(error instanceof CutOff)) throw error
  })
}

class CutOff extends Error {}

async function differences(platform: Platform, before: ReadonlyMap<string, string>): Promise<string[]> {
  const { db } = platform
  const after = await statesOf(db)
  const changed = [...before].filter(([id, state]) => after.get(id) !== state)
  const { state } = await findCollector(db)
  const broken = await findViolations(db)
  return [
    ...changed.map(([id, state]) => `paper ${id} was ${state} and is ${after.get(id)}`),
    ...((await countPlanned(db)) > 0 ? [`${await countPlanned(db)} papers are still planned`] : []),
    ...(state === 'stopped' || state === 'emergency' ? [] : [`the collector is ${state}`]),
    ...broken.map(({ invariant, what }) => `${invariant}: ${what}`),
  ]
}
