import type { Migration } from '../../database/migrating.ts'

/** A letter names the request that caused it, as jobs and entries of the activity log do. */
export const requests: Migration = {
  destroys: 'which request caused a letter',

  async up(db) {
    await db.schema.alterTable('mail_outbox').addColumn('request_id', 'text').execute()
  },

  async down(db) {
    await db.schema.alterTable('mail_outbox').dropColumn('request_id').execute()
  },
}
