import { sql } from 'kysely'
import type { Migration } from '../../database/migrating.ts'

/** What of the sample data is there, so that it can be taken away whole. */
export const pieces: Migration = {
  destroys: 'the knowledge of what is sample data; the sample data stay',

  async up(db) {
    await sql`create table demo_pieces (
      name text primary key,
      thing_id text,
      made_for text not null,
      made_at text not null
    )`.execute(db)
  },

  async down(db) {
    await db.schema.dropTable('demo_pieces').execute()
  },
}
