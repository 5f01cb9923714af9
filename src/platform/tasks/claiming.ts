import { databaseFailure } from '../database/failures.ts'
import type { Db } from '../database/tables.ts'
import type { Platform } from '../platform.ts'
import { followClaim } from './follow.ts'
import type { Rooms } from './rooms.ts'
import {
  type ClaimedRow,
  type Claimer,
  claimLane,
  claimOne,
  countRunning,
  type Lane,
  lockTask,
} from './statements/claims.ts'
import type { AnyTask } from './tasks.ts'

const claimsPerTurn = 500
/** After this, what has been claimed is started before more is. */
const longestMs = 15

/** A lane from which some jobs may be taken. */
export type Opening = Readonly<{ task: AnyTask; lane: Lane }>

export type Claimed = Readonly<{ task: AnyTask; row: ClaimedRow }>
export type Refusal = Readonly<{ task: AnyTask; error: unknown }>

export type Claims = Readonly<{
  claimed: readonly Claimed[]
  /** Hooks that threw: nothing was taken. */
  refusals: readonly Refusal[]
  /** Lanes from which jobs were taken, with the time of the last. */
  taken: readonly Readonly<{ lane: Lane; upTo: string }>[]
  /** Lanes that had nothing left. */
  missed: readonly Lane[]
  /** Tasks of which as many run, in other workers, as may. */
  full: readonly AnyTask[]
  isMore: boolean
}>

/** Lanes with a due job of a task that this worker knows, and that has room; the most urgent first. */
export function openings(
  lanes: readonly Lane[],
  tasks: ReadonlyMap<string, AnyTask>,
  rooms: Rooms,
  now: string,
): Opening[] {
  const due = lanes.flatMap((lane) => {
    const task = tasks.get(lane.task)
    return task && lane.runAt <= now && rooms.free(task) > 0 ? [{ task, lane }] : []
  })
  return due.sort((a, b) => b.lane.priority - a.lane.priority || (a.lane.runAt < b.lane.runAt ? -1 : 1))
}

/** Takes jobs from the openings, as many as have room: each lane in a transaction of its own, together with its hook. */
export async function claimOpenings(
  platform: Platform,
  claimer: Claimer,
  open: readonly Opening[],
  rooms: Rooms,
): Promise<Claims> {
  const untilMs = performance.now() + longestMs
  const claims = { claimed: [] as Claimed[], refusals: [] as Refusal[], isMore: false }
  const [taken, missed, full] = [[] as { lane: Lane; upTo: string }[], [] as Lane[], [] as AnyTask[]]
  const here = new Map<AnyTask, number>()

  for (const { task, lane } of open) {
    const left = claimsPerTurn - claims.claimed.length
    claims.isMore = left === 0 || performance.now() > untilMs
    if (claims.isMore) break
    const most = Math.min(rooms.free(task) - (here.get(task) ?? 0), left)
    if (most <= 0) continue
    try {
      const rows = await claim(platform, claimer, { task, limit: rooms.limitOf(task), most }, (tx, room) =>
        claimLane(tx, claimer, lane, room),
      )
      const last = rows?.at(-1)
      if (!rows) full.push(task)
      else if (!last) missed.push(lane)
      else taken.push({ lane, upTo: last.run_at })
      here.set(task, (here.get(task) ?? 0) + (rows?.length ?? 0))
      claims.claimed.push(...(rows ?? []).map((row) => ({ task, row })))
    } catch (error) {
      claims.refusals.push(refusal(task, error))
    }
  }
  return { ...claims, taken, missed, full }
}

/** Takes one job by its id; nothing where somebody else was quicker, or no room is left. */
export async function claimById(
  platform: Platform,
  claimer: Claimer,
  task: AnyTask,
  id: string,
  limit: number,
): Promise<Pick<Claims, 'claimed' | 'refusals'>> {
  try {
    const rows = await claim(platform, claimer, { task, limit, most: 1 }, async (tx) => {
      const one = await claimOne(tx, claimer, id)
      return one ? [one] : []
    })
    return { claimed: (rows ?? []).map((row) => ({ task, row })), refusals: [] }
  } catch (error) {
    return { claimed: [], refusals: [refusal(task, error)] }
  }
}

/** `limit` over all workers, `most` for this claim. */
type Wish = Readonly<{ task: AnyTask; limit: number; most: number }>

/**
 * Undefined where as many run as may. What others run is counted while nobody else can claim of the task; a claim that a
 * power cut takes back leaves a job that still waits.
 */
function claim(
  platform: Platform,
  { kind }: Claimer,
  { task, limit, most }: Wish,
  take: (tx: Db, room: number) => Promise<ClaimedRow[]>,
): Promise<ClaimedRow[] | undefined> {
  return platform.database.unflushed(async (tx) => {
    const isCounted = Number.isFinite(limit)
    // In this order, and together: what is counted is counted once nobody else can take any more.
    const [, running] = isCounted
      ? await Promise.all([lockTask(tx, kind, task.name), countRunning(tx, task.name)])
      : [undefined, 0]
    const room = Math.min(most, limit - running)
    if (room <= 0) return undefined
    const rows = await take(tx, room)
    if (rows.length > 0) await followClaim(tx, platform, task, rows)
    return rows
  })
}

/** @throws what says that the database is away: no hook is to blame for that. */
function refusal(task: AnyTask, error: unknown): Refusal {
  if (databaseFailure(error)) throw error
  return { task, error }
}
