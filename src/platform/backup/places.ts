import type { Config } from '../../config.ts'
import type { Database } from '../database/database.ts'
import type { MigrationLine } from '../database/migrating.ts'
import type { Instance } from '../instance/instance.ts'

/** Where the database of a house stands, for whoever puts another one there. Of two that try at once one is refused. */
export type Place = Readonly<{
  /** The SQLite file in which the new database is made ready. */
  staged: string
  /** @throws UserError while somebody uses the database. */
  demandUnused: () => Promise<void>
  isEmpty: () => Promise<boolean>
  /**
   * Puts what is staged in place at once, or leaves everything as it was. Answers where the old database lies now, in
   * words; null where there was none.
   *
   * @throws UserError `restore.database-in-use`.
   */
  take: (at: string) => Promise<string | null>
  close: () => Promise<void>
}>

export type PlaceOptions = Readonly<{
  config: Config
  instance: Instance
  lines: readonly MigrationLine[]
  /** Makes anew what one kind of database keeps beside its tables, where rows came in from the other. */
  copied?: ((database: Database) => Promise<void>) | undefined
}>

/** The place that `LYCEUM_DATABASE_URL` names. */
export async function openPlace(options: PlaceOptions): Promise<Place> {
  return options.config.databaseUrl.startsWith('sqlite:')
    ? (await import('./sqlite-place.ts')).openSqlitePlace(options)
    : (await import('./postgres-place.ts')).openPostgresPlace(options)
}
