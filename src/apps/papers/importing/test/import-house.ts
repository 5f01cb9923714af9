import { createReadStream } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { migrations as activityLine } from '../../../../platform/activity/migrations/line.ts'
import { openActivity } from '../../../../platform/activity/recording.ts'
import type { DatabaseUse } from '../../../../platform/database/database.ts'
import { migrateUp } from '../../../../platform/database/migrating.ts'
import { openDatabase } from '../../../../platform/database/open-database.ts'
import { migrations as filesLine } from '../../../../platform/files/migrations/line.ts'
import { openFiles } from '../../../../platform/files/storing.ts'
import { openLive } from '../../../../platform/live/open-live.ts'
import type { Platform } from '../../../../platform/platform.ts'
import { migrations as tasksLine } from '../../../../platform/tasks/migrations/line.ts'
import { openTasks } from '../../../../platform/tasks/queue.ts'
import { startWorker, type Worker } from '../../../../platform/tasks/worker.ts'
import { demandImport, draftImport, type PlanChange, startImport } from '../../importing.ts'
import { migrations } from '../../migrations/line.ts'
import type { ImportRow, ImportState } from '../../tables.ts'
import type { ListChoices } from '../stored-plan.ts'
import { importTasks } from '../task.ts'

export const ada = '01900000-0000-7000-8000-000000000001'

/** The parts whose tables imports need. */
export const importLines = [activityLine, tasksLine, filesLine, migrations]

/** As much of the house as imports need, all of it the real thing. */
export type ImportHouse = Readonly<{
  platform: Platform
  startWorker: (options?: { leaseMs?: number }) => Promise<Worker>
  close: () => Promise<void>
}>

export async function openImportHouse(
  url: string,
  folder: string,
  { use = 'worker', now = () => new Date().toISOString() }: { use?: DatabaseUse; now?: () => string } = {},
): Promise<ImportHouse> {
  const database = await openDatabase(url, use)
  await migrateUp(database.db, database.kind, importLines)
  const log = pino({ level: process.env.LYCEUM_TEST_LOG ?? 'silent' })
  const live = openLive()
  const platform = {
    log,
    now,
    database,
    db: database.db,
    config: { timezone: 'UTC' },
    live,
    files: openFiles({ folder: join(folder, 'files'), now }),
    activity: openActivity(now),
    tasks: openTasks({ database, now, tasks: async () => importTasks, platform: () => platform }),
  } as unknown as Platform
  return {
    platform,
    startWorker: (options = {}) =>
      startWorker({ platform, tasks: importTasks, schedules: [], log, isOnly: true, ...options }),
    close: async () => {
      live.close()
      await database.close()
    },
  }
}

/** What a person does who uploads this file. */
export async function upload(
  platform: Platform,
  path: string,
  choices: ListChoices & Pick<PlanChange, 'policy'> = {},
): Promise<ImportRow> {
  const blob = await platform.files.receive(createReadStream(path), { maxBytes: 1024 ** 3 })
  const { policy, ...decided } = choices
  const list = { blob, name: basename(path), ownerId: ada, origin: 'upload' }
  return draftImport(platform, ada, list, policy ? { ...decided, policy } : decided)
}

/** Uploads a list, imports it, and waits for the end. */
export async function importList(
  platform: Platform,
  path: string,
  choices: ListChoices & Pick<PlanChange, 'policy'> = {},
): Promise<ImportRow> {
  const { id } = await upload(platform, path, choices)
  await startImport(platform, ada, id)
  return stateReached(platform, id, ['done', 'failed'])
}

export async function stateReached(
  platform: Platform,
  id: string,
  states: readonly ImportState[],
  withinMs = 60_000,
): Promise<ImportRow> {
  const giveUpAt = performance.now() + withinMs
  for (;;) {
    const list = await demandImport(platform.db, id)
    if (states.includes(list.state)) return list
    if (performance.now() > giveUpAt) throw new Error(`The import is still ${list.state}: ${list.failure_message}`)
    await sleep(10)
  }
}
