import { sql } from 'kysely'
import type { Migration } from '../../../platform/database/migrating.ts'

/** Lists that were uploaded, and what was said about their rows. */
export const imports: Migration = {
  destroys: 'the record of imports; their papers stay',

  async up(db) {
    await sql`create table papers_imports (
      id text primary key,
      file_id text not null,
      sha256 text not null,
      name text not null,
      size_bytes bigint not null,
      format text not null,
      preset text,
      plan_json text not null,
      policy text not null,
      state text not null,
      rows_done bigint not null default 0,
      bytes_done bigint not null default 0,
      inserted bigint not null default 0,
      updated bigint not null default 0,
      duplicates bigint not null default 0,
      errors bigint not null default 0,
      warnings bigint not null default 0,
      issues bigint not null default 0,
      job_id text,
      failure_message text,
      created_by text not null,
      created_at text not null,
      started_at text,
      finished_at text
    )`.execute(db)
    await sql`create index papers_imports_by_time on papers_imports (created_at)`.execute(db)
    await sql`create table papers_import_issues (
      import_id text not null references papers_imports (id) on delete cascade,
      row_number bigint not null,
      line_number bigint not null,
      column_name text,
      severity text not null,
      code text not null,
      message text not null,
      value text,
      original text,
      paper_id text
    )`.execute(db)
    await sql`create index papers_import_issues_in_order on papers_import_issues (import_id, row_number)`.execute(db)
  },

  async down(db) {
    await db.schema.dropTable('papers_import_issues').execute()
    await db.schema.dropTable('papers_imports').execute()
  },
}
