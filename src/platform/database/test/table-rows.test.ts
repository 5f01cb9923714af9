import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { databaseKinds, emptyDatabase, openTestDatabase, testOnBoth } from '../../../../test/support/databases.ts'
import { migrationLines } from '../../../parts.ts'
import type { Database } from '../database.ts'
import { migrateUp } from '../migrating.ts'
import { continueAfter, latestNumber, type Row, readRows, writeRows } from '../table-rows.ts'
import { readShapes, type TableShape } from '../table-shapes.ts'

/** Every kind of value that a table of the house holds, and a row that refers to a later one of its own table. */
async function createSample({ kind, db }: Database): Promise<void> {
  const seq =
    kind === 'sqlite'
      ? sql`seq integer primary key autoincrement`
      : sql`seq bigint generated always as identity primary key`
  const bytes = kind === 'sqlite' ? sql`blob` : sql`bytea`
  await sql`create table alpha (${seq}, name text, size bigint, share double precision, thumb ${bytes})`.execute(db)
  await sql`create table aardvark (id text, alpha_seq bigint references alpha (seq), primary key (id, alpha_seq))`.execute(
    db,
  )
}

const sample = (size: number): Row[] =>
  Array.from({ length: size }, (_, n) => ({
    seq: 10 + n,
    name: n % 3 === 0 ? null : `"ümläut" \\ ' \n ${n} 🧪`,
    size: 2 ** 52 + n,
    share: 0.1 + n / 7,
    thumb: n % 2 === 0 ? null : Uint8Array.of(0, 1, 255),
  }))

const shapeOf = async (database: Database, name: string): Promise<TableShape> => {
  const shape = (await readShapes(database)).find((one) => one.name === name)
  assert.ok(shape)
  return shape
}

const plain = (row: Row) => ({ ...row, thumb: row.thumb instanceof Uint8Array ? [...row.thumb] : row.thumb })

testOnBoth('rows that are written come back as they were, numbers and all', async (t, database) => {
  await createSample(database)
  const shape = await shapeOf(database, 'alpha')
  const rows = sample(1_203)

  const back = await database.db.transaction().execute(async (tx) => {
    const opened = { ...database, db: tx }
    await writeRows(opened, shape, rows)
    return (await Array.fromAsync(readRows(opened, shape))).flat()
  })

  assert.deepEqual(back.toSorted((a, b) => Number(a.seq) - Number(b.seq)).map(plain), rows.map(plain))
  t.diagnostic(`${back.length} rows`)
})

testOnBoth('a table goes on numbering where another one stopped', async (_, database) => {
  await createSample(database)
  const shape = await shapeOf(database, 'alpha')
  assert.equal(await latestNumber(database, shape), null)
  await writeRows(database, shape, sample(2))

  await continueAfter(database, shape, 400)

  assert.equal(await latestNumber(database, shape), 400)
  await sql`insert into alpha (name) values ('next')`.execute(database.db)
  const { rows } = await sql<{ seq: number }>`select max(seq) as seq from alpha`.execute(database.db)
  assert.equal(rows[0]?.seq, 401)
})

testOnBoth('a table comes after those it refers to', async (_, database) => {
  await createSample(database)

  const shapes = await readShapes(database)

  assert.deepEqual(
    shapes.map(({ name, key, numbered }) => ({ name, key, numbered })),
    [
      { name: 'alpha', key: ['seq'], numbered: 'seq' },
      { name: 'aardvark', key: ['id', 'alpha_seq'], numbered: null },
    ],
  )
})

test('both databases have the same tables, columns and keys', async (t) => {
  const [onSqlite, onPostgres] = await Promise.all(
    databaseKinds.map(async (kind) => {
      const database = await openTestDatabase(t, await emptyDatabase(t, kind))
      await migrateUp(database.db, database.kind, migrationLines)
      const shapes = await readShapes(database)
      return shapes.map((shape) => ({
        ...shape,
        columns: shape.columns.toSorted(),
        refersTo: shape.refersTo.toSorted(),
      }))
    }),
  )

  assert.deepEqual(onSqlite, onPostgres)
  assert.ok(onSqlite && onSqlite.length > 20)
  assert.ok(!onSqlite.some(({ name }) => name.startsWith('papers_search')), 'an index for searching is no table')
})
