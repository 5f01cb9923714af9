import { sql } from 'kysely'
import type { Migration } from '../../../platform/database/migrating.ts'

/** Which observations the regular looks into the catalog have met already, so that each is told of once. */
export const seen: Migration = {
  destroys: 'the memory of which observations were told of',

  async up(db) {
    await sql`create table observations_seen (
      list text not null,
      obsid integer not null,
      first_seen_at text not null,
      primary key (list, obsid)
    )`.execute(db)
  },

  async down(db) {
    await db.schema.dropTable('observations_seen').execute()
  },
}
