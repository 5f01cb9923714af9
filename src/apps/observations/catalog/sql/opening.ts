import { existsSync } from 'node:fs'
import type { Database } from '../../../../platform/database/database.ts'
import { openDatabase } from '../../../../platform/database/open-database.ts'
import type { Catalog } from '../catalog.ts'
import { CatalogAway } from '../errors.ts'
import { catalogDb, createCatalog } from './schema.ts'
import { openSqlCatalog } from './sql-catalog.ts'

/** @throws CatalogAway where there is no such file: an empty catalog must not come into being by looking. */
export async function openNamedSqlCatalog(url: string): Promise<Catalog> {
  const file = url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : undefined
  if (file !== undefined && !existsSync(file)) throw new CatalogAway(new Error(`There is no file ${file}.`))
  return openSqlCatalog(await openDatabase(url, 'command'))
}

/** Opens the database of a catalog for filling it, and makes its tables where they are missing. */
export async function openForFilling(url: string): Promise<Database> {
  const database = await openDatabase(url, 'command')
  const known = await database.db.introspection.getTables()
  if (!known.some(({ name }) => name === 'target')) await createCatalog(catalogDb(database))
  return database
}
