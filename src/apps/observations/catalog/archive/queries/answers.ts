import type { Db } from '../../../../../platform/database/tables.ts'
import type { ArchiveAnswerRow } from '../tables.ts'

/** Undefined where nothing was kept, or it is out of date. */
export function findAnswer(db: Db, question: string, now: string): Promise<ArchiveAnswerRow | undefined> {
  return db
    .selectFrom('observations_archive_answers')
    .selectAll()
    .where('question', '=', question)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** Keeps an answer in the place of the one before, and lets go of those that are out of date. */
export async function keepAnswer(db: Db, row: ArchiveAnswerRow, now: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('observations_archive_answers').where('expires_at', '<=', now).execute()
    await tx
      .insertInto('observations_archive_answers')
      .values(row)
      .onConflict((conflict) =>
        conflict.column('question').doUpdateSet({ answer_json: row.answer_json, expires_at: row.expires_at }),
      )
      .execute()
  })
}
