import type { Db } from '../../../database/tables.ts'
import type { PasskeyRow } from '../tables.ts'

/** Oldest first. */
export async function listPasskeys(db: Db, personId: string): Promise<PasskeyRow[]> {
  const rows = await db
    .selectFrom('accounts_passkeys')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(100)
    .execute()
  return rows.map(counted)
}

export async function findPasskey(db: Db, credentialId: string): Promise<PasskeyRow | undefined> {
  const row = await db
    .selectFrom('accounts_passkeys')
    .selectAll()
    .where('credential_id', '=', credentialId)
    .executeTakeFirst()
  return row && counted(row)
}

/** False where this key is known already, to whomever it belongs. */
export async function insertPasskey(tx: Db, row: PasskeyRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('accounts_passkeys')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows > 0n
}

/** Notes a use; false where the key is gone, or was used meanwhile with a count as high. */
export async function notePasskeyUse(tx: Db, { id, counter }: PasskeyRow, next: number, now: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('accounts_passkeys')
    .set({ counter: next, last_used_at: now })
    .where('id', '=', id)
    .where('counter', '=', counter)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** The row that was there, or undefined where this person has no such key. */
export function deletePasskey(tx: Db, id: string, personId: string): Promise<PasskeyRow | undefined> {
  return tx
    .deleteFrom('accounts_passkeys')
    .where('id', '=', id)
    .where('person_id', '=', personId)
    .returningAll()
    .executeTakeFirst()
}

/** Answers how many there were. */
export async function deletePasskeysOf(tx: Db, personId: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('accounts_passkeys')
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** PostgreSQL hands large whole numbers over as text. */
const counted = (row: PasskeyRow): PasskeyRow => ({ ...row, counter: Number(row.counter) })
