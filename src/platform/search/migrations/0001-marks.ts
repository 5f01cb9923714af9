import { sql } from 'kysely'
import type { Migration } from '../../database/migrating.ts'

/** Pages that people want at hand, and those that they opened from a search. */
export const marks: Migration = {
  destroys: 'everybody’s favourites, and what they opened last',

  async up(db) {
    await sql`create table search_marks (
      person_id text not null references accounts_people (id) on delete cascade,
      kind text not null check (kind in ('favourite', 'recent')),
      href text not null,
      title text not null,
      marked_at text not null,
      primary key (person_id, kind, href)
    )`.execute(db)
  },

  async down(db) {
    await db.schema.dropTable('search_marks').execute()
  },
}
