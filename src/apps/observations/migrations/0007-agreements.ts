import { sql } from 'kysely'
import type { Migration } from '../../../platform/database/migrating.ts'

/** What the Director's Office said about a request, entry by entry; the latest one counts. */
export const agreements: Migration = {
  destroys: 'what the Director’s Office agreed to',

  async up(db) {
    await sql`create table observations_agreements (
      id text not null primary key,
      revision_id text not null references observations_revisions (id) on delete cascade,
      state text not null check (state in ('asked', 'agreed', 'refused')),
      on_day text not null,
      note text not null,
      recorded_by text not null,
      recorded_at text not null
    )`.execute(db)
    // Read with their revision, in the order in which they were written down.
    await sql`create index observations_agreements_by_revision on observations_agreements (revision_id, id)`.execute(db)
    // What one person has written down.
    await sql`create index observations_agreements_by_person on observations_agreements (recorded_by, id)`.execute(db)
  },

  async down(db) {
    await db.schema.dropTable('observations_agreements').execute()
  },
}
