import { randomUUIDv7 } from 'node:crypto'
import type { ActivityRow } from '../../activity/tables.ts'
import type { Db } from '../../database/tables.ts'
import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import { deleteRow, findRow, insertRow, lockRow, updateRow } from '../queries/table-rows.ts'
import type { AdminTable, Row } from './declaring.ts'
import {
  editableColumns,
  isCreatable,
  isRemovable,
  keyOf,
  labelOf,
  openColumns,
  targetOf,
  typedColumns,
} from './known-tables.ts'
import { asTyped, differing, part, readColumns, type Typed, versionOf } from './values.ts'

/** Who does it, and in which request. */
export type Doer = Readonly<{ by: string; requestId?: string }>

export const actions = {
  created: 'admin.row-created',
  edited: 'admin.row-edited',
  deleted: 'admin.row-deleted',
  restored: 'admin.row-restored',
} as const

/** @throws UserError `admin.no-such-row`, also for a table that is not declared */
export const noSuchRow = (): UserError => new UserError('not-found', 'admin.no-such-row', 'There is no such record.')

const changedMeanwhile = (): UserError =>
  new UserError(
    'overtaken',
    'admin.row-changed-meanwhile',
    'Somebody changed this record while you were writing. What stands there now is beside each field: send yours again if you still want it.',
  )

/**
 * Makes a row of what was typed.
 *
 * @throws UserError `admin.row-closed`, `admin.row-invalid`, `admin.row-refused` where the database says no
 */
export async function createRow(platform: Platform, table: AdminTable, typed: Typed, doer: Doer): Promise<Row> {
  if (!isCreatable(table)) throw closed(table.closed?.create)
  const now = platform.now()
  const given = readColumns(typedColumns(table), typed)
  const row = {
    ...(keyOf(table)[0] === 'id' && !('id' in given) && { id: randomUUIDv7() }),
    ...table.blank?.(now),
    ...given,
    ...table.followers?.(given, now),
  }
  await platform.db.transaction().execute(async (tx) => {
    await table.check?.(tx, platform, { row, changes: given, by: doer.by })
    await orRefused(() => insertRow(tx, table, row))
    await record(platform, tx, table, row, doer, { action: actions.created, after: opened(table, row) })
  })
  return row
}

/**
 * Writes what was typed over the state that its author saw.
 *
 * @param seen `versionOf` that state
 * @throws UserError `admin.row-changed-meanwhile`, `admin.row-closed`, `admin.row-invalid`, `admin.row-refused`
 */
export async function editRow(
  platform: Platform,
  table: AdminTable,
  key: Row,
  typed: Typed,
  seen: string,
  doer: Doer,
): Promise<void> {
  if (table.closed?.edit !== undefined) throw closed(table.closed.edit)
  await changeRow(platform, table, key, readColumns(editableColumns(table), typed), doer, seen)
}

/** Sets some columns of one row, as an edit does; undefined `seen` sets them whatever stands there. Answers what changed. */
export async function changeRow(
  platform: Platform,
  table: AdminTable,
  key: Row,
  wished: Row,
  doer: Doer,
  seen?: string,
): Promise<Row> {
  if (table.write) return changeByVerb(platform, table, key, wished, doer, seen)
  return platform.db.transaction().execute(async (tx) => {
    const before = demand(await lockRow(tx, platform.database.kind, table, key))
    const changes = seenChanges(table, before, wished, seen)
    if (Object.keys(changes).length === 0) return changes
    const row = { ...changes, ...table.followers?.(changes, platform.now()) }
    await table.check?.(tx, platform, { row: before, changes, by: doer.by })
    await orRefused(() => updateRow(tx, table, key, row))
    await record(platform, tx, table, before, doer, {
      action: actions.edited,
      before: part(before, Object.keys(changes)),
      after: changes,
    })
    return changes
  })
}

/** The part's own verb has a transaction and a version check of its own. */
async function changeByVerb(
  platform: Platform,
  table: AdminTable,
  key: Row,
  wished: Row,
  doer: Doer,
  seen: string | undefined,
): Promise<Row> {
  const row = demand(await findRow(platform.db, table, key))
  const changes = seenChanges(table, row, wished, seen)
  if (Object.keys(changes).length > 0) await table.write?.(platform, { row, changes, by: doer.by })
  return changes
}

function seenChanges(table: AdminTable, before: Row, wished: Row, seen: string | undefined): Row {
  if (seen !== undefined && seen !== versionOf(table, before)) throw changedMeanwhile()
  return differing(before, wished)
}

/**
 * Deletes a row in the state that was seen; the log keeps it, so that it can be put back.
 *
 * @throws UserError `admin.row-closed`, `admin.row-changed-meanwhile`, `admin.row-refused` where others need it
 */
export async function removeRow(
  platform: Platform,
  table: AdminTable,
  key: Row,
  seen: string,
  doer: Doer,
): Promise<void> {
  if (!isRemovable(table)) throw closed(table.closed?.remove)
  await platform.db.transaction().execute(async (tx) => {
    const before = demand(await lockRow(tx, platform.database.kind, table, key))
    if (seen !== versionOf(table, before)) throw changedMeanwhile()
    await table.check?.(tx, platform, { row: before, changes: {}, by: doer.by })
    await orRefused(() => deleteRow(tx, table, key))
    await record(platform, tx, table, before, doer, { action: actions.deleted, before: opened(table, before) })
  })
}

