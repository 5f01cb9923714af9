import { sql } from 'kysely'
import type { Migration } from '../../../platform/database/migrating.ts'

/** A link may ask for a password too: who finds the address alone sees nothing. */
export const linkPasswords: Migration = {
  destroys: 'the links to studies that ask for a password',

  async up(db) {
    await db.schema.alterTable('studies_links').addColumn('password_hash', 'text').execute()
  },

  async down(db) {
    // Without their passwords they would open to whoever has the address.
    await sql`delete from studies_links where password_hash is not null`.execute(db)
    await db.schema.alterTable('studies_links').dropColumn('password_hash').execute()
  },
}
