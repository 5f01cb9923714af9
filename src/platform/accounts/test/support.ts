import type { TestContext } from 'node:test'
import { pino } from 'pino'
import { openTestDatabase } from '../../../../test/support/databases.ts'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { migratedDatabase } from '../../../../test/support/migrated.ts'
import { readConfig } from '../../../config.ts'
import { migrations as activityMigrations } from '../../activity/migrations/line.ts'
import { openActivity } from '../../activity/recording.ts'
import type { DatabaseKind } from '../../database/migrating.ts'
import { openLive } from '../../live/open-live.ts'
import type { Platform } from '../../platform.ts'
import { openSettings } from '../../settings/changing.ts'
import { migrations as settingsMigrations } from '../../settings/migrations/line.ts'
import { openWeb } from '../../web/server.ts'
import type { Web } from '../../web/web.ts'
import { guard } from '../guard.ts'
import { migrations } from '../migrations/line.ts'
import { accounts } from '../part.ts'

/** What accounts need of a house, and nothing else of it, on a clock that the test moves. */
export type SmallHouse = Readonly<{
  platform: Platform
  web: Web
  clock: { now: string }
  /** Everything that was logged. */
  logged: string[]
  count: (table: 'accounts_people' | 'accounts_sessions' | 'accounts_tokens' | 'activity_entries') => Promise<number>
  actions: () => Promise<string[]>
}>

export type SmallHouseOptions = Readonly<{ kind?: DatabaseKind; environment?: Record<string, string> }>

export async function openSmallHouse(t: TestContext, options: SmallHouseOptions = {}): Promise<SmallHouse> {
  const clock = { now: '2026-03-02T09:00:00.000Z' }
  const logged: string[] = []
  const platform = await openSmallPlatform(t, options, clock, logged)
  const web = await openWeb({ platform, parts: [accounts], apps: [], guard: guard(platform) })
  t.after(() => web.close())

  return {
    platform,
    web,
    clock,
    logged,
    count: async (table) => (await platform.db.selectFrom(table).selectAll().execute()).length,
    actions: async () => {
      const rows = await platform.db.selectFrom('activity_entries').select('action').orderBy('seq').execute()
      return rows.map((row) => row.action)
    },
  }
}

async function openSmallPlatform(
  t: TestContext,
  { kind = 'sqlite', environment = {} }: SmallHouseOptions,
  clock: { now: string },
  logged: string[],
): Promise<Platform> {
  const folder = emptyFolder(t)
  const url = await migratedDatabase(t, kind, [activityMigrations, settingsMigrations, migrations])
  const config = readConfig({
    LYCEUM_INSTANCE: folder,
    LYCEUM_DATABASE_URL: url,
    LYCEUM_TIMEZONE: 'UTC',
    ...environment,
  })
  const database = await openTestDatabase(t, url, 'web')
  const now = () => clock.now
  const live = openLive({ changesSeen: database.changesSeen })
  t.after(() => live.close())
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) })
  const activity = openActivity(now)
  const lent = {
    config,
    log,
    now,
    secret: 's'.repeat(43),
    database,
    db: database.db,
    activity,
    settings: openSettings(database, activity, now),
    parts: [accounts],
    live,
  }
  // Tasks, files, mail and the way out are no part of what is tested here.
  return lent as unknown as Platform
}
