import type { Db } from '../../../platform/database/tables.ts'
import type { PaperIdRow } from '../tables.ts'

/** The identifiers of a page of papers, by the paper's id. */
export async function identifiersOfMany(db: Db, paperIds: readonly string[]): Promise<Map<string, PaperIdRow[]>> {
  const byPaper = new Map<string, PaperIdRow[]>()
  if (paperIds.length === 0) return byPaper
  const rows = await db
    .selectFrom('papers_ids')
    .selectAll()
    .where('paper_id', 'in', [...paperIds])
    .orderBy('scheme')
    .orderBy('value')
    .execute()
  for (const row of rows) {
    const known = byPaper.get(row.paper_id)
    if (known) known.push(row)
    else byPaper.set(row.paper_id, [row])
  }
  return byPaper
}
