import type { Database } from '../../../platform/database/database.ts'
import type { Db } from '../../../platform/database/tables.ts'
import type { PaperStatus } from '../tables.ts'
import { postgresBulk } from './bulk-postgres.ts'
import { sqliteBulk } from './bulk-sqlite.ts'

export type BulkValue = string | number | null

/** Values column by column, all of one length: what a batch of an import looks like. */
export type Columns = Readonly<Record<string, readonly BulkValue[]>>

/** A paper that is in the house, as far as telling duplicates needs it. */
export type KnownPaper = Readonly<{
  id: string
  doi: string | null
  status: PaperStatus
  import_id: string | null
  import_row: number | null
}>
export type KnownIdentifier = KnownPaper & Readonly<{ scheme: string; value: string }>

/** The few statements that are worth writing once for each database, because a million rows go through them. */
export type Bulk = Readonly<{
  /** Adds rows in order. Table and column names are ours, never a person's. */
  insert: (tx: Db, table: string, columns: Columns) => Promise<void>
  /** Adds papers in order, but none whose DOI another paper has; answers how many came in. */
  insertPapers: (tx: Db, columns: Columns) => Promise<number>
  findByDoi: (tx: Db, dois: readonly string[]) => Promise<readonly KnownPaper[]>
  /** Scheme and value stand at the same place. In the order in which the papers came. */
  findByIdentifier: (
    tx: Db,
    schemes: readonly string[],
    values: readonly string[],
  ) => Promise<readonly KnownIdentifier[]>
  /** Where the next paper's number begins; what `indexWords` is given. */
  lastPaper: (tx: Db) => Promise<number>
  /** Makes the papers of an import behind this number findable by their words. */
  indexWords: (tx: Db, lastPaper: number) => Promise<void>
  /** Two imports that run at once must see each other's papers, or both would add one. */
  waitForOthers: (tx: Db) => Promise<void>
}>

export const bulkOf = (kind: Database['kind']): Bulk => (kind === 'sqlite' ? sqliteBulk : postgresBulk)
