import type { Migration } from '../../../platform/database/migrating.ts'

/** A link may ask for a password too: who finds the address alone sees nothing. */
export const linkPasswords: Migration = {
  destroys: 'the passwords of links to studies, so that the address alone opens them again',

  async up(db) {
    await db.schema.alterTable('studies_links').addColumn('password_hash', 'text').execute()
  },

  async down(db) {
    await db.schema.alterTable('studies_links').dropColumn('password_hash').execute()
  },
}
