import type { Db } from '../../../platform/database/tables.ts'
import type { NoticeRow } from '../tables.ts'

export async function insertNotice(db: Db, notice: Omit<NoticeRow, 'seq'>): Promise<number> {
  const { seq } = await db.insertInto('plugins_notices').values(notice).returning('seq').executeTakeFirstOrThrow()
  return Number(seq)
}

export const findNotice = (db: Db, seq: number): Promise<NoticeRow | undefined> =>
  db.selectFrom('plugins_notices').selectAll().where('seq', '=', seq).executeTakeFirst()

/** Whether this subscriber is still to be told something that came before. */
export async function hasEarlierNotice(db: Db, { task_seq, webhook_href, seq }: NoticeRow): Promise<boolean> {
  const row = await db
    .selectFrom('plugins_notices')
    .select('seq')
    .where('task_seq', '=', task_seq)
    .where('webhook_href', '=', webhook_href)
    .where('seq', '<', seq)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export async function deleteNotices(db: Db, seqs: readonly number[]): Promise<void> {
  await db
    .deleteFrom('plugins_notices')
    .where('seq', 'in', [...seqs])
    .execute()
}
