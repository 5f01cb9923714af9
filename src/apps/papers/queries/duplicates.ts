import type { Db } from '../../../platform/database/tables.ts'
import type { PaperRow } from '../tables.ts'

/** What filling and updating look at. */
export function findPapersToMerge(db: Db, ids: readonly string[]): Promise<PaperRow[]> {
  return db.selectFrom('papers').selectAll().where('id', 'in', ids).execute()
}

/** Changes fields of one paper; `raisesVersion` is false while the import that made it is still making it. */
export async function updatePaperFields(
  db: Db,
  id: string,
  change: Partial<PaperRow>,
  now: string,
  raisesVersion: boolean,
): Promise<void> {
  await db
    .updateTable('papers')
    .set(({ eb }) => ({
      ...change,
      updated_at: now,
      version: raisesVersion ? eb('version', '+', 1) : eb.ref('version'),
    }))
    .where('id', '=', id)
    .execute()
}

/** Adds names under which a paper is known elsewhere; those it has already stay. */
export async function addIdentifiers(
  db: Db,
  paperId: string,
  identifiers: readonly (readonly [scheme: string, value: string])[],
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('papers_ids')
    .values(identifiers.map(([scheme, value]) => ({ paper_id: paperId, scheme, value })))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

export type ImportedPaper = Pick<PaperRow, 'id' | 'import_row'>

/** The next papers that an import made, in the order of its rows. */
export function listPapersOfImport(
  db: Db,
  importId: string,
  afterRow: number,
  limit: number,
): Promise<ImportedPaper[]> {
  return db
    .selectFrom('papers')
    .select(['id', 'import_row'])
    .where('import_id', '=', importId)
    .where('import_row', '>', afterRow)
    .orderBy('import_row')
    .limit(limit)
    .execute()
}

/** Deletes those of these papers that nobody and nothing has touched since they were made; answers how many. */
export async function deleteUntouched(db: Db, ids: readonly string[]): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('papers')
    .where('id', 'in', ids)
    .where('version', '=', 1)
    .where('status', '=', 'new')
    .where('attempt_count', '=', 0)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('papers_files').select('id').whereRef('papers_files.paper_id', '=', 'papers.id'))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('papers_attempts').select('id').whereRef('papers_attempts.paper_id', '=', 'papers.id'))),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Deletes these papers with all that belongs to them; the records of their files are the caller's to remove. */
export async function deletePapers(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await db.deleteFrom('papers').where('id', 'in', ids).execute()
}
