import type { Db } from '../database/tables.ts'
import type { SettingValueRow } from './tables.ts'

/** The value in force; undefined where nobody has set one. */
export function findSettingValue(db: Db, name: string): Promise<SettingValueRow | undefined> {
  return db
    .selectFrom('settings_values')
    .selectAll()
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Newest first. */
export function settingHistory(db: Db, name: string): Promise<SettingValueRow[]> {
  return db
    .selectFrom('settings_values')
    .selectAll()
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .limit(50)
    .execute()
}

/** False where that version exists already: somebody was quicker. */
export async function insertSettingValue(tx: Db, row: SettingValueRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('settings_values')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}
