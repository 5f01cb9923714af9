import { sql } from 'kysely'
import type { Migration } from '../../database/migrating.ts'

/** Letters, written in the transaction that caused them and sent by a job. */
export const outbox: Migration = {
  destroys: 'every letter, sent or not',

  async up(db) {
    await sql`create table mail_outbox (
      id text primary key,
      message_id text not null unique,
      recipient text not null,
      subject text not null,
      text text not null,
      html text,
      kind text not null,
      state text not null check (state in ('queued', 'sent', 'failed', 'kept')),
      attempt_count integer not null default 0,
      last_error text,
      created_at text not null,
      sent_at text
    )`.execute(db)
    // Admin → Mail shows one state at a time, newest first.
    await sql`create index mail_outbox_by_state on mail_outbox (state, id)`.execute(db)
  },

  async down(db) {
    await db.schema.dropTable('mail_outbox').execute()
  },
}
