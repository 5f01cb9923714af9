import { sql } from 'kysely'
import type { Migration } from '../../database/migrating.ts'

/** What administrators set, each value kept; the key makes two changes at one time a conflict instead of a loss. */
export const values: Migration = {
  destroys: 'every changed setting and its history',

  async up(db) {
    await sql`create table settings_values (
      name text not null,
      version integer not null,
      value_json text not null,
      set_at text not null,
      set_by text not null,
      primary key (name, version)
    )`.execute(db)
  },

  async down(db) {
    await db.schema.dropTable('settings_values').execute()
  },
}
