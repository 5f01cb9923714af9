import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { DatabaseKind } from '../../database/migrating.ts'
import type { Db } from '../../database/tables.ts'
import type { AdminTable, Row } from '../tables/declaring.ts'
import { keyOf, openColumns } from '../tables/known-tables.ts'

/** Which rows of a table. */
export type RowFilter = Readonly<{
  /** Words for the search box; empty: all. */
  q: string
  /** Column → values of which one must stand there; `-` alone stands for nothing. */
  values: Readonly<Record<string, readonly string[]>>
  /** Keys that were ticked; undefined: all. */
  keys?: readonly Row[]
}>

/** Where a page of a sorted list begins: the values of the sort column and the key in the last row before. */
export type RowPlace = readonly (string | number | null)[]

export type RowOrder = Readonly<{ column: string; isDown: boolean }>

/** More than so many are counted as "more". */
export const mostCounted = 100_000

/** One page of rows, without secrets, in a stable order. */
export async function listRows(
  db: Db,
  kind: DatabaseKind,
  table: AdminTable,
  filter: RowFilter,
  order: RowOrder,
  { after, limit }: { after?: RowPlace; limit: number },
): Promise<Row[]> {
  const direction = order.isDown ? sql`desc` : sql`asc`
  const columns = orderColumns(table, order)
  const place = after && after.length === columns.length ? sql`and ${behind(kind, columns, order, after)}` : sql``
  const { rows } = await sql<Row>`
    select ${columnList(table)} from ${sql.table(table.name)}
    where ${matching(table, filter)} ${place}
    order by ${sql.join(columns.map((column) => sql`${sql.ref(column)} ${direction}`))}
    limit ${limit}`.execute(db)
  return rows
}

/** The place behind a row, for the next page. */
export const placeOf = (table: AdminTable, order: RowOrder, row: Row): RowPlace =>
  orderColumns(table, order).map((column) => row[column] ?? null)

/** At most `mostCounted` + 1. */
export async function countRows(db: Db, table: AdminTable, filter: RowFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (
      select 1 from ${sql.table(table.name)} where ${matching(table, filter)} limit ${mostCounted + 1}
    ) as found`.execute(db)
  return Number(rows[0]?.n ?? 0)
}

export async function findRow(db: Db, table: AdminTable, key: Row): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select ${columnList(table)} from ${sql.table(table.name)} where ${isKey(key)}`.execute(db)
  return rows[0]
}

/** Likewise, and nobody else changes it before the transaction ends; on SQLite that holds for everything. */
export async function lockRow(tx: Db, kind: DatabaseKind, table: AdminTable, key: Row): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select ${columnList(table)} from ${sql.table(table.name)} where ${isKey(key)}
    ${kind === 'postgres' ? sql`for update` : sql``}`.execute(tx)
  return rows[0]
}

/** How many rows hold this value in a column, counted up to `most`. */
export async function countReferring(
  db: Db,
  table: AdminTable,
  column: string,
  value: string | number,
  most: number,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (
      select 1 from ${sql.table(table.name)} where ${sql.ref(column)} = ${value} limit ${most}
    ) as found`.execute(db)
  return Number(rows[0]?.n ?? 0)
}

/** Rows by the values of one key column, for the names behind a page of references. */
export async function rowsByKey(db: Db, table: AdminTable, values: readonly (string | number)[]): Promise<Row[]> {
  const [column] = keyOf(table)
  if (values.length === 0 || column === undefined || keyOf(table).length > 1) return []
  const { rows } = await sql<Row>`
    select ${columnList(table)} from ${sql.table(table.name)}
    where ${sql.ref(column)} in (${sql.join(values)})`.execute(db)
  return rows
}

export async function insertRow(tx: Db, table: AdminTable, row: Row): Promise<void> {
  const columns = Object.keys(row)
  await sql`insert into ${sql.table(table.name)} (${sql.join(columns.map((column) => sql.ref(column)))})
    values (${sql.join(columns.map((column) => row[column] ?? null))})`.execute(tx)
}

