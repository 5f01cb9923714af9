import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import pg from 'pg'
import type { Database, DatabaseUse } from '../../src/platform/database/database.ts'
import type { DatabaseKind } from '../../src/platform/database/migrating.ts'
import { openDatabase } from '../../src/platform/database/open-database.ts'
import { atEnd } from './endings.ts'
import { emptyFolder } from './folders.ts'
import { type PostgresServer, startPostgres } from './postgres-server.ts'

export const databaseKinds: readonly DatabaseKind[] = ['sqlite', 'postgres']

let ownServer: Promise<PostgresServer> | undefined
const lastSteps: (() => Promise<void>)[] = []
after(async () => {
  for (const step of lastSteps) await step()
  await (await ownServer)?.stop()
})

/** For what is to be done behind the last test of a file, while its server still runs. */
export const whenFileEnds = (step: () => Promise<void>): void => void lastSteps.push(step)

/** The same test once on SQLite and once on PostgreSQL, each on an empty database of its own. */
export function testOnBoth(
  title: string,
  run: (t: TestContext, database: Database, url: string) => Promise<void>,
): void {
  for (const kind of databaseKinds) {
    test(`${title} (${kind})`, async (t) => {
      const url = await emptyDatabase(t, kind)
      const database = await openTestDatabase(t, url)
      await run(t, database, url)
    })
  }
}

/** Another connection to the same database, closed when the test ends. */
export async function openTestDatabase(t: TestContext, url: string, use: DatabaseUse = 'worker'): Promise<Database> {
  const database = await openDatabase(url, use)
  atEnd(t, () => database.close())
  return database
}

/** The address of an empty database that goes away with the test. */
export async function emptyDatabase(t: TestContext, kind: DatabaseKind): Promise<string> {
  return kind === 'sqlite' ? emptySqlite(t) : emptyPostgres(t)
}

/** The same as the environment of processes; on SQLite theirs lies in the instance anyway. */
export async function databaseOf(t: TestContext, kind: DatabaseKind): Promise<Readonly<Record<string, string>>> {
  return kind === 'sqlite' ? {} : { LYCEUM_DATABASE_URL: await emptyDatabase(t, kind) }
}

const emptySqlite = (t: TestContext): string => `sqlite:${join(emptyFolder(t), 'lyceum.db')}`

async function emptyPostgres(t: TestContext): Promise<string> {
  const url = await createPostgresDatabase()
  atEnd(t, () => dropPostgresDatabase(url))
  return url
}

/** The address of a new database, empty or a copy of the template. */
export async function createPostgresDatabase(template = 'template1'): Promise<string> {
  const name = `lyceum_${randomBytes(6).toString('hex')}`
  // Copied as files: a template of all apps has hundreds of them, which is long to write to the log.
  await asServer((client) => client.query(`create database ${name} template ${template} strategy file_copy`))
  return (await postgresUrl()).replace(/\/postgres$/, `/${name}`)
}

/** With whatever is still connected to it. */
export async function dropPostgresDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1)
  await asServer((client) => client.query(`drop database if exists ${name} with (force)`))
}

/** The server that `bin/check` started for the whole run; a file run by hand starts one of its own. */
async function postgresUrl(): Promise<string> {
  const shared = process.env.LYCEUM_TEST_POSTGRES_URL
  if (shared) return shared
  ownServer ??= startPostgres()
  return (await ownServer).url
}

/** Work on the server itself. */
export async function asServer<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  return asAdministrator(await postgresUrl(), work)
}

export async function asAdministrator<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
