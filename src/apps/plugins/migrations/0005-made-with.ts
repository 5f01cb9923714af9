import type { Migration } from '../../../platform/database/migrating.ts'

/** What computed a run is kept with it: after an upgrade the house is another one. */
export const madeWith: Migration = {
  destroys: 'which versions computed the runs of plugins',

  async up(db) {
    await db.schema.alterTable('plugins_tasks').addColumn('made_with', 'text').execute()
  },

  async down(db) {
    await db.schema.alterTable('plugins_tasks').dropColumn('made_with').execute()
  },
}
