import type { Db } from '../../../platform/database/tables.ts'
import type { PaperFileRow } from '../tables.ts'

/** Newest first. */
export function filesOf(db: Db, paperId: string): Promise<PaperFileRow[]> {
  return db
    .selectFrom('papers_files')
    .selectAll()
    .where('paper_id', '=', paperId)
    .orderBy('fetched_at', 'desc')
    .orderBy('id')
    .limit(100)
    .execute()
}

/** The files of some papers, by paper; of one paper the newest first. */
export async function filesOfMany(db: Db, paperIds: readonly string[]): Promise<Map<string, PaperFileRow[]>> {
  if (paperIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('papers_files')
    .selectAll()
    .where('paper_id', 'in', [...paperIds])
    .orderBy('fetched_at', 'desc')
    .orderBy('id')
    .execute()
  return Map.groupBy(rows, ({ paper_id }) => paper_id)
}

/** The same body fetched again is the same file: only the time of the look changes. */
export async function insertFile(tx: Db, row: PaperFileRow): Promise<void> {
  await tx
    .insertInto('papers_files')
    .values(row)
    .onConflict((conflict) => conflict.columns(['paper_id', 'sha256']).doUpdateSet({ fetched_at: row.fetched_at }))
    .execute()
}

/** The paper's own record of a body, if it has it already. */
export function findFileByHash(db: Db, paperId: string, sha256: string): Promise<PaperFileRow | undefined> {
  return db
    .selectFrom('papers_files')
    .selectAll()
    .where('paper_id', '=', paperId)
    .where('sha256', '=', sha256)
    .executeTakeFirst()
}

/** Marks Done papers whose file turned out to be doubtful: they stay Done, and say why somebody should look. */
export async function flagDone(
  tx: Db,
  paperIds: readonly string[],
  { code, detail, now }: { code: string; detail: string; now: string },
): Promise<void> {
  await tx
    .updateTable('papers')
    .set((paper) => ({
      failure_code: code,
      failure_detail: detail,
      updated_at: now,
      version: paper('version', '+', 1),
    }))
    .where('id', 'in', [...paperIds])
    .where('status', '=', 'done')
    .execute()
}

/** Other papers that got exactly this body. */
export async function papersWithHash(db: Db, sha256: string, exceptPaperId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('papers_files')
    .select('paper_id')
    .where('sha256', '=', sha256)
    .where('paper_id', '!=', exceptPaperId)
    .where('kind', '!=', 'manual')
    .orderBy('paper_id')
    .limit(1_000)
    .execute()
  return rows.map(({ paper_id }) => paper_id)
}
