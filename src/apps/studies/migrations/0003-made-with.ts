import type { Migration } from '../../../platform/database/migrating.ts'

/** What computed an analysis is kept with it: after an upgrade the house is another one. */
export const madeWith: Migration = {
  destroys: 'which versions computed the analyses',

  async up(db) {
    await db.schema.alterTable('studies_analyses').addColumn('made_with', 'text').execute()
  },

  async down(db) {
    await db.schema.alterTable('studies_analyses').dropColumn('made_with').execute()
  },
}
