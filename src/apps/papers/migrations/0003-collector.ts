import { sql } from 'kysely'
import type { Migration } from '../../../platform/database/migrating.ts'

/** The collector: its state, the daily volume, the hourly weights, and one plan for each hour. */
export const collector: Migration = {
  destroys: 'the schedule, its history and the plans',

  async up(db) {
    await sql`create table papers_collector (
      id integer primary key check (id = 1),
      state text not null check (state in ('stopped', 'running', 'paused', 'draining', 'emergency')),
      changed_at text not null,
      changed_by text not null,
      reason text,
      last_planned_bucket text,
      generation integer not null default 0
    )`.execute(db)
    await sql`insert into papers_collector (id, state, changed_at, changed_by)
      values (1, 'stopped', '1970-01-01T00:00:00.000Z', 'system')`.execute(db)
    await sql`create table papers_volumes (
      version integer primary key,
      papers_per_day integer not null check (papers_per_day between 0 and 100000),
      valid_from text not null,
      set_by text not null
    )`.execute(db)
    await sql`create table papers_weights (
      version integer primary key,
      weights_json text not null,
      timezone text not null,
      preset text,
      valid_from text not null,
      set_by text not null
    )`.execute(db)
    await sql`create table papers_hour_plans (
      bucket_start text primary key,
      bucket_end text not null,
      local_date text not null,
      hour integer not null,
      timezone text not null,
      quota integer not null,
      planned integer not null,
      started integer not null default 0,
      rng_key text not null,
      state text not null check (state in ('planned', 'skipped', 'closed')),
      reason text,
      created_at text not null
    )`.execute(db)
    // Today's bars, and the starts that count against today's volume.
    await sql`create index papers_hour_plans_by_date on papers_hour_plans (local_date)`.execute(db)
    // At most one live job for each paper, kept by the database itself.
    await sql`create table papers_planned (
      paper_id text primary key references papers (id) on delete cascade,
      job_id text not null unique,
      run_at text not null,
      bucket_start text,
      deferred_until text,
      asked_by text not null,
      started_at text,
      created_at text not null
    )`.execute(db)
    await sql`create index papers_planned_by_time on papers_planned (run_at)`.execute(db)
    // What of one hour still waits.
    await sql`create index papers_planned_by_bucket on papers_planned (bucket_start, run_at)`.execute(db)
  },

  async down(db) {
    for (const table of [
      'papers_planned',
      'papers_hour_plans',
      'papers_weights',
      'papers_volumes',
      'papers_collector',
    ]) {
      await db.schema.dropTable(table).execute()
    }
  },
}
