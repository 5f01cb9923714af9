import { sql } from 'kysely'
import type { Db } from '../../../database/tables.ts'
import type { FactorRow, RecoveryCodeRow } from '../tables.ts'

/** Also one that was only shown, and never confirmed. */
export function findFactor(db: Db, personId: string): Promise<FactorRow | undefined> {
  return db.selectFrom('accounts_factors').selectAll().where('person_id', '=', personId).executeTakeFirst()
}

/** Undefined where no second step is asked of this person. */
export async function findConfirmedFactor(db: Db, personId: string): Promise<FactorRow | undefined> {
  const factor = await findFactor(db, personId)
  return factor?.confirmed_at ? factor : undefined
}

/** A new secret in the place of one that was never confirmed; false where one is in use. */
export async function putUnconfirmed(tx: Db, row: FactorRow): Promise<boolean> {
  await tx
    .deleteFrom('accounts_factors')
    .where('person_id', '=', row.person_id)
    .where('confirmed_at', 'is', null)
    .execute()
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('accounts_factors')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows > 0n
}

/** False where it is in use already, or another secret was shown meanwhile. */
export async function confirmFactor(tx: Db, shown: FactorRow, step: number, now: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('accounts_factors')
    .set({ confirmed_at: now, last_step: step })
    .where('person_id', '=', shown.person_id)
    .where('secret', '=', shown.secret)
    .where('confirmed_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Notes that the code of a step was taken; false where it, or a later one, was taken before. */
export async function spendStep(tx: Db, personId: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('accounts_factors')
    .set({ last_step: step })
    .where('person_id', '=', personId)
    .where('confirmed_at', 'is not', null)
    .where((row) => row.or([row('last_step', 'is', null), row('last_step', '<', step)]))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Takes the app and its recovery codes away; false where there was none. */
export async function deleteFactor(tx: Db, personId: string): Promise<boolean> {
  await tx.deleteFrom('accounts_recovery_codes').where('person_id', '=', personId).execute()
  const { numDeletedRows } = await tx
    .deleteFrom('accounts_factors')
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** New recovery codes in the place of all that there were. */
export async function replaceRecoveryCodes(tx: Db, personId: string, rows: readonly RecoveryCodeRow[]): Promise<void> {
  await tx.deleteFrom('accounts_recovery_codes').where('person_id', '=', personId).execute()
  await tx.insertInto('accounts_recovery_codes').values(rows).execute()
}

/** False where there is no such code, or it was used. */
export async function spendRecoveryCode(tx: Db, personId: string, code: string, now: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('accounts_recovery_codes')
    .set({ used_at: now })
    .where('person_id', '=', personId)
    .where('code', '=', code)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Those of these that are a person's, used or not. */
export async function knownRecoveryCodes(db: Db, personId: string, codes: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('accounts_recovery_codes')
    .select('code')
    .where('person_id', '=', personId)
    .where('code', 'in', codes)
    .execute()
  return new Set(rows.map((row) => row.code))
}

export async function countRecoveryCodes(db: Db, personId: string): Promise<number> {
  const { count } = await db
    .selectFrom('accounts_recovery_codes')
    .select(sql<number>`count(*)`.as('count'))
    .where('person_id', '=', personId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}
