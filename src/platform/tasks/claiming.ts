import type { Db } from '../database/tables.ts'
import type { Platform } from '../platform.ts'
import { followClaim } from './follow.ts'
import { type ClaimedRow, type Claimer, claimLane, claimOne, type Lane } from './statements/claims.ts'
import { inSavepoint } from './statements/savepoint.ts'
import type { AnyTask } from './tasks.ts'

const claimsPerTurn = 500
/** Claims end here, so that others may write. */
const longestLockMs = 15

/** A lane from which some jobs may be taken. */
export type Opening = Readonly<{ task: AnyTask; lane: Lane }>

export type Claimed = Readonly<{ task: AnyTask; row: ClaimedRow }>
export type Refusal = Readonly<{ task: AnyTask; error: unknown }>

/** Lanes with a due job of a task that this worker knows, and that has room; the most urgent first. */
export function openings(
  lanes: readonly Lane[],
  tasks: ReadonlyMap<string, AnyTask>,
  freeOf: (task: AnyTask) => number,
  now: string,
): Opening[] {
  const due = lanes.flatMap((lane) => {
    const task = tasks.get(lane.task)
    return task && lane.runAt <= now && freeOf(task) > 0 ? [{ task, lane }] : []
  })
  return due.sort((a, b) => b.lane.priority - a.lane.priority || (a.lane.runAt < b.lane.runAt ? -1 : 1))
}

/** Takes jobs from the openings, as many as have room, each lane together with its task's hook. */
export async function claimOpenings(
  tx: Db,
  platform: Platform,
  claimer: Claimer,
  open: readonly Opening[],
  freeOf: (task: AnyTask) => number,
): Promise<Readonly<{ claimed: readonly Claimed[]; refusals: readonly Refusal[]; isMore: boolean }>> {
  const untilMs = performance.now() + longestLockMs
  const claimed: Claimed[] = []
  const refusals: Refusal[] = []
  const taken = new Map<AnyTask, number>()

  for (const { task, lane } of open) {
    const room = claimsPerTurn - claimed.length
    if (room === 0 || performance.now() > untilMs) return { claimed, refusals, isMore: true }
    const limit = Math.min(freeOf(task) - (taken.get(task) ?? 0), room)
    if (limit <= 0) continue
    try {
      const rows = await claimWithHook(tx, platform, task, () => claimLane(tx, claimer, lane, limit))
      taken.set(task, (taken.get(task) ?? 0) + rows.length)
      claimed.push(...rows.map((row) => ({ task, row })))
    } catch (error) {
      refusals.push({ task, error })
    }
  }
  return { claimed, refusals, isMore: false }
}

/** Takes one job by its id; undefined where somebody else was quicker. */
export async function claimById(
  tx: Db,
  platform: Platform,
  claimer: Claimer,
  task: AnyTask,
  id: string,
): Promise<Claimed | undefined> {
  const [row] = await claimWithHook(tx, platform, task, async () => {
    const one = await claimOne(tx, claimer, id)
    return one ? [one] : []
  })
  return row && { task, row }
}

async function claimWithHook(
  tx: Db,
  platform: Platform,
  task: AnyTask,
  claim: () => Promise<ClaimedRow[]>,
): Promise<ClaimedRow[]> {
  if (!task.follow?.claimed) return claim()
  return inSavepoint(tx, async () => {
    const rows = await claim()
    await followClaim(tx, platform, task, rows)
    return rows
  })
}
