import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { emptyDatabase, openTestDatabase, testOnBoth } from '../../../../test/support/databases.ts'
import { type MigrationLine, migrateDown, migrateUp, migrationStates } from '../migrating.ts'
import type { Db } from '../tables.ts'

const things: MigrationLine = {
  name: 'things',
  steps: {
    '0001-things': async () => ({
      up: (db) =>
        db.schema
          .createTable('things')
          .addColumn('id', 'text', (id) => id.primaryKey())
          .execute(),
      down: (db) => db.schema.dropTable('things').execute(),
    }),
    '0002-names': async () => ({
      up: (db) => db.schema.alterTable('things').addColumn('name', 'text').execute(),
      down: (db) => db.schema.alterTable('things').dropColumn('name').execute(),
    }),
  },
}

const add = (db: Db, id: string) => sql`insert into things (id) values (${id})`.execute(db)
const count = async (db: Db) =>
  Number((await sql<{ n: number }>`select count(*) as n from things`.execute(db)).rows[0]?.n)

testOnBoth('PAP-R-050 PAP-R-052 schema steps go up, down and up again', async (_t, { db, kind }) => {
  assert.deepEqual(await migrateUp(db, kind, [things]), ['things/0001-things', 'things/0002-names'])
  assert.deepEqual(await migrateUp(db, kind, [things]), [])

  assert.equal(await migrateDown(db, kind, things), 'things/0002-names')
  assert.deepEqual(
    (await migrationStates(db, kind, [things])).map((state) => state.appliedAt !== null),
    [true, false],
  )

  assert.deepEqual(await migrateUp(db, kind, [things]), ['things/0002-names'])
})

testOnBoth('R-D2 a step that fails half-way leaves nothing behind', async (_t, { db, kind }) => {
  const broken: MigrationLine = {
    name: 'things',
    steps: {
      '0001-things': async () => ({
        up: async (tx, on) => {
          await (await things.steps['0001-things']?.())?.up(tx, on)
          await sql`insert into nowhere values (1)`.execute(tx)
        },
        down: async () => {},
      }),
    },
  }

  await assert.rejects(migrateUp(db, kind, [broken]), /things\/0001-things failed/)

  assert.deepEqual(await migrateUp(db, kind, [things]), ['things/0001-things', 'things/0002-names'])
})

testOnBoth('R-D2 a database of a newer version is refused with a sentence', async (_t, { db, kind }) => {
  await migrateUp(db, kind, [things])
  const { '0001-things': oldest } = things.steps
  assert.ok(oldest)

  const older: MigrationLine = { name: 'things', steps: { '0001-things': oldest } }

  await assert.rejects(migrateUp(db, kind, [older]), { name: 'UserError', code: 'database.schema-newer' })
})

testOnBoth('a transaction that throws leaves no trace', async (_t, { db, kind }) => {
  await migrateUp(db, kind, [things])

  await assert.rejects(
    db.transaction().execute(async (tx) => {
      await add(tx, 'lost')
      assert.equal(await count(tx), 1)
      throw new Error('no')
    }),
  )

  assert.equal(await count(db), 0)
})

testOnBoth(
  'an unflushed transaction commits, and the next one is flushed again',
  async (_t, { db, kind, unflushed }) => {
    await migrateUp(db, kind, [things])

    await unflushed((tx) => add(tx, 'quick'))

    assert.equal(await count(db), 1)
    if (kind === 'sqlite') {
      const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db)
      assert.equal(rows[0]?.synchronous, 2)
    }
  },
)

test('R-D1 SQLite runs with a write-ahead log and a flush at each commit', async (t) => {
  const { db } = await openTestDatabase(t, await emptyDatabase(t, 'sqlite'))

  const { rows: journal } = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(db)
  const { rows: flushing } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db)
  const { rows: keys } = await sql<{ foreign_keys: number }>`pragma foreign_keys`.execute(db)

  assert.deepEqual([journal[0]?.journal_mode, flushing[0]?.synchronous, keys[0]?.foreign_keys], ['wal', 2, 1])
})

test('the SQLite driver refuses a value that is no null, number, bigint, string or bytes', async (t) => {
  const { db, kind } = await openTestDatabase(t, await emptyDatabase(t, 'sqlite'))
  await migrateUp(db, kind, [things])

  for (const value of [new Date(), { id: 'x' }, true, undefined]) {
    await assert.rejects(sql`insert into things (id) values (${value})`.execute(db), TypeError)
  }
  assert.equal(await count(db), 0)
})

test('a web thread waits for the write lock without standing still', async (t) => {
  const url = await emptyDatabase(t, 'sqlite')
  const web = await openTestDatabase(t, url, 'web')
  const worker = await openTestDatabase(t, url)
  await migrateUp(web.db, web.kind, [things])
  worker.raw?.exec('begin immediate')
  let ticks = 0
  const ticking = setInterval(() => ticks++, 5)

  const writing = web.db.transaction().execute((tx) => add(tx, 'patient'))
  await new Promise((resolve) => setTimeout(resolve, 200))
  worker.raw?.exec('commit')
  await writing
  clearInterval(ticking)

  assert.ok(ticks > 10, `the thread ticked ${ticks} times`)
  assert.equal(await count(web.db), 1)
})

test('of two transactions in each other’s way both are done, one of them a second time', async (t) => {
  const { db, kind } = await openTestDatabase(t, await emptyDatabase(t, 'postgres'))
  await migrateUp(db, kind, [things])
  await add(db, 'a')
  await add(db, 'b')
  const met = Promise.withResolvers<void>()
  let starts = 0

  const change = (first: string, second: string) =>
    db.transaction().execute(async (tx) => {
      const isSecond = ++starts === 2
      await sql`update things set name = coalesce(name, '') || '.' where id = ${first}`.execute(tx)
      if (isSecond) met.resolve()
      await met.promise
      await sql`update things set name = coalesce(name, '') || '.' where id = ${second}`.execute(tx)
    })
  await Promise.all([change('a', 'b'), change('b', 'a')])

  const { rows } = await sql<{ name: string }>`select name from things`.execute(db)
  assert.deepEqual([rows.map((row) => row.name), starts], [['..', '..'], 3])
})
