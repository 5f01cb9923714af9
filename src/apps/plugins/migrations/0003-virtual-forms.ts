import type { Migration } from '../../../platform/database/migrating.ts'

/** A plugin that another one publishes may have a form, which the house shows and takes. Null: its parent does that itself. */
export const virtualForms: Migration = {
  destroys: 'the forms of plugins that other plugins have published',

  async up(db) {
    await db.schema.alterTable('plugins_virtual').addColumn('declaration_json', 'text').execute()
  },

  async down(db) {
    await db.schema.alterTable('plugins_virtual').dropColumn('declaration_json').execute()
  },
}
