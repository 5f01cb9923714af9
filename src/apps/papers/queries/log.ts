import type { Db } from '../../../platform/database/tables.ts'
import type { PaperRow } from '../tables.ts'
import { chunked } from './chunks.ts'

export type NamedPaper = Pick<PaperRow, 'id' | 'title' | 'doi'>

/** What a list calls these papers, by id. */
export async function namesOfPapers(db: Db, ids: readonly string[]): Promise<Map<string, NamedPaper>> {
  const named = new Map<string, NamedPaper>()
  for (const some of chunked([...new Set(ids)])) {
    const rows = await db.selectFrom('papers').select(['id', 'title', 'doi']).where('id', 'in', some).execute()
    for (const row of rows) named.set(row.id, row)
  }
  return named
}
