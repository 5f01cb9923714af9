import type { Db } from '../../database/tables.ts'
import type { Platform } from '../../platform.ts'
import { readCursor, type TableState, tableQuery, writeCursor } from '../../web/table-query.ts'
import { countRows, listRows, placeOf, type RowFilter, type RowOrder, rowsByKey } from '../queries/table-rows.ts'
import type { AdminColumn, AdminTable, Row } from './declaring.ts'
import { type KnownTables, keyOf, labelOf, openColumns, rowIdOf } from './known-tables.ts'

const rowsAPiece = 1_000

/** Columns that a list can be narrowed by: choices from a menu, references by the links that lead here. */
export const filterColumns = (table: AdminTable): readonly AdminColumn[] =>
  openColumns(table).filter(({ type, refersTo }) => type === 'choice' || type === 'yes-no' || refersTo !== undefined)

const sortableColumns = (table: AdminTable): string[] => [
  ...new Set([
    ...openColumns(table)
      .filter(({ isSortable }) => isSortable)
      .map(({ name }) => name),
    ...keyOf(table),
  ]),
]

/** The schema of the list's address. */
export function listQuery(table: AdminTable) {
  const known = (sent: AdminColumn): readonly string[] | null => {
    if (sent.type === 'yes-no') return ['0', '1', '-']
    return sent.choices ? [...sent.choices, '-'] : null
  }
  return tableQuery({
    sortable: sortableColumns(table),
    filters: Object.fromEntries(filterColumns(table).map((column) => [column.name, known(column)])),
  })
}

function orderOf(table: AdminTable, { sort }: Pick<TableState, 'sort'>): RowOrder {
  const order = sort ?? table.order ?? `-${keyOf(table)[0]}`
  return { column: order.replace(/^-/, ''), isDown: order.startsWith('-') }
}

export const filterOf = ({ q, filters }: Pick<TableState, 'q' | 'filters'>): RowFilter => ({ q, values: filters })

export type RowPage = Readonly<{
  rows: readonly Row[]
  next: string | null
  total: number
}>

export async function readPage({ db, database }: Platform, table: AdminTable, state: TableState): Promise<RowPage> {
  const order = orderOf(table, state)
  const after = readCursor(state.cursor, new Set([order.column, ...keyOf(table)]).size)
  const filter = filterOf(state)
  const rows = await listRows(db, database.kind, table, filter, order, { after, limit: state.limit + 1 })
  const last = rows.length > state.limit ? rows[state.limit - 1] : undefined
  return {
    rows: rows.slice(0, state.limit),
    next: last ? writeCursor([...placeOf(table, order, last)]) : null,
    total: await countRows(db, table, filter),
  }
}

/** Every row that fits, in the order of the list; memory holds one piece at a time. */
export async function* everyRow(
  { db, database }: Platform,
  table: AdminTable,
  state: TableState,
): AsyncGenerator<Row, void> {
  const order = orderOf(table, state)
  let after: (string | number | null)[] | undefined
  for (;;) {
    const rows = await listRows(db, database.kind, table, filterOf(state), order, { after, limit: rowsAPiece })
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < rowsAPiece) return
    after = [...placeOf(table, order, last)]
  }
}

/** What stands behind a reference: the name of the record and its id, by table and key. */
export type References = (table: string, key: string | number) => Readonly<{ id: string; label: string }> | undefined

/** Looks up everything that these rows point at: one query for each table. */
export async function readReferences(
  db: Db,
  known: KnownTables,
  table: AdminTable,
  rows: readonly Row[],
): Promise<References> {
  const wanted = new Map<string, Set<string | number>>()
  for (const { name, refersTo } of openColumns(table)) {
    if (refersTo === undefined) continue
    const keys = wanted.get(refersTo) ?? new Set()
    for (const row of rows) if (row[name] !== null && row[name] !== undefined) keys.add(row[name])
    wanted.set(refersTo, keys)
  }
  const found = new Map<string, { id: string; label: string }>()
  for (const [name, keys] of wanted) {
    const other = known.find(name)
    if (!other) continue
    for (const row of await rowsByKey(db, other, [...keys]))
      found.set(`${name}\n${row[keyOf(other)[0] ?? '']}`, { id: rowIdOf(other, row), label: labelOf(other, row) })
  }
  return (name, key) => found.get(`${name}\n${key}`)
}
