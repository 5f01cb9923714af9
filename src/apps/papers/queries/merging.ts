import type { Updateable } from 'kysely'
import type { Db, Tables } from '../../../platform/database/tables.ts'
import type { MergeRow } from '../tables.ts'

export async function insertMerge(tx: Db, row: MergeRow): Promise<void> {
  await tx.insertInto('papers_merges').values(row).execute()
}

export function findMerge(db: Db, id: string): Promise<MergeRow | undefined> {
  return db.selectFrom('papers_merges').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The merge by which a paper went into another one, where it was not undone. */
export function findMergeOf(db: Db, mergedId: string): Promise<MergeRow | undefined> {
  return db
    .selectFrom('papers_merges')
    .selectAll()
    .where('merged_id', '=', mergedId)
    .where('undone_at', 'is', null)
    .executeTakeFirst()
}

export type MergedPaper = MergeRow & Readonly<{ title: string | null; doi: string | null }>

/** What went into a paper, the latest first. */
export function listMergedInto(db: Db, keptId: string): Promise<MergedPaper[]> {
  return db
    .selectFrom('papers_merges')
    .innerJoin('papers', 'papers.id', 'papers_merges.merged_id')
    .selectAll('papers_merges')
    .select(['papers.title', 'papers.doi'])
    .where('kept_id', '=', keptId)
    .where('undone_at', 'is', null)
    .orderBy('merged_at', 'desc')
    .orderBy('papers_merges.id')
    .limit(50)
    .execute()
}

/** False where somebody else has undone it. */
export async function markUndone(tx: Db, id: string, undoneAt: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('papers_merges')
    .set({ undone_at: undoneAt })
    .where('id', '=', id)
    .where('undone_at', 'is', null)
    .executeTakeFirst()
  return Number(numUpdatedRows) === 1
}

/** Writes columns of a paper whatever stands there; who calls it has looked in the same transaction. */
export async function writePaper(tx: Db, id: string, changed: Updateable<Tables['papers']>): Promise<void> {
  await tx
    .updateTable('papers')
    .set((paper) => ({ ...changed, version: paper('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

export async function deleteIdentifiers(
  tx: Db,
  paperId: string,
  names: readonly (readonly [scheme: string, value: string])[],
): Promise<void> {
  for (const [scheme, value] of names) {
    await tx
      .deleteFrom('papers_ids')
      .where('paper_id', '=', paperId)
      .where('scheme', '=', scheme)
      .where('value', '=', value)
      .execute()
  }
}

/** Gives files of one paper to another; answers with the ids of those that moved. */
export async function moveFiles(tx: Db, from: string, to: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .updateTable('papers_files')
    .set({ paper_id: to })
    .where('paper_id', '=', from)
    .where('id', 'in', [...ids])
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}
