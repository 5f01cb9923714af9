import { sql } from 'kysely'
import type { Migration } from '../../../platform/database/migrating.ts'

/** What sources have answered, so that nobody is asked twice for the same, and what they were asked each day. */
export const sources: Migration = {
  destroys: 'what sources answered lately, which is asked again then',

  async up(db) {
    await sql`create table papers_source_answers (
      source text not null,
      question text not null,
      body_json text,
      fetched_at text not null,
      expires_at text not null,
      primary key (source, question)
    )`.execute(db)
    // What is old is removed each night.
    await sql`create index papers_source_answers_by_end on papers_source_answers (expires_at)`.execute(db)
    await sql`create table papers_source_days (
      source text not null,
      day text not null,
      requests bigint not null default 0,
      cost_micro_usd bigint not null default 0,
      contract_detail text,
      contract_sample text,
      primary key (source, day)
    )`.execute(db)
    await sql`alter table papers_files add column use_note text`.execute(db)
  },

  async down(db) {
    await sql`alter table papers_files drop column use_note`.execute(db)
    await db.schema.dropTable('papers_source_days').execute()
    await db.schema.dropTable('papers_source_answers').execute()
  },
}
