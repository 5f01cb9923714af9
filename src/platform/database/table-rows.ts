import type { SQLInputValue } from 'node:sqlite'
import { sql } from 'kysely'
import type { Database } from './database.ts'
import type { TableShape } from './table-shapes.ts'

/** On PostgreSQL `db` is a transaction: reading takes place at one moment, and writing happens wholly or not at all. */
type Opened = Pick<Database, 'kind' | 'db' | 'raw'>
/** Columns by their names; on both databases text, numbers and null stand for themselves. */
export type Row = Readonly<Record<string, SQLInputValue>>

/** Few enough that the widest rows stay in memory. */
const rowsAtOnce = 500

/** All rows of a table, a few hundred at a time and in no order. */
export function readRows({ kind, db, raw }: Opened, shape: TableShape): AsyncGenerator<Row[]> {
  return kind === 'sqlite' && raw ? readOnSqlite(raw, shape) : readOnPostgres(db, shape)
}

async function* readOnSqlite(raw: NonNullable<Opened['raw']>, { name, columns }: TableShape): AsyncGenerator<Row[]> {
  const statement = raw.prepare(`select ${columns.map(quoted).join(', ')} from ${quoted(name)}`)
  let batch: Row[] = []
  for (const row of statement.iterate()) {
    batch.push(row)
    if (batch.length < rowsAtOnce) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

async function* readOnPostgres(tx: Opened['db'], { name, columns }: TableShape): AsyncGenerator<Row[]> {
  const cursor = sql.raw(quoted(`copying_${name}`))
  const list = sql.raw(columns.map(quoted).join(', '))
  await sql`declare ${cursor} no scroll cursor for select ${list} from ${sql.table(name)}`.execute(tx)
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(rowsAtOnce)} from ${cursor}`.execute(tx)
    if (rows.length > 0) yield rows
    if (rows.length < rowsAtOnce) break
  }
  await sql`close ${cursor}`.execute(tx)
}

/** Adds rows as they are, numbers that the database would have given itself included. */
export async function writeRows(to: Opened, shape: TableShape, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  if (to.kind === 'sqlite' && to.raw) writeOnSqlite(to.raw, shape, rows)
  else await writeOnPostgres(to.db, shape, rows)
}

function writeOnSqlite(raw: NonNullable<Opened['raw']>, { name, columns }: TableShape, rows: readonly Row[]): void {
  const places = columns.map(() => '?').join(', ')
  const list = columns.map(quoted).join(', ')
  const statement = raw.prepare(`insert into ${quoted(name)} (${list}) values (${places})`)
  for (const row of rows) statement.run(...columns.map((column) => row[column] ?? null))
}

/** One text for all rows: the database takes it apart by the types of its own columns. */
async function writeOnPostgres(tx: Opened['db'], { name, columns }: TableShape, rows: readonly Row[]): Promise<void> {
  const list = sql.raw(columns.map(quoted).join(', '))
  const table = sql.raw(quoted(name))
  await sql`insert into ${table} (${list}) overriding system value
    select ${list} from json_populate_recordset(null::${table}, ${JSON.stringify(rows, asJson)}::json)`.execute(tx)
}

/** Bytes as PostgreSQL writes them; the array that `JSON.stringify` would make of them is none. */
const asJson = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value

/** The last number that a table gave; null where it gave none, or numbers nothing. */
export async function latestNumber({ kind, db }: Opened, { name, numbered }: TableShape): Promise<number | null> {
  if (numbered === null) return null
  const query =
    kind === 'sqlite'
      ? sql<{ n: number | null }>`select max(seq) as n from sqlite_sequence where name = ${name}`
      : sql<{ n: number | null }>`select pg_sequence_last_value(${sequenceOf(name, numbered)}) as n`
  return (await query.execute(db)).rows[0]?.n ?? null
}

/** Goes on numbering after this one, so that no number is given twice. */
export async function continueAfter(to: Opened, { name, numbered }: TableShape, latest: number): Promise<void> {
  if (numbered === null) return
  if (to.kind === 'postgres') {
    await sql`select setval(${sequenceOf(name, numbered)}, ${latest}::bigint)`.execute(to.db)
    return
  }
  await sql`delete from sqlite_sequence where name = ${name}`.execute(to.db)
  await sql`insert into sqlite_sequence (name, seq) values (${name}, ${latest})`.execute(to.db)
}

const sequenceOf = (name: string, numbered: string) =>
  sql`pg_get_serial_sequence(${quoted(name)}, ${numbered}::text)::regclass`

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
