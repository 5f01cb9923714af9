import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import { listRows, lockRow, type RowFilter, updateRow } from '../queries/table-rows.ts'
import type { AdminTable, Row } from './declaring.ts'
import { actions, changeRow, type Doer } from './editing.ts'
import { editableColumns, keyOf, labelOf, targetOf } from './known-tables.ts'
import { differing, invalidRow, part, readColumns, type Typed } from './values.ts'

/** More rows than this are not changed at once: whoever means so many can narrow the list and go on. */
const mostAtOnce = 1_000

export type BulkPlan = Readonly<{
  /** Columns that are set or cleared, with their value. */
  wished: Row
  /** Rows that are looked at. */
  found: number
  /** Rows that will differ afterwards. */
  changing: number
  /** A few of them, for the preview. */
  examples: readonly Row[]
}>

const mostExamples = 5

/**
 * Reads a form of keep, set or clear for each column (`how-<column>`).
 *
 * @throws UserError `admin.row-invalid`
 */
export function readWishes(table: AdminTable, typed: Typed): Row {
  const columns = editableColumns(table)
  const hows = columns.map(({ name }) => `how-${name}`)
  const chosen = columns.filter(({ name }) => ['set', 'clear'].includes(String(typed[`how-${name}`])))
  const strange = columns.filter(
    ({ name }) => !['set', 'clear', 'keep', ''].includes(String(typed[`how-${name}`] ?? '')),
  )
  if (strange.length > 0) throw invalidRow(strange.map(({ name }) => choiceError(`how-${name}`)))
  const values = Object.fromEntries(
    chosen.map(({ name }) => [name, typed[`how-${name}`] === 'clear' ? '' : typed[name]]),
  )
  const known = new Set([...columns.map(({ name }) => name), ...hows])
  const others = Object.keys(typed).filter((name) => !known.has(name))
  return readColumns(chosen, { ...values, ...part(typed as Row, others) })
}

const choiceError = (path: string) => ({
  path,
  code: 'invalid_value',
  message: 'Please choose one of what is offered.',
})

/** What would change. @throws UserError `admin.bulk-too-many` */
export async function planBulk(
  platform: Platform,
  table: AdminTable,
  filter: RowFilter,
  wished: Row,
): Promise<BulkPlan> {
  const rows = await rowsOf(platform, table, filter)
  const changing = rows.filter((row) => Object.keys(differing(row, wished)).length > 0)
  return { wished, found: rows.length, changing: changing.length, examples: changing.slice(0, mostExamples) }
}

/** Changes every row that fits; each has its entry in the log, and can be put back by itself. Answers how many changed. */
export async function editMany(
  platform: Platform,
  table: AdminTable,
  filter: RowFilter,
  wished: Row,
  doer: Doer,
): Promise<number> {
  if (Object.keys(wished).length === 0) return 0
  const rows = await rowsOf(platform, table, filter)
  return table.write
    ? editByVerb(platform, table, rows, wished, doer)
    : editTogether(platform, table, rows, wished, doer)
}

async function editByVerb(
  platform: Platform,
  table: AdminTable,
  rows: readonly Row[],
  wished: Row,
  doer: Doer,
): Promise<number> {
  let count = 0
  for (const row of rows) {
    const changes = await changeRow(platform, table, part(row, keyOf(table)), wished, doer)
    if (Object.keys(changes).length > 0) count++
  }
  return count
}

/** All of them or none, in one transaction. */
function editTogether(
  platform: Platform,
  table: AdminTable,
  rows: readonly Row[],
  wished: Row,
  { by, requestId }: Doer,
): Promise<number> {
  return platform.db.transaction().execute(async (tx) => {
    const entries = []
    for (const { key } of rows.map((row) => ({ key: part(row, keyOf(table)) }))) {
      const row = await lockRow(tx, platform.database.kind, table, key)
      const changes = row ? differing(row, wished) : {}
      if (!row || Object.keys(changes).length === 0) continue
      await table.check?.(tx, platform, { row, changes, by })
      await updateRow(tx, table, key, { ...changes, ...table.followers?.(changes, platform.now()) })
      entries.push({
        actor: by,
        requestId,
        action: actions.edited,
        target: targetOf(table, row),
        message: `${table.title}: ${labelOf(table, row)}`,
        before: part(row, Object.keys(changes)),
        after: changes,
        details: { table: table.name, key, together: rows.length },
      })
    }
    await platform.activity.recordMany(tx, entries)
    return entries.length
  })
}

async function rowsOf(platform: Platform, table: AdminTable, filter: RowFilter): Promise<readonly Row[]> {
  const [column = 'id'] = keyOf(table)
  const order = { column, isDown: false }
  const rows = await listRows(platform.db, platform.database.kind, table, filter, order, { limit: mostAtOnce + 1 })
  if (rows.length <= mostAtOnce) return rows
  const sentence = `These are more than ${mostAtOnce} records. Please narrow the list, and change them in portions.`
  throw new UserError('invalid', 'admin.bulk-too-many', sentence)
}
