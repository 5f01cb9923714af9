import { sql } from 'kysely'
import type { Migration } from '../../database/migrating.ts'

/** Files and the bytes they name. */
export const files: Migration = {
  destroys: 'the record of every stored file; the bytes follow at the next clean-up',

  async up(db) {
    await sql`create table files_blobs (
      sha256 text primary key,
      size_bytes bigint not null,
      created_at text not null,
      released_at text
    )`.execute(db)
    // The clean-up looks for what was let go of.
    await sql`create index files_blobs_released on files_blobs (released_at) where released_at is not null`.execute(db)
    await sql`create table files (
      id text primary key,
      sha256 text not null references files_blobs (sha256),
      size_bytes bigint not null,
      name text not null,
      media_type text not null,
      data_type text not null,
      owner_id text,
      origin text not null,
      created_at text not null
    )`.execute(db)
    // The clean-up asks whether bytes still have a name; a person's page lists what is theirs.
    await sql`create index files_by_hash on files (sha256)`.execute(db)
    await sql`create index files_by_owner on files (owner_id, created_at) where owner_id is not null`.execute(db)
  },

  async down(db) {
    await db.schema.dropTable('files').execute()
    await db.schema.dropTable('files_blobs').execute()
  },
}
