import { sql } from 'kysely'
import type { Migration } from '../../../platform/database/migrating.ts'

/** One row that whoever changes the roster holds: an empty roster has no row of its own that could be locked. */
export const rosterLock: Migration = {
  async up(db) {
    await sql`create table observations_roster_lock (
      name text not null primary key check (name = 'roster')
    )`.execute(db)
  },

  async down(db) {
    await db.schema.dropTable('observations_roster_lock').execute()
  },
}
