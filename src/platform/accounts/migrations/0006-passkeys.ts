import { sql } from 'kysely'
import type { Migration } from '../../database/migrating.ts'

/** Keys that a browser, a phone or a stick keeps, with which people sign in. */
export const passkeys: Migration = {
  destroys: 'all passkeys: people sign in by password until they make new ones',

  async up(db) {
    await sql`create table accounts_passkeys (
      id text primary key,
      person_id text not null references accounts_people (id) on delete cascade,
      credential_id text not null unique,
      public_key text not null,
      counter bigint not null,
      transports_json text not null,
      name text not null,
      is_synced integer not null check (is_synced in (0, 1)),
      created_at text not null,
      last_used_at text
    )`.execute(db)
    // The page about signing in, and the second step of a sign-in.
    await sql`create index accounts_passkeys_by_person on accounts_passkeys (person_id, created_at)`.execute(db)
  },

  async down(db) {
    await db.schema.dropTable('accounts_passkeys').execute()
  },
}
