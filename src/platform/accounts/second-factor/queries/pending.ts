import type { Db } from '../../../database/tables.ts'
import type { PendingPurpose, PendingRow } from '../tables.ts'

export async function insertPending(tx: Db, row: PendingRow): Promise<void> {
  await tx.insertInto('accounts_pending').values(row).execute()
}

export function findPending(
  db: Db,
  purpose: PendingPurpose,
  digest: string,
  now: string,
): Promise<PendingRow | undefined> {
  return db
    .selectFrom('accounts_pending')
    .selectAll()
    .where('token', '=', digest)
    .where('purpose', '=', purpose)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** Takes it away and answers it: of several at once, one gets it. */
export function takePending(tx: Db, purpose: PendingPurpose, digest: string): Promise<PendingRow | undefined> {
  return tx
    .deleteFrom('accounts_pending')
    .where('token', '=', digest)
    .where('purpose', '=', purpose)
    .returningAll()
    .executeTakeFirst()
}

export async function updatePending(tx: Db, id: string, value: string): Promise<void> {
  await tx.updateTable('accounts_pending').set({ value_json: value }).where('id', '=', id).execute()
}

/** What a person is in the middle of ends, as their sessions do. */
export async function deletePendingOf(tx: Db, personId: string): Promise<void> {
  await tx.deleteFrom('accounts_pending').where('person_id', '=', personId).execute()
}

export async function deletePendingBefore(tx: Db, now: string): Promise<void> {
  await tx.deleteFrom('accounts_pending').where('expires_at', '<=', now).execute()
}
