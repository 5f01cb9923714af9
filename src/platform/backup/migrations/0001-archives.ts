import { sql } from 'kysely'
import type { Migration } from '../../database/migrating.ts'

/** Which archives there are, and which of them were proven to restore. */
export const archives: Migration = {
  destroys: 'the list of backups; the archives stay',

  async up(db) {
    await sql`create table backup_archives (
      id text primary key,
      file text not null unique,
      made_at text not null,
      made_by text not null,
      origin text not null check (origin in ('schedule', 'person', 'found')),
      version text not null,
      size_bytes bigint not null,
      file_count bigint,
      verified_at text,
      problem text,
      with_secret integer not null default 0 check (with_secret in (0, 1)),
      check (verified_at is null or problem is null)
    )`.execute(db)
    // Admin → Backups, newest first, and the age of the latest.
    await sql`create index backup_archives_by_time on backup_archives (made_at)`.execute(db)
  },

  async down(db) {
    await db.schema.dropTable('backup_archives').execute()
  },
}
