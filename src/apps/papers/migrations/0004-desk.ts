import { sql } from 'kysely'
import type { Migration } from '../../../platform/database/migrating.ts'

/** What people add at the desk: tags, merged papers, pairs that may be one paper, and mappings of columns. */
export const desk: Migration = {
  destroys: 'tags, the record of merged papers, which likely duplicates were looked at, and saved mappings',

  async up(db) {
    await sql`create table papers_tags (
      tag text not null,
      paper_id text not null references papers (id) on delete cascade,
      added_by text not null,
      added_at text not null,
      primary key (tag, paper_id)
    )`.execute(db)
    // The tags of the papers of one page of the table.
    await sql`create index papers_tags_by_paper on papers_tags (paper_id)`.execute(db)
    await sql`create table papers_merges (
      id text primary key,
      kept_id text not null references papers (id) on delete cascade,
      merged_id text not null references papers (id) on delete cascade,
      moved_json text not null,
      merged_by text not null,
      merged_at text not null,
      undone_at text
    )`.execute(db)
    await sql`create index papers_merges_kept on papers_merges (kept_id)`.execute(db)
    // A paper goes into one other at a time.
    await sql`create unique index papers_merges_merged on papers_merges (merged_id) where undone_at is null`.execute(db)
    await sql`create table papers_likenesses (
      first_id text not null references papers (id) on delete cascade,
      second_id text not null references papers (id) on delete cascade,
      rule text not null check (rule in ('identifier', 'title')),
      shared text not null,
      found_at text not null,
      parted_by text,
      parted_at text,
      primary key (first_id, second_id)
    )`.execute(db)
    await sql`create index papers_likenesses_second on papers_likenesses (second_id)`.execute(db)
    // The review list.
    await sql`create index papers_likenesses_open on papers_likenesses (rule, first_id, second_id) where parted_at is null`.execute(
      db,
    )
    await sql`create table papers_mappings (
      id text primary key,
      name text not null unique,
      choices_json text not null,
      saved_by text not null,
      saved_at text not null
    )`.execute(db)
  },

  async down(db) {
    for (const table of ['papers_mappings', 'papers_likenesses', 'papers_merges', 'papers_tags']) {
      await db.schema.dropTable(table).execute()
    }
  },
}