/** Why a deleted row cannot come back; undefined where it can. */
export function whyNotRestored(table: AdminTable): string | undefined {
  if (table.columns.some(({ type }) => type === 'secret'))
    return 'It holds a secret, which the log does not keep: it cannot be put back.'
  return undefined
}

/**
 * Puts back what an entry of the log says stood there before: the columns that can be edited, or the whole row where it
 * was deleted. The entry must be about this row.
 *
 * @throws UserError `admin.not-revertible`, `admin.row-invalid` where that value is no longer allowed
 */
export async function revert(
  platform: Platform,
  table: AdminTable,
  key: Row,
  entry: ActivityRow,
  doer: Doer,
): Promise<void> {
  const values = valuesBefore(entry)
  if (!values) throw notRevertible()
  if (entry.action === actions.deleted) return restore(platform, table, key, values, entry, doer)
  const row = demand(await findRow(platform.db, table, key))
  const names = entry.target === targetOf(table, row) ? revertible(table, entry) : []
  if (names.length === 0) throw notRevertible()
  const typed = Object.fromEntries(names.map((name) => [name, asTyped(values[name])]))
  const columns = editableColumns(table).filter(({ name }) => names.includes(name))
  await changeRow(platform, table, key, readColumns(columns, typed), doer)
}

/** The columns that an entry can put back; none where it can put nothing back. */
export function revertible(table: AdminTable, entry: ActivityRow): string[] {
  const values = valuesBefore(entry)
  if (!values || entry.action === actions.deleted) return []
  const editable = new Set(editableColumns(table).map(({ name }) => name))
  return Object.keys(values).filter((name) => editable.has(name))
}

/** Whether an entry keeps a whole row that can come back. */
export const isRestorable = (table: AdminTable, entry: ActivityRow): boolean =>
  entry.action === actions.deleted && whyNotRestored(table) === undefined && valuesBefore(entry) !== undefined

async function restore(
  platform: Platform,
  table: AdminTable,
  key: Row,
  values: Row,
  entry: ActivityRow,
  doer: Doer,
): Promise<void> {
  const row = opened(table, values)
  const isOfRow = Object.keys(differing(row, key)).length === 0
  if (!isRestorable(table, entry) || !isOfRow || entry.target !== targetOf(table, row)) throw notRevertible()
  await platform.db.transaction().execute(async (tx) => {
    await table.check?.(tx, platform, { row, changes: row, by: doer.by })
    await orRefused(() => insertRow(tx, table, row))
    await record(platform, tx, table, row, doer, { action: actions.restored, after: row })
  })
}

function valuesBefore(entry: ActivityRow): Row | undefined {
  const values: unknown = entry.before_json === null ? undefined : JSON.parse(entry.before_json)
  return typeof values === 'object' && values !== null && !Array.isArray(values) ? (values as Row) : undefined
}

const notRevertible = (): UserError =>
  new UserError('conflict', 'admin.not-revertible', 'This entry of the log holds nothing that can be put back.')

const closed = (why = 'Records of this table are made by the house alone.'): UserError =>
  new UserError('forbidden', 'admin.row-closed', why)

function demand(row: Row | undefined): Row {
  if (!row) throw noSuchRow()
  return row
}

/** A row as the log may know it. */
const opened = (table: AdminTable, row: Row): Row =>
  Object.fromEntries(openColumns(table).flatMap(({ name }) => (name in row ? [[name, row[name] ?? null]] : [])))

function record(
  platform: Platform,
  tx: Db,
  table: AdminTable,
  row: Row,
  { by, requestId }: Doer,
  what: Readonly<{ action: string; before?: unknown; after?: unknown }>,
): Promise<void> {
  return platform.activity.record(tx, {
    ...what,
    actor: by,
    requestId,
    target: targetOf(table, row),
    message: `${table.title}: ${labelOf(table, row)}`,
    details: { table: table.name, key: part(row, keyOf(table)) },
  })
}

/** A rule of the database that was broken, in words: which one it was is for the log. */
async function orRefused(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (cause) {
    const words = refusal(cause)
    if (words === undefined) throw cause
    throw new UserError('conflict', 'admin.row-refused', words, { cause })
  }
}

/** SQLite says it in words, PostgreSQL by SQLSTATE. */
function refusal(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error ? String(error.code) : ''
  if (code === '23505' || /UNIQUE constraint failed/.test(error.message))
    return 'There is such a record already: one of these values may stand there only once.'
  if (code === '23503' || /FOREIGN KEY constraint failed/.test(error.message))
    return 'Other records need this one, or it needs one that does not exist.'
  if (code === '23514' || code === '23502' || /(?:CHECK|NOT NULL) constraint failed/.test(error.message))
    return 'These values do not fit together.'
  return undefined
}
