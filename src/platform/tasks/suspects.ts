import type { Db } from '../database/tables.ts'
import type { JobRun } from './running.ts'
import { findSuspects } from './statements/claims.ts'
import type { AnyTask } from './tasks.ts'

/** How long a suspect waits for the others to end, and then has the worker for itself. */
const aloneMs = 2_000

export type Suspect = Readonly<{ id: string; task: AnyTask }>

/**
 * Jobs whose workers died twice: one at a time, and with no other job beside it for its first moments, so that no other is
 * blamed for its third death, nor it for another's. Others are held up for four seconds at most.
 */
export type Suspects = Readonly<{
  /** The one to start in this turn; asks the database only at a look, or while one waits. */
  toStart: (isLook: boolean, at: string, isIdle: boolean) => Promise<Suspect | undefined>
  /** True while no other job may be claimed. */
  holdsOthers: () => boolean
  /** True while one waits, or has just started: look again soon. */
  isWaiting: () => boolean
  started: (run: JobRun) => void
  ended: (run: JobRun) => void
}>

export function openSuspects(db: Db, tasks: ReadonlyMap<string, AnyTask>, freeOf: (task: AnyTask) => number): Suspects {
  let running: JobRun | undefined
  /** On `performance.now()`, as the others: since when one waits, and when the running one started. */
  let waitsSinceMs: number | undefined
  let startedMs = Number.NEGATIVE_INFINITY
  let mayBeMore = false

  const first = async (at: string): Promise<Suspect | undefined> => {
    for (const { id, task: name } of await findSuspects(db, at)) {
      const task = tasks.get(name)
      if (task && freeOf(task) > 0) return { id, task }
    }
    return undefined
  }
  const isRecent = (sinceMs: number): boolean => performance.now() - sinceMs < aloneMs
  const holdsOthers = (): boolean =>
    running ? isRecent(startedMs) : isRecent(waitsSinceMs ?? Number.NEGATIVE_INFINITY)

  return {
    holdsOthers,
    isWaiting: () => waitsSinceMs !== undefined || mayBeMore || holdsOthers(),

    toStart: async (isLook, at, isIdle) => {
      if (running || !(isLook || mayBeMore || waitsSinceMs !== undefined)) return undefined
      mayBeMore = false
      const suspect = await first(at)
      waitsSinceMs = suspect && (waitsSinceMs ?? performance.now())
      return waitsSinceMs !== undefined && (isIdle || !isRecent(waitsSinceMs)) ? suspect : undefined
    },

    started: (run) => {
      waitsSinceMs = undefined
      startedMs = performance.now()
      mayBeMore = true
      // One whose input no longer fits has ended already.
      running = run.isOver ? undefined : run
    },

    ended: (run) => {
      if (run === running) running = undefined
    },
  }
}
