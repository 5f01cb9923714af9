import type { Logger } from 'pino'
import type { Platform } from '../platform.ts'
import type { AnyTask } from './tasks.ts'

/** What one worker runs at once of a task that has no limit. */
const mostAtOnce = 500
const restAfterErrorMs = 5_000

/** How many more jobs of each task may start in this worker. */
export type Rooms = Readonly<{
  /** Asks anew for limits that are settings. */
  learn: () => Promise<void>
  /** How many may run over all workers; infinite where nobody counts. */
  limitOf: (task: AnyTask) => number
  free: (task: AnyTask) => number
  enter: (task: AnyTask) => void
  leave: (task: AnyTask) => void
  /** Nothing more of it for a while. */
  rest: (task: AnyTask, forMs?: number) => void
}>

export function openRooms(tasks: Iterable<AnyTask>, platform: Platform, log: Logger): Rooms {
  const asked = [...tasks].flatMap((task) =>
    typeof task.concurrency === 'function' ? [{ task, ask: task.concurrency }] : [],
  )
  const limits = new Map<AnyTask, number>()
  const busy = new Map<AnyTask, number>()
  /** Until when, on `performance.now()`. */
  const resting = new Map<AnyTask, number>()

  const limitOf = (task: AnyTask): number =>
    typeof task.concurrency === 'function' ? (limits.get(task) ?? 0) : task.concurrency
  const rest = (task: AnyTask, forMs = restAfterErrorMs) => void resting.set(task, performance.now() + forMs)
  const count = (task: AnyTask, more: number) => void busy.set(task, (busy.get(task) ?? 0) + more)

  return {
    learn: async () => {
      for (const { task, ask } of asked) {
        try {
          const limit = Math.floor(await ask(platform))
          limits.set(task, limit > 0 ? limit : 0)
        } catch (error) {
          log.error({ err: error, task: task.name }, 'the limit of a task is unknown; none of its jobs is started')
          limits.set(task, 0)
        }
      }
    },
    limitOf,
    free: (task) => {
      if ((resting.get(task) ?? 0) > performance.now()) return 0
      return Math.min(limitOf(task), mostAtOnce) - (busy.get(task) ?? 0)
    },
    enter: (task) => count(task, 1),
    leave: (task) => count(task, -1),
    rest,
  }
}
