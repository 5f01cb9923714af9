import { sql } from 'kysely'
import type { Migration } from '../../database/migrating.ts'

const levels = sql`('info', 'success', 'warning', 'danger')`

/** What people are told on their pages, what they chose, and what administrators tell all. */
export const notices: Migration = {
  destroys: 'all notices and choices of what to be told, broadcasts, tours seen, and the list of errors',

  async up(db) {
    await sql`create table notices_items (
      id text primary key,
      person_id text not null references accounts_people (id) on delete cascade,
      kind text not null,
      text text not null,
      values_json text not null,
      level text not null check (level in ${levels}),
      href text,
      batch text,
      count integer not null default 1,
      created_at text not null,
      updated_at text not null,
      read_at text
    )`.execute(db)
    // The list of a person, the newest first.
    await sql`create index notices_items_by_person on notices_items (person_id, updated_at)`.execute(db)
    // The number at the bell, on every page.
    await sql`create index notices_items_unread on notices_items (person_id) where read_at is null`.execute(db)
    // One notice for a batch, kept by the database, however many are told at once.
    await sql`create unique index notices_items_of_batch on notices_items (person_id, kind, batch)
      where batch is not null and read_at is null`.execute(db)
    await sql`create table notices_choices (
      person_id text not null references accounts_people (id) on delete cascade,
      kind text not null,
      on_page integer not null check (on_page in (0, 1)),
      by_mail integer not null check (by_mail in (0, 1)),
      changed_at text not null,
      primary key (person_id, kind)
    )`.execute(db)
    await sql`create table notices_broadcasts (
      id text primary key,
      text text not null,
      level text not null check (level in ${levels}),
      audience text not null check (audience in ('all', 'reader', 'member', 'admin')),
      starts_at text not null,
      ends_at text,
      is_dismissible integer not null default 1 check (is_dismissible in (0, 1)),
      created_at text not null,
      updated_at text not null,
      check (ends_at is null or ends_at > starts_at)
    )`.execute(db)
    await sql`create table notices_dismissals (
      broadcast_id text not null references notices_broadcasts (id) on delete cascade,
      person_id text not null references accounts_people (id) on delete cascade,
      dismissed_at text not null,
      primary key (person_id, broadcast_id)
    )`.execute(db)
    await sql`create table notices_tours (
      person_id text not null references accounts_people (id) on delete cascade,
      tour text not null,
      version integer not null,
      seen_at text not null,
      primary key (person_id, tour)
    )`.execute(db)
    await sql`create table notices_troubles (
      fingerprint text primary key,
      message text not null,
      place text,
      stack text,
      count integer not null,
      untold integer not null,
      first_at text not null,
      last_at text not null,
      told_at text,
      request_id text,
      job_id text
    )`.execute(db)
  },

  async down(db) {
    for (const table of ['troubles', 'tours', 'dismissals', 'broadcasts', 'choices', 'items'])
      await db.schema.dropTable(`notices_${table}`).execute()
  },
}
