import type { TestContext } from 'node:test'
import { apps } from '../../src/apps.ts'
import { composePlatform, secretsOf } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import { allSchedules, allTasks, migrationLines, parts } from '../../src/parts.ts'
import { guard } from '../../src/platform/accounts/guard.ts'
import { type DatabaseKind, migrateUp } from '../../src/platform/database/migrating.ts'
import { openInstance } from '../../src/platform/instance/instance.ts'
import { openLog } from '../../src/platform/log.ts'
import type { Platform } from '../../src/platform/platform.ts'
import { startWorker } from '../../src/platform/tasks/worker.ts'
import { noLimits } from '../../src/platform/web/overload.ts'
import { openWeb } from '../../src/platform/web/server.ts'
import type { Web } from '../../src/platform/web/web.ts'
import { type Client, clientsOf } from './clients.ts'
import { openTestDatabase } from './databases.ts'
import { atEnd } from './endings.ts'
import { emptyFolder } from './folders.ts'
import { migratedDatabase } from './migrated.ts'
import type { CastName } from './people.ts'

export type TestHouse = Readonly<{
  platform: Platform
  web: Web
  /** Requests as one of the cast, signed in, with the visitor's token; `anon` is nobody in particular. */
  as: (name: CastName | 'anon') => Client
}>

export type HouseOptions = Readonly<{
  kind?: DatabaseKind
  /** More of the environment, such as the base address of a source. */
  environment?: Readonly<Record<string, string>>
  now?: () => string
  /** Runs jobs in this thread until the test ends; without it they wait. */
  worker?: boolean
}>

/** A whole house without a row in a temporary folder: what the tests knock at. */
export async function openHouse(t: TestContext, options: HouseOptions = {}): Promise<TestHouse> {
  const platform = await openTestPlatform(t, options)
  const web = await openWeb({ platform, parts, apps, guard: guard(platform), overload: noLimits })
  atEnd(t, () => web.close())
  if (options.worker) await startTestWorker(t, platform)
  return { platform, web, as: await clientsOf(platform, web) }
}

/** The platform alone, for verbs and queries. */
export async function openTestPlatform(t: TestContext, options: HouseOptions = {}): Promise<Platform> {
  const folder = emptyFolder(t)
  const config = readConfig({
    LYCEUM_INSTANCE: folder,
    LYCEUM_DATABASE_URL: await migratedDatabase(t, options.kind ?? 'sqlite', migrationLines),
    LYCEUM_TIMEZONE: 'UTC',
    ...options.environment,
  })
  const database = await openTestDatabase(t, config.databaseUrl, 'web')
  // An address that a test has brought along leads to a database as bare as it likes.
  if (options.environment?.LYCEUM_DATABASE_URL) await migrateUp(database.db, database.kind, migrationLines)
  const instance = openInstance(config)
  const log = openLog(config, { secrets: secretsOf(config, instance) })
  const platform = composePlatform(config, instance, database, log, options.now)
  atEnd(t, async () => {
    platform.live.close()
    await platform.http.close()
  })
  return platform
}

/** Runs jobs in this thread until the test ends. */
export async function startTestWorker(t: TestContext, platform: Platform): Promise<void> {
  const worker = await startWorker({
    platform,
    tasks: await allTasks(),
    schedules: await allSchedules(),
    log: platform.log,
  })
  atEnd(t, () => worker.stop(1_000))
}
