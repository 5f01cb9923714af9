import { pino } from 'pino'
import type { Database } from '../../database/database.ts'
import type { Platform } from '../../platform.ts'
import { openTasks } from '../queue.ts'
import type { AnySchedule, AnyTask } from '../tasks.ts'
import { startWorker, type Worker } from '../worker.ts'

/** As much of the house as the queue and its worker need, on a database whose tables stand. */
export type TaskHouse = Readonly<{
  platform: Platform
  start: (options?: StartOptions) => Promise<Worker>
}>

export type StartOptions = Readonly<{ leaseMs?: number; isOnly?: boolean; schedules?: readonly AnySchedule[] }>

export function openTaskHouse(
  database: Database,
  tasks: readonly AnyTask[],
  now: () => string = () => new Date().toISOString(),
  publish: (topic: string) => void = () => {},
): TaskHouse {
  const log = pino({ level: process.env.LYCEUM_TEST_LOG ?? 'silent' })
  const parts = {
    log,
    now,
    database,
    db: database.db,
    config: { timezone: 'Europe/Berlin' },
    live: { publish, subscribe: () => () => {}, close: () => {} },
    tasks: openTasks({ database, now, tasks: async () => tasks, platform: () => platform }),
  }
  const platform = parts as unknown as Platform
  return {
    platform,
    start: ({ schedules = [], ...options } = {}) => startWorker({ platform, tasks, schedules, log, ...options }),
  }
}
