import type { Db } from '../database/tables.ts'
import type { RequestRow } from './tables.ts'

/** False where the person has sent this key before. */
export async function startRequest(tx: Db, row: Omit<RequestRow, 'answer'>): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('web_requests')
    .values({ ...row, answer: null })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function finishRequest(tx: Db, personId: string, key: string, answer: string): Promise<void> {
  await tx
    .updateTable('web_requests')
    .set({ answer })
    .where('person_id', '=', personId)
    .where('key', '=', key)
    .execute()
}

export async function forgetRequest(tx: Db, personId: string, key: string): Promise<void> {
  await tx.deleteFrom('web_requests').where('person_id', '=', personId).where('key', '=', key).execute()
}

export function findRequest(db: Db, personId: string, key: string): Promise<RequestRow | undefined> {
  return db
    .selectFrom('web_requests')
    .selectAll()
    .where('person_id', '=', personId)
    .where('key', '=', key)
    .executeTakeFirst()
}

export async function deleteOldRequests(tx: Db, before: string): Promise<void> {
  await tx.deleteFrom('web_requests').where('created_at', '<', before).execute()
}
