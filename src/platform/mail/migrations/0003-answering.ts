import { sql } from 'kysely'
import type { Migration } from '../../database/migrating.ts'

/** How a reader hears less of a kind, and letters that an administrator threw away. */
export const answering: Migration = {
  destroys: 'which letters were discarded, and the addresses that unsubscribe from those still waiting',

  async up(db) {
    await sql`alter table mail_outbox add column unsubscribe_url text`.execute(db)
    await sql`alter table mail_outbox add column discarded_at text`.execute(db)
  },

  async down(db) {
    await sql`alter table mail_outbox drop column discarded_at`.execute(db)
    await sql`alter table mail_outbox drop column unsubscribe_url`.execute(db)
  },
}