export async function updateRow(tx: Db, table: AdminTable, key: Row, changes: Row): Promise<void> {
  const settings = Object.entries(changes).map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
  await sql`update ${sql.table(table.name)} set ${sql.join(settings)} where ${isKey(key)}`.execute(tx)
}

export async function deleteRow(tx: Db, table: AdminTable, key: Row): Promise<void> {
  await sql`delete from ${sql.table(table.name)} where ${isKey(key)}`.execute(tx)
}

const columnList = (table: AdminTable): RawBuilder<unknown> =>
  sql.join(openColumns(table).map(({ name }) => sql.ref(name)))

const isKey = (key: Row): RawBuilder<SqlBool> =>
  sql.join(
    Object.entries(key).map(([column, value]) => sql`${sql.ref(column)} = ${value}`),
    sql` and `,
  )

/** The sort column, and behind it the key, so that no two rows stand level. */
const orderColumns = (table: AdminTable, { column }: RowOrder): string[] => [...new Set([column, ...keyOf(table)])]

/**
 * What stands behind a place, nulls included: SQLite takes them for the smallest values, PostgreSQL for the largest, and
 * each keeps its own order, since an index serves no other.
 */
function behind(
  kind: DatabaseKind,
  [first = '', ...rest]: readonly string[],
  order: RowOrder,
  [value = null, ...others]: RowPlace,
): RawBuilder<SqlBool> {
  const beyond = order.isDown ? sql`<` : sql`>`
  const column = sql.ref(first)
  const level = value === null ? sql`${column} is null` : sql`${column} = ${value}`
  const later = rest.length > 0 ? sql`(${level} and ${behind(kind, rest, order, others)})` : sql`1 = 0`
  const areNullsFirst = (kind === 'sqlite') !== order.isDown
  if (value === null) return areNullsFirst ? sql`(${column} is not null or ${later})` : sql`${later}`
  const nulls = areNullsFirst ? sql`` : sql`or ${column} is null`
  return sql`(${column} ${beyond} ${value} or ${later} ${nulls})`
}

function matching(table: AdminTable, { q, values, keys }: RowFilter): Expression<SqlBool> {
  const all: RawBuilder<SqlBool>[] = [sql`1 = 1`]
  if (q !== '') all.push(mentions(table, q))
  for (const [column, wanted] of Object.entries(values)) {
    if (wanted.length > 0) all.push(isOneOf(table, column, wanted))
  }
  if (keys) all.push(keys.length === 0 ? sql`1 = 0` : sql`(${sql.join(keys.map(isKey), sql` or `)})`)
  return sql.join(all, sql` and `)
}

function isOneOf(table: AdminTable, column: string, wanted: readonly string[]): RawBuilder<SqlBool> {
  const isNumber = table.columns.some(({ name, type }) => name === column && ['number', 'yes-no'].includes(type))
  const there = wanted.filter((value) => value !== '-').map((value) => (isNumber ? Number(value) || 0 : value))
  const parts = [
    ...(there.length > 0 ? [sql`${sql.ref(column)} in (${sql.join(there)})`] : []),
    ...(wanted.includes('-') ? [sql`${sql.ref(column)} is null`] : []),
  ]
  return sql`(${sql.join(parts, sql` or `)})`
}

/** `%` and `_` are looked for as they stand; a number that is none finds nothing. */
function mentions(table: AdminTable, q: string): RawBuilder<SqlBool> {
  const tries = (table.search ?? []).flatMap(({ column, how }) => {
    const type = table.columns.find(({ name }) => name === column)?.type
    if (type === 'number') return /^\d{1,15}$/.test(q) ? [sql`${sql.ref(column)} = ${Number(q)}`] : []
    if (how === 'is') return [sql`${sql.ref(column)} = ${q}`]
    const pattern = `%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
    return [sql`lower(${sql.ref(column)}) like ${pattern} escape '\\'`]
  })
  return tries.length === 0 ? sql`1 = 0` : sql`(${sql.join(tries, sql` or `)})`
}
