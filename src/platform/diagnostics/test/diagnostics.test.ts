import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { pino } from 'pino'
import { emptyDatabase, openTestDatabase, testOnBoth } from '../../../../test/support/databases.ts'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { readConfig } from '../../../config.ts'
import { activity } from '../../activity/part.ts'
import { openActivity } from '../../activity/recording.ts'
import { definePart, migrationsOf } from '../../app.ts'
import type { Database } from '../../database/database.ts'
import { migrateUp } from '../../database/migrating.ts'
import type { Platform } from '../../platform.ts'
import { settings } from '../../settings/part.ts'
import { type CheckResult, runChecks } from '../running.ts'

const parts = [activity, settings]

async function openPlatform(t: TestContext, database: Database, environment: Record<string, string> = {}) {
  const instance = emptyFolder(t)
  const config = readConfig({ LYCEUM_INSTANCE: instance, LYCEUM_CONTACT: 'dora@lyceum.test', ...environment })
  const lines = migrationsOf(parts)
  await migrateUp(database.db, database.kind, lines)
  const now = () => new Date().toISOString()
  return { config, database, db: database.db, now, log: pino({ level: 'silent' }) } as unknown as Platform
}

const levels = (results: readonly CheckResult[]) => Object.fromEntries(results.map(({ name, level }) => [name, level]))
const find = (results: readonly CheckResult[], name: string) => results.find((result) => result.name === name)

testOnBoth('where all is well every answer is ok', async (t, database) => {
  const platform = await openPlatform(t, database)

  const results = await runChecks(platform, parts, { thorough: true })

  assert.deepEqual(levels(results), {
    'database.integrity': 'ok',
    'database.schema': 'ok',
    'database.settings': 'ok',
    'instance.modes': 'ok',
    clock: 'ok',
    config: 'ok',
  })
  assert.ok(results.every(({ remedy }) => remedy === undefined))
})

testOnBoth('R-D1 settings that lose what was saved are found', async (t, database, url) => {
  const platform = await openPlatform(t, database)
  if (database.kind === 'sqlite') database.raw?.exec('pragma synchronous = normal; pragma foreign_keys = off')
  else
    await sql.raw(`alter database ${new URL(url).pathname.slice(1)} set synchronous_commit = off`).execute(database.db)
  const asked = database.kind === 'sqlite' ? database : await openTestDatabase(t, url)

  const found = find(await runChecks({ ...platform, database: asked, db: asked.db }, parts), 'database.settings')

  assert.equal(found?.level, 'fail')
  assert.match(found?.message ?? '', /synchronous(_commit)? is (1|off)/)
  assert.ok(found?.remedy)
})

test('R-D1 a damaged page and a reference to nothing are found', async (t) => {
  const url = await emptyDatabase(t, 'sqlite')
  const database = await openTestDatabase(t, url)
  const platform = await openPlatform(t, database)
  database.raw?.exec(
    `create table parents (id integer primary key); create table children (parent integer references parents)`,
  )
  database.raw?.exec('pragma foreign_keys = off; insert into children values (7); pragma foreign_keys = on')

  const orphan = find(await runChecks(platform, [], { thorough: true }), 'database.integrity')
  assert.match(orphan?.message ?? '', /1 rows of children name a row that is missing/)

  const filler = Array.from({ length: 3_000 }, () => ({ actor: 'x'.repeat(100), action: 'x.y' }))
  await openActivity(() => '2026-12-01T00:00:00.000Z').recordMany(database.db, filler)
  database.raw?.exec('pragma wal_checkpoint(truncate)')
  const file = openSync(url.slice('sqlite:'.length), 'r+')
  writeSync(file, Buffer.alloc(4_096, 0xff), 0, 4_096, 40 * 4_096)
  const again = await openTestDatabase(t, url)
  const damaged = find(
    await runChecks({ ...platform, database: again, db: again.db }, [], { thorough: true }),
    'database.integrity',
  )
  assert.equal(damaged?.level, 'fail')
  assert.match(damaged?.remedy ?? '', /restore/)
})

testOnBoth('a schema step that waits is named, with the command that applies it', async (t, database) => {
  const platform = await openPlatform(t, database)
  const newer = definePart({
    name: 'later',
    migrations: { name: 'later', steps: { '0001-x': async () => ({ up: noStep, down: noStep }) } },
  })

  const found = find(await runChecks(platform, [...parts, newer]), 'database.schema')

  assert.deepEqual([found?.level, found?.message], ['fail', 'These steps wait: later/0001-x.'])
  assert.equal(found?.remedy, 'Run lyceum migrate up.')
})

test('R-V13 folders that others can look into and odd settings are found', async (t) => {
  const database = await openTestDatabase(t, await emptyDatabase(t, 'sqlite'))
  const platform = await openPlatform(t, database, {
    LYCEUM_BASE_URL: 'http://gateway.example.org',
    LYCEUM_HTTP_ALLOW: '10.0.0.0/8',
    LYCEUM_CONTACT: '',
  })
  mkdirSync(join(platform.config.instance, 'logs'))
  chmodSync(join(platform.config.instance, 'logs'), 0o755)

  const results = await runChecks(platform, [])

  assert.match(find(results, 'instance.modes')?.message ?? '', /logs \(755\)\.$/)
  assert.match(find(results, 'config')?.message ?? '', /passwords travel in the open.*10\.0\.0\.0\/8/)
})

testOnBoth('R-T11 a clock that was put back is found', async (t, database) => {
  const platform = await openPlatform(t, database)
  await openActivity(() => '2099-01-01T00:00:00.000Z').record(database.db, { actor: 'system', action: 'x.y' })

  assert.match(find(await runChecks(platform, []), 'clock')?.message ?? '', /entries from the future \(2099/)
  const past = { ...platform, now: () => '1970-01-01T00:00:00.000Z' }
  assert.match(find(await runChecks(past, []), 'clock')?.message ?? '', /before this program was written/)
})

test('a check that throws is a finding, and the others go on', async (t) => {
  const database = await openTestDatabase(t, await emptyDatabase(t, 'sqlite'))
  const platform = await openPlatform(t, database)
  const broken = { name: 'x.broken', title: 'Broken', run: () => Promise.reject(new Error('secret path /etc/x')) }
  const sound = { name: 'x.sound', title: 'Sound', run: async () => ({ level: 'ok' as const, message: 'Fine.' }) }

  const results = await runChecks(platform, [definePart({ name: 'x', checks: async () => [broken, sound] })])

  assert.equal(find(results, 'x.broken')?.level, 'fail')
  assert.doesNotMatch(JSON.stringify(results), /secret path/)
  assert.equal(find(results, 'x.sound')?.level, 'ok')
})

const noStep = async () => {}
