import type { Database } from '../database/database.ts'
import { continueAfter, latestNumber, type Row, readRows, writeRows } from '../database/table-rows.ts'
import type { TableShape } from '../database/table-shapes.ts'
import { different, notTaken } from './move-errors.ts'
import type { Progress } from './progress.ts'
import { countRows, emptyTable, houseTables, readPage, readState, writeState } from './queries.ts'
import { digestRows, type TableDigest } from './row-digest.ts'

/** How far one table is. */
type Position = { after: unknown[] | null; rows: number; isDone: boolean }

/** A page of rows grows or shrinks towards this size: as text, about what it takes in memory a few times. */
const pageBytes = 2 * 1_048_576
const mostRows = 2_000

/** What the schema steps put into a new database makes room for what the house has. */
export async function clearSeeds(to: Database): Promise<void> {
  await to.db.transaction().execute(async (tx) => {
    for (const { name } of (await houseTables({ ...to, db: tx })).toReversed()) await emptyTable(tx, name)
    await writeState(tx, 'cleared', 'yes')
  })
}

/**
 * Copies every table, those first that others refer to. How far it is stands in the new database, written in the same
 * transaction as the rows: a move that is killed goes on behind the last of them.
 */
export async function moveRows(from: Database, to: Database, progress: Progress): Promise<void> {
  const shapes = await houseTables(to)
  await demandSameTables(from, shapes)
  for (const shape of shapes) await moveTable(from, to, shape, progress)
}

async function demandSameTables(from: Database, shapes: readonly TableShape[]): Promise<void> {
  const describe = (list: readonly TableShape[]): string =>
    JSON.stringify(list.map(({ name, columns, key }) => [name, columns.toSorted(), key]).sort())
  if (describe(await houseTables(from)) !== describe(shapes)) throw different('The schema')
}

async function moveTable(from: Database, to: Database, shape: TableShape, progress: Progress): Promise<void> {
  const kept = await readState(to.db, `table ${shape.name}`)
  let position: Position = kept ? JSON.parse(kept) : { after: null, rows: 0, isDone: false }
  if (position.isDone) return
  const total = await countRows(from.db, shape.name)
  const tell = (): void => progress({ what: 'rows', name: shape.name, done: position.rows, total })
  if (shape.key.length === 0) {
    await moveWhole(from, to, shape)
    position = { ...position, rows: total }
    return tell()
  }
  await eachPage(from, shape, position.after, async (rows) => {
    position = await writePage(to, shape, rows, position)
    tell()
  })
  await finishTable(from, to, shape, position)
  tell()
}

/** Nothing tells the rows of such a table apart, so that it arrives as one. */
async function moveWhole(from: Database, to: Database, shape: TableShape): Promise<void> {
  await to.unflushed(async (tx) => {
    let rows = 0
    await eachPage(from, shape, null, async (page) => {
      await writeChecked({ ...to, db: tx }, shape, page)
      rows += page.length
    })
    await writeState(tx, `table ${shape.name}`, JSON.stringify({ after: null, rows, isDone: true }))
  })
}

/** All rows of a table, or those behind a key; as many at once as fit into memory well. */
async function eachPage(
  database: Database,
  shape: TableShape,
  behind: Position['after'],
  take: (rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  if (shape.key.length === 0) return eachBatch(database, shape, take)
  let after = behind
  let limit = 200
  for (;;) {
    const rows: Row[] = await readPage(database, shape, after, limit)
    const last = rows.at(-1)
    if (last) await take(rows)
    if (!last || rows.length < limit) return
    after = keyOf(shape, last)
    limit = nextLimit(limit, rows)
  }
}

async function eachBatch(
  { db, ...database }: Database,
  shape: TableShape,
  take: (rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  const readAll = async (tx: Database['db']): Promise<void> => {
    for await (const rows of readRows({ ...database, db: tx }, shape)) await take(rows)
  }
  if (database.kind === 'sqlite') return readAll(db)
  await db.transaction().setAccessMode('read only').execute(readAll)
}

/** A power cut may take the latest pages back, with what is said of them. */
function writePage(to: Database, shape: TableShape, rows: readonly Row[], before: Position): Promise<Position> {
  const last = rows.at(-1)
  if (!last) return Promise.resolve(before)
  const position = { after: keyOf(shape, last), rows: before.rows + rows.length, isDone: false }
  return to.unflushed(async (tx) => {
    await writeChecked({ ...to, db: tx }, shape, rows)
    await writeState(tx, `table ${shape.name}`, JSON.stringify(position))
    return position
  })
}

/** @throws UserError `moving.text` where PostgreSQL cannot keep a text of SQLite. */
async function writeChecked(to: Database, shape: TableShape, rows: readonly Row[]): Promise<void> {
  try {
    await writeRows(to, shape, rows)
  } catch (error) {
    throw asTextError(error, shape, rows)
  }
}

async function finishTable(from: Database, to: Database, shape: TableShape, position: Position): Promise<void> {
  const latest = await latestNumber(from, shape)
  await to.db.transaction().execute(async (tx) => {
    if (latest !== null) await continueAfter({ ...to, db: tx }, shape, latest)
    await writeState(tx, `table ${shape.name}`, JSON.stringify({ ...position, isDone: true }))
  })
}

const keyOf = ({ key }: TableShape, row: Row): unknown[] => key.map((column) => row[column])

function nextLimit(limit: number, rows: readonly Row[]): number {
  const bytes = JSON.stringify(rows).length
  return Math.max(1, Math.min(mostRows, Math.floor((limit * pageBytes) / Math.max(bytes, 1)), limit * 4))
}

/** SQLite keeps NUL characters in text, PostgreSQL does not; which row it is must be found. */
function asTextError(error: unknown, shape: TableShape, rows: readonly Row[]): unknown {
  for (const row of rows) {
    const column = shape.columns.find((name) => String(row[name] ?? '').includes('\0'))
    if (column) return notTaken(shape.name, column, keyOf(shape, row).join(', '), error)
  }
  return error
}

/**
 * Reads every table of both houses once more and compares them row by row, whatever order they come in.
 *
 * @throws UserError `moving.different` naming the first table that differs.
 */
export async function compareRows(from: Database, to: Database, progress: Progress): Promise<TableCounts> {
  const counts: Record<string, number> = {}
  for (const shape of await houseTables(to)) {
    const [old, moved] = [await digestOf(from, shape), await digestOf(to, shape)]
    progress({ what: 'compared', name: shape.name, done: moved.rows, total: old.rows })
    if (old.rows !== moved.rows || old.digest !== moved.digest) throw different(`The table ${shape.name}`)
    counts[shape.name] = moved.rows
  }
  return counts
}

/** The same question without a refusal; counted first, which tells most houses apart at once. */
export async function isSameRows(from: Database, to: Database): Promise<boolean> {
  const shapes = await houseTables(to)
  for (const { name } of shapes) if ((await countRows(from.db, name)) !== (await countRows(to.db, name))) return false
  for (const shape of shapes) {
    if ((await digestOf(from, shape)).digest !== (await digestOf(to, shape)).digest) return false
  }
  return true
}

export type TableCounts = Readonly<Record<string, number>>

async function digestOf(database: Database, shape: TableShape): Promise<TableDigest> {
  const digesting = digestRows(shape.columns)
  await eachPage(database, shape, null, async (rows) => digesting.add(rows))
  return digesting.result()
}
