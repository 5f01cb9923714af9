import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import type { Database } from '../database/database.ts'
import { openDatabase } from '../database/open-database.ts'
import type { BlobStore } from '../files/blob-store.ts'
import { filePlaceOf } from '../files/file-place.ts'
import { openBlobStore } from '../files/storing.ts'
import { type Hold, holdInstance } from '../instance/holding.ts'
import { openInstance } from '../instance/instance.ts'
import { readSecret } from '../instance/secret.ts'
import { nothingThere, stillRunning } from './move-errors.ts'
import { holdForMove, moverName, otherConnections } from './queries.ts'

/** One of the two houses of a move, open. */
export type Side = Readonly<{
  database: Database
  blobs: BlobStore
  /** What is said of it: without a password. */
  databaseName: string
  filesName: string
  close: () => Promise<void>
}>

/**
 * Keeps servers off both houses while it is held.
 *
 * @throws UserError `instance.in-use` where one runs on SQLite.
 */
export function holdBoth(from: Config, to: Config): Hold {
  const folders = new Set([from, to].filter((side) => isSqlite(side)).map((side) => openInstance(side).folder))
  const holds: Hold[] = []
  const release = (): void => {
    for (const hold of holds) hold.release()
  }
  try {
    for (const folder of folders) holds.push(holdInstance(folder))
    return { release }
  } catch (error) {
    release()
    throw error
  }
}

/** @throws UserError `moving.in-use` where another process has the database open on PostgreSQL. */
export async function demandAlone({ database, databaseName }: Side): Promise<void> {
  if (database.kind === 'sqlite') return
  const others = await otherConnections(database.db)
  if (others > 0) throw stillRunning(databaseName, others)
}

/** @throws UserError `moving.in-use` where another move has the database. */
export async function openSide(config: Config): Promise<Side> {
  const instance = openInstance(config)
  const place = filePlaceOf(config, instance)
  const database = await openDatabase(asMover(config.databaseUrl), 'command')
  const over = Promise.withResolvers<void>()
  const close = async (): Promise<void> => {
    over.resolve()
    await database.close()
  }
  if (database.kind === 'postgres' && !(await holdForMove(database.db, over.promise))) {
    await close()
    throw stillRunning(databaseNameOf(config), 1)
  }
  return {
    database,
    blobs: openBlobStore(place),
    databaseName: databaseNameOf(config),
    filesName: config.filesUrl ?? instance.fileFolder,
    close,
  }
}

/** @throws UserError `moving.nothing-there` rather than making a new database where an old one was expected. */
export function demandDatabase(config: Config): void {
  if (isSqlite(config) && !existsSync(sqliteFileOf(config))) throw nothingThere(sqliteFileOf(config))
}

export const isSameDatabase = (from: Config, to: Config): boolean => databaseNameOf(from) === databaseNameOf(to)

export function isSameFiles(from: Config, to: Config): boolean {
  if (from.filesUrl === undefined && to.filesUrl === undefined) return from.instance === to.instance
  return from.filesUrl === to.filesUrl
}

/** Tells one house from another without saying where it is. */
export const fingerprintOf = (config: Config): string =>
  createHash('sha256')
    .update(`${databaseNameOf(config)} ${config.filesUrl ?? config.instance}`)
    .digest('hex')

/**
 * Gives the new house the secret of the old one, so that sessions, tokens and links stay good; false where it was given
 * another one.
 */
export function carrySecret(from: Config, to: Config): boolean {
  const secret = readSecret(from)
  const file = join(to.instance, 'secret')
  if (to.secret === undefined && to.secretFile === undefined && !existsSync(file)) {
    mkdirSync(to.instance, { recursive: true, mode: 0o700 })
    writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx', flush: true })
  }
  return readSecret(to) === secret
}

const isSqlite = ({ databaseUrl }: Config): boolean => databaseUrl.startsWith('sqlite:')
const sqliteFileOf = ({ databaseUrl }: Config): string => databaseUrl.slice('sqlite:'.length)

function databaseNameOf(config: Config): string {
  if (isSqlite(config)) return sqliteFileOf(config)
  const url = new URL(config.databaseUrl)
  return `${url.host}${url.pathname}`
}

/** The name by which PostgreSQL lists our connections; SQLite has none. */
function asMover(databaseUrl: string): string {
  if (databaseUrl.startsWith('sqlite:')) return databaseUrl
  const url = new URL(databaseUrl)
  url.searchParams.set('application_name', moverName)
  return url.href
}
