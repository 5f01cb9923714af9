import type { Config } from '../../config.ts'
import { migrationsOf, type Part } from '../app.ts'
import { type MigrationLine, migrateUp, migrationStates } from '../database/migrating.ts'
import { readShapes } from '../database/table-shapes.ts'
import { databaseTaken, inWords, nothingThere, otherMove, sameHouse, schemaOlder, unfinished } from './move-errors.ts'
import { compareBlobs, demandOwnBlobs, type MovedFiles, moveBlobs } from './moving-files.ts'
import { clearSeeds, compareRows, isSameRows, moveRows, type TableCounts } from './moving-rows.ts'
import {
  carrySecret,
  demandAlone,
  demandDatabase,
  fingerprintOf,
  holdBoth,
  isSameDatabase,
  isSameFiles,
  openSide,
  type Side,
} from './opening.ts'
import type { Progress } from './progress.ts'
import {
  blobTotals,
  countRows,
  createState,
  dropState,
  hasState,
  houseTables,
  readState,
  writeState,
} from './queries.ts'

type Asked = Readonly<{ from: Config; to: Config; parts: readonly Part[]; progress: Progress }>
type Opened = Readonly<{ from: Side; to: Side }>

export type MoveReport = Readonly<{
  from: Readonly<{ database: string; files: string }>
  to: Readonly<{ database: string; files: string }>
  /** Rows of each table; empty where the database stayed. */
  tables: TableCounts
  /** Null where the files stayed. */
  files: MovedFiles | null
  /** False where the new house was given a secret of its own: everyone has to sign in again then. */
  keepsSecret: boolean
}>

/**
 * Moves a house to another database, another file store or both, and compares both to the last byte. The old house stays
 * as it is. A move that was stopped or killed goes on where it was when it is asked for again.
 *
 * @throws UserError `instance.in-use` and `moving.*`, see docs/errors.md.
 */
export async function moveHouse({ from, to, parts, progress }: Asked): Promise<MoveReport> {
  const movesDatabase = !isSameDatabase(from, to)
  const movesFiles = !isSameFiles(from, to)
  if (!movesDatabase && !movesFiles) throw sameHouse()
  demandDatabase(from)
  const lines = migrationsOf(parts)
  const keepsSecret = carrySecret(from, to)

  return withBoth(from, to, async (sides) => {
    await demandCurrent(sides.from, lines)
    const rows = movesDatabase ? sides.to.database : sides.from.database
    if (movesFiles) await demandOwnBlobs(sides.from.database, sides.to.blobs, sides.to.filesName)
    // A move that was killed behind its very last step has left nothing to do but to look.
    const isArriving = movesDatabase && !(await hasArrived(sides, lines))
    if (isArriving) await begin(sides.to, lines, fingerprintOf(from))
    const stores = { from: sides.from.blobs, to: sides.to.blobs }

    if (isArriving) await moveRows(sides.from.database, sides.to.database, progress)
    if (movesFiles) await moveBlobs(rows, stores, { progress, keepsPosition: isArriving })
    const tables = movesDatabase ? await compareRows(sides.from.database, sides.to.database, progress) : {}
    const files = movesFiles ? await compareBlobs(rows, stores) : null
    await demandAlone(sides.from)
    if (isArriving) await finish(sides.to, parts)
    return { from: namesOf(sides.from), to: namesOf(sides.to), tables, files, keepsSecret }
  })
}

export type MovePlan = Readonly<{
  from: Readonly<{ database: string; files: string }>
  /** Rows of each table that would be moved. */
  tables: TableCounts
  blobs: number
  bytes: number
}>

/** What a move would do. It leaves nothing behind but the folder of the new instance, empty but for the secret. */
export async function planMove({ from, to, parts }: Omit<Asked, 'progress'>): Promise<MovePlan> {
  if (isSameDatabase(from, to) && isSameFiles(from, to)) throw sameHouse()
  demandDatabase(from)
  carrySecret(from, to)
  return withBoth(from, to, async (sides) => {
    await demandCurrent(sides.from, migrationsOf(parts))
    if (!isSameDatabase(from, to)) await demandEmptyOrOurs(sides.to, fingerprintOf(from))
    if (!isSameFiles(from, to)) {
      await sides.to.blobs.probe()
      await demandOwnBlobs(sides.from.database, sides.to.blobs, sides.to.filesName)
    }
    const tables: Record<string, number> = {}
    const { db } = sides.from.database
    if (!isSameDatabase(from, to)) {
      for (const { name } of await houseTables(sides.from.database)) tables[name] = await countRows(db, name)
    }
    return { from: namesOf(sides.from), tables, ...(await blobTotals(db)) }
  })
}

async function withBoth<Result>(from: Config, to: Config, work: (sides: Opened) => Promise<Result>): Promise<Result> {
  const hold = holdBoth(from, to)
  const open: Side[] = []
  try {
    for (const config of [from, to]) open.push(await openSide(config))
    const [source, target] = open
    if (!source || !target) throw new Error('Both houses are open here.')
    await demandAlone(source)
    await demandAlone(target)
    return await work({ from: source, to: target })
  } catch (error) {
    throw inWords(error)
  } finally {
    for (const side of open) await side.close()
    hold.release()
  }
}

const namesOf = ({ databaseName, filesName }: Side) => ({ database: databaseName, files: filesName })

async function demandCurrent({ database, databaseName }: Side, lines: readonly MigrationLine[]): Promise<void> {
  if (await hasState(database)) throw unfinished()
  const states = await migrationStates(database.db, database.kind, lines)
  const waiting = states.filter((state) => state.appliedAt === null).length
  if (waiting === states.length) throw nothingThere(databaseName)
  if (waiting > 0) throw schemaOlder(waiting)
}

/** The state is there before anything else, so that whatever is found beside it is ours. */
async function begin(to: Side, lines: readonly MigrationLine[], house: string): Promise<void> {
  const { db, kind } = to.database
  await demandEmptyOrOurs(to, house)
  await db.transaction().execute(async (tx) => {
    await createState(tx)
    await writeState(tx, 'house', house)
  })
  await migrateUp(db, kind, lines)
  if ((await readState(db, 'cleared')) === undefined) await clearSeeds(to.database)
}

/** While the state is there nothing serves this database: it goes when all is well. */
async function finish({ database }: Side, parts: readonly Part[]): Promise<void> {
  for (const part of parts) await part.copied?.(database)
  await dropState(database.db)
}

/** Whether the new database is this very house already, row by row. */
async function hasArrived({ from, to }: Opened, lines: readonly MigrationLine[]): Promise<boolean> {
  if ((await hasState(to.database)) || (await readShapes(to.database)).length === 0) return false
  const states = await migrationStates(to.database.db, to.database.kind, lines)
  if (states.some((state) => state.appliedAt === null)) return false
  return isSameRows(from.database, to.database)
}

async function demandEmptyOrOurs({ database, databaseName }: Side, house: string): Promise<void> {
  if (await hasState(database)) {
    if ((await readState(database.db, 'house')) !== house) throw otherMove(databaseName)
    return
  }
  if ((await readShapes(database)).length > 0) throw databaseTaken(databaseName)
}
