import { sql } from 'kysely'
import type { Migration } from '../../../platform/database/migrating.ts'

/** Who is on duty for urgent targets, week by week. */
export const duties: Migration = {
  destroys: 'the duty roster',

  async up(db) {
    await sql`create table observations_duties (
      id text not null primary key,
      starts_on text not null,
      ends_on text not null,
      person_id text,
      assigned_by text,
      version integer not null,
      check (starts_on <= ends_on),
      check (person_id is not null or assigned_by is null)
    )`.execute(db)
    // The roster is read in the order of days.
    await sql`create index observations_duties_by_start on observations_duties (starts_on, id)`.execute(db)
  },

  async down(db) {
    await db.schema.dropTable('observations_duties').execute()
  },
}
