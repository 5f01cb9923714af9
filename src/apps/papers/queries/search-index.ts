import { sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'

/** The words of all papers, on SQLite: PostgreSQL derives them itself. */
export async function indexAnew({ kind, db }: Pick<Database, 'kind' | 'db'>): Promise<void> {
  if (kind !== 'sqlite') return
  await db.transaction().execute(async (tx) => {
    await sql`insert into papers_search (papers_search) values ('delete-all')`.execute(tx)
    await sql`insert into papers_search (rowid, title, journal, authors, abstract)
      select seq, title, journal, authors_json, abstract from papers`.execute(tx)
  })
}
