import { sql } from 'kysely'
import type { Migration, MigrationDb } from '../../database/migrating.ts'

/** Who wants to come in, who was asked to, and which domains are academic. */
export const registration: Migration = {
  destroys: 'open registrations and invitations, and the rules and lists of domains',

  async up(db) {
    await createRegistrations(db)
    await createInvitations(db)
    await createDomains(db)
  },

  async down(db) {
    for (const table of ['domains', 'domain_lists', 'invitations', 'registrations']) {
      await db.schema.dropTable(`accounts_${table}`).execute()
    }
  },
}

async function createRegistrations(db: MigrationDb): Promise<void> {
  await sql`create table accounts_registrations (
    id text primary key,
    email text not null check (email = lower(email)),
    name text not null,
    title text,
    affiliation text,
    country text,
    language text not null,
    password text not null,
    role text not null check (role in ('reader', 'member', 'admin')),
    state text not null check (state in ('sending', 'waiting', 'confirming', 'refused')),
    domain text not null,
    proof text,
    reason text,
    voucher_email text,
    decided_by text,
    decision text,
    created_at text not null,
    updated_at text not null
  )`.execute(db)
  // The queue under Admin → Registrations, oldest first, and clearing out what nobody confirmed.
  await sql`create index accounts_registrations_by_state on accounts_registrations (state, created_at)`.execute(db)
  // A sign-in before the address is confirmed, and clearing out when it is.
  await sql`create index accounts_registrations_by_email on accounts_registrations (email)`.execute(db)
}

async function createInvitations(db: MigrationDb): Promise<void> {
  await sql`create table accounts_invitations (
    id text primary key,
    email text not null check (email = lower(email)),
    role text not null check (role in ('reader', 'member', 'admin')),
    token text not null unique,
    message text,
    invited_by text not null,
    created_at text not null,
    expires_at text not null,
    used_at text
  )`.execute(db)
  // Admin → Invitations, newest first.
  await sql`create index accounts_invitations_by_time on accounts_invitations (created_at)`.execute(db)
}

async function createDomains(db: MigrationDb): Promise<void> {
  await sql`create table accounts_domain_lists (
    id text primary key,
    name text not null unique,
    licence text not null,
    address text,
    domain_count integer not null,
    imported_at text not null,
    imported_by text not null
  )`.execute(db)
  await sql`create table accounts_domains (
    id text primary key,
    domain text not null,
    kind text not null check (kind in ('allowed', 'blocked', 'listed')),
    institution text,
    country text,
    note text,
    list_id text references accounts_domain_lists (id) on delete cascade,
    added_at text not null,
    added_by text not null
  )`.execute(db)
  // The verdict on an address: all rules for its domain and those above it. One rule of a kind for each domain and list.
  await sql`create unique index accounts_domains_by_domain on accounts_domains (domain, kind, coalesce(list_id, ''))`.execute(
    db,
  )
  await sql`create index accounts_domains_by_list on accounts_domains (list_id)`.execute(db)
}
