import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { openHouse } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import { migrationLines } from '../../src/parts.ts'
import { makeToken } from '../../src/platform/accounts/tokens.ts'
import { migrateUp } from '../../src/platform/database/migrating.ts'
import { openDatabase } from '../../src/platform/database/open-database.ts'
import type { Platform } from '../../src/platform/platform.ts'
import { atEnd } from '../support/endings.ts'
import { emptyFolder } from '../support/folders.ts'
import { makeCast } from '../support/people.ts'
import { type ProcessEnvironment, type ServerProcess, startServer } from '../support/process.ts'

export type Role = 'web' | 'worker'

/** One house on PostgreSQL in several processes, and who looks at it from outside. */
export type Fleet = Readonly<{
  environment: ProcessEnvironment
  /** What the administrator sends along. */
  headers: Readonly<Record<string, string>>
  start: (role: Role) => Promise<ServerProcess>
  /** The same house on a connection of the test's own. */
  platform: Platform
}>

export type FleetOptions = Readonly<{
  databaseUrl: string
  /** Where the processes find the database, if by another way than the test itself. */
  wayToDatabase?: string
  environment?: ProcessEnvironment
}>

/** A house with a schema, people and a token; no process runs yet. The database is empty, or migrated already. */
export async function openFleet(
  t: TestContext,
  { databaseUrl, wayToDatabase = databaseUrl, environment = {} }: FleetOptions,
): Promise<Fleet> {
  const folder = emptyFolder(t)
  const common = {
    LYCEUM_INSTANCE: join(folder, 'instance'),
    LYCEUM_PORT: '0',
    LYCEUM_TIMEZONE: 'UTC',
    LYCEUM_LOG_LEVEL: 'silent',
    ...environment,
  }
  await migrate(databaseUrl)
  const house = await openHouse(readConfig({ ...common, LYCEUM_DATABASE_URL: databaseUrl }), 'command')
  atEnd(t, () => house.close())
  const { dora } = await makeCast(house.platform)
  const { secret } = await makeToken(house.platform, dora.id, { name: 'test', scope: 'all', days: 'none' }, 'test')

  const whole = { ...common, LYCEUM_DATABASE_URL: wayToDatabase }
  return {
    environment: whole,
    headers: { authorization: `Bearer ${secret}`, accept: 'application/json' },
    start: (role) => startServer(t, { ...whole, LYCEUM_ROLE: role }),
    platform: house.platform,
  }
}

async function migrate(url: string): Promise<void> {
  const database = await openDatabase(url, 'command')
  await migrateUp(database.db, database.kind, migrationLines)
  await database.close()
}
