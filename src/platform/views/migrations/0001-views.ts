import { sql } from 'kysely'
import type { Migration } from '../../database/migrating.ts'

/** Lists as people saved them for themselves. */
export const views: Migration = {
  destroys: 'all saved views of lists',

  async up(db) {
    await sql`create table views_saved (
      id text primary key,
      person_id text not null references accounts_people (id) on delete cascade,
      list text not null,
      list_title text not null,
      name text not null,
      query text not null,
      saved_at text not null,
      unique (person_id, list, name)
    )`.execute(db)
  },

  async down(db) {
    await db.schema.dropTable('views_saved').execute()
  },
}
