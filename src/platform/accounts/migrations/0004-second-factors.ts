import { sql } from 'kysely'
import type { Migration } from '../../database/migrating.ts'

/** Codes of an app, codes for the day on which it is lost, and what somebody is in the middle of. */
export const secondFactors: Migration = {
  destroys: 'all second factors and recovery codes: people sign in with their password alone',

  async up(db) {
    await sql`create table accounts_factors (
      person_id text primary key references accounts_people (id) on delete cascade,
      secret text not null,
      created_at text not null,
      confirmed_at text,
      last_step integer
    )`.execute(db)
    await sql`create table accounts_recovery_codes (
      id text primary key,
      person_id text not null references accounts_people (id) on delete cascade,
      code text not null,
      created_at text not null,
      used_at text,
      unique (person_id, code)
    )`.execute(db)
    await sql`create table accounts_pending (
      id text primary key,
      purpose text not null,
      token text not null unique,
      person_id text references accounts_people (id) on delete cascade,
      value_json text not null,
      created_at text not null,
      expires_at text not null
    )`.execute(db)
    // What somebody was in the middle of ends together with their sessions.
    await sql`create index accounts_pending_by_person on accounts_pending (person_id)`.execute(db)
    // Clearing out what nobody finished.
    await sql`create index accounts_pending_by_end on accounts_pending (expires_at)`.execute(db)
  },

  async down(db) {
    for (const table of ['pending', 'recovery_codes', 'factors'])
      await db.schema.dropTable(`accounts_${table}`).execute()
  },
}
