import { sql } from 'kysely'
import type { Migration, MigrationDb } from '../../database/migrating.ts'

/** People, and the ways in which they prove who they are. */
export const people: Migration = {
  destroys: 'all people, sessions and API tokens',

  async up(db) {
    await createPeople(db)
    await createSessions(db)
    await createCredentials(db)
    await createTokens(db)
    await createAttempts(db)
    await createLinks(db)
  },

  async down(db) {
    for (const table of ['links', 'attempts', 'tokens', 'credentials', 'sessions', 'people']) {
      await db.schema.dropTable(`accounts_${table}`).execute()
    }
  },
}

async function createPeople(db: MigrationDb): Promise<void> {
  await sql`create table accounts_people (
    id text primary key,
    name text not null,
    email text not null unique check (email = lower(email)),
    email_verified integer not null default 0 check (email_verified in (0, 1)),
    image text,
    created_at text not null,
    updated_at text not null,
    role text not null check (role in ('reader', 'member', 'admin')),
    language text,
    timezone text,
    disabled_at text,
    disabled_by text
  )`.execute(db)
  // Is there an administrator? Asked at each start and before one is locked out.
  await sql`create index accounts_people_by_role on accounts_people (role, disabled_at)`.execute(db)
}

async function createSessions(db: MigrationDb): Promise<void> {
  await sql`create table accounts_sessions (
    id text primary key,
    token text not null unique,
    person_id text not null references accounts_people (id) on delete cascade,
    created_at text not null,
    updated_at text not null,
    expires_at text not null,
    ends_at text not null,
    ip_address text,
    user_agent text
  )`.execute(db)
  // The account page, and signing out everywhere.
  await sql`create index accounts_sessions_by_person on accounts_sessions (person_id, updated_at)`.execute(db)
  // Clearing out what has ended.
  await sql`create index accounts_sessions_by_end on accounts_sessions (expires_at)`.execute(db)
}

async function createCredentials(db: MigrationDb): Promise<void> {
  await sql`create table accounts_credentials (
    id text primary key,
    person_id text not null references accounts_people (id) on delete cascade,
    provider_id text not null,
    account_id text not null,
    password text,
    created_at text not null,
    updated_at text not null,
    unique (provider_id, account_id)
  )`.execute(db)
  await sql`create index accounts_credentials_by_person on accounts_credentials (person_id)`.execute(db)
}

async function createTokens(db: MigrationDb): Promise<void> {
  await sql`create table accounts_tokens (
    id text primary key,
    person_id text not null references accounts_people (id) on delete cascade,
    name text not null,
    token text not null unique,
    start text not null,
    scope text not null check (scope in ('all', 'read')),
    created_at text not null,
    expires_at text,
    last_used_at text
  )`.execute(db)
  await sql`create index accounts_tokens_by_person on accounts_tokens (person_id, created_at)`.execute(db)
}

async function createAttempts(db: MigrationDb): Promise<void> {
  await sql`create table accounts_attempts (
    id text primary key,
    bucket text not null,
    at text not null
  )`.execute(db)
  await sql`create index accounts_attempts_by_bucket on accounts_attempts (bucket, at)`.execute(db)
  await sql`create index accounts_attempts_by_time on accounts_attempts (at)`.execute(db)
}

async function createLinks(db: MigrationDb): Promise<void> {
  await sql`create table accounts_links (
    id text primary key,
    purpose text not null,
    token text not null unique,
    expires_at text not null,
    created_at text not null,
    updated_at text not null
  )`.execute(db)
  await sql`create index accounts_links_by_purpose on accounts_links (purpose)`.execute(db)
}
