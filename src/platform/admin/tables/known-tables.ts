import type { Part } from '../../app.ts'
import type { AdminColumn, AdminTable, Row } from './declaring.ts'

/** A column of another table that holds keys of this one. */
export type Referrer = Readonly<{ table: AdminTable; column: AdminColumn }>

/** Every declared table, and how they point at each other. */
export type KnownTables = Readonly<{
  all: readonly Readonly<{ part: string; table: AdminTable }>[]
  find: (name: string) => AdminTable | undefined
  /** The columns of all tables that point at this one. */
  referrers: (name: string) => readonly Referrer[]
}>

/** Reads the declarations of all parts. @throws Error where two declare one table, or one points at none. */
export async function knowTables(parts: readonly Part[]): Promise<KnownTables> {
  const all: { part: string; table: AdminTable }[] = []
  for (const part of new Set(parts)) {
    for (const table of (await part.adminTables?.()) ?? []) all.push({ part: part.name, table })
  }
  const byName = new Map(all.map(({ table }) => [table.name, table]))
  if (byName.size !== all.length) throw new Error('Two parts declare one table.')

  const referrers = new Map<string, Referrer[]>()
  for (const { table } of all) {
    for (const column of table.columns) {
      if (column.refersTo === undefined) continue
      if (!byName.has(column.refersTo)) throw new Error(`${table.name}.${column.name} points at no declared table.`)
      referrers.set(column.refersTo, [...(referrers.get(column.refersTo) ?? []), { table, column }])
    }
  }
  return { all, find: (name) => byName.get(name), referrers: (name) => referrers.get(name) ?? [] }
}

export const keyOf = (table: AdminTable): readonly string[] => table.key ?? ['id']

/** The columns that may be read at all. */
export const openColumns = (table: AdminTable): readonly AdminColumn[] =>
  table.columns.filter(({ type }) => type !== 'secret')

export const editableColumns = (table: AdminTable): readonly AdminColumn[] =>
  table.closed?.edit === undefined ? table.columns.filter(({ edit, isFixed }) => edit && !isFixed) : []

/** What a new row may be given. */
export const typedColumns = (table: AdminTable): readonly AdminColumn[] => table.columns.filter(({ edit }) => edit)

export const isCreatable = (table: AdminTable): boolean =>
  table.closed?.create === undefined && typedColumns(table).length > 0

export const isRemovable = (table: AdminTable): boolean => table.closed?.remove === undefined

/** The key of a row as an address holds it: the id itself, or several values packed into one word. */
export function rowIdOf(table: AdminTable, row: Row): string {
  const values = keyOf(table).map((column) => row[column] ?? '')
  return isPlain(table) ? String(values[0]) : Buffer.from(JSON.stringify(values)).toString('base64url')
}

/** Undefined for what is no key of this table. */
export function readRowId(table: AdminTable, id: string): Row | undefined {
  const columns = keyOf(table)
  const values = isPlain(table) ? [id] : unpack(id)
  if (values?.length !== columns.length) return undefined
  const key: Record<string, string | number> = {}
  for (const [index, column] of columns.entries()) {
    const value = keyValue(table, column, values[index])
    if (value === undefined) return undefined
    key[column] = value
  }
  return key
}

/** PostgreSQL compares numbers with numbers alone, and takes no NUL. */
function keyValue(table: AdminTable, column: string, value: unknown): string | number | undefined {
  const isNumber = table.columns.some(({ name, type }) => name === column && type === 'number')
  if (!isNumber) return typeof value === 'string' && !value.includes('\0') ? value : undefined
  const number = Number(value)
  return value !== '' && Number.isSafeInteger(number) ? number : undefined
}

const isPlain = (table: AdminTable): boolean => table.key === undefined

function unpack(id: string): unknown[] | undefined {
  try {
    const values: unknown = JSON.parse(Buffer.from(id, 'base64url').toString())
    return Array.isArray(values) ? values : undefined
  } catch {
    return undefined
  }
}

export const labelOf = (table: AdminTable, row: Row): string =>
  (table.label?.(row) || undefined) ??
  keyOf(table)
    .map((column) => String(row[column] ?? ''))
    .join(' · ')

/** How the activity log names a row. */
export const targetOf = (table: AdminTable, row: Row): string =>
  table.target?.(row) ??
  `${table.name}/${keyOf(table)
    .map((column) => String(row[column]))
    .join('/')}`
