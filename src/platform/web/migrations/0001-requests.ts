import { sql } from 'kysely'
import type { Migration } from '../../database/migrating.ts'

/** Requests that carried an idempotency key; the primary key makes two at one time into one. The index serves the sweep. */
export const requests: Migration = {
  async up(db) {
    await sql`create table web_requests (
      person_id text not null,
      key text not null,
      target text not null,
      created_at text not null,
      answer text,
      primary key (person_id, key)
    )`.execute(db)
    await sql`create index web_requests_created on web_requests (created_at)`.execute(db)
  },

  async down(db) {
    await db.schema.dropTable('web_requests').execute()
  },
}
