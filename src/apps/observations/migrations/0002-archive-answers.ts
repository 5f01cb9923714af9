import { sql } from 'kysely'
import type { Migration } from '../../../platform/database/migrating.ts'

/** Answers of the public archive, kept for a while so that it is asked rarely. */
export const archiveAnswers: Migration = {
  async up(db) {
    await sql`create table observations_archive_answers (
      question text not null primary key,
      answer_json text not null,
      expires_at text not null
    )`.execute(db)
    // Those out of date are cleared away.
    await sql`create index observations_archive_answers_by_end on observations_archive_answers (expires_at)`.execute(db)
  },

  async down(db) {
    await db.schema.dropTable('observations_archive_answers').execute()
  },
}
