import type { Db } from '../../../platform/database/tables.ts'

/** What a plugin keeps for itself, over all tasks; undefined where it keeps nothing under this key. */
export async function getState(db: Db, plugin: string, key: string): Promise<unknown> {
  const row = await db
    .selectFrom('plugins_state')
    .select('value_json')
    .where('plugin', '=', plugin)
    .where('key', '=', key)
    .executeTakeFirst()
  return row && JSON.parse(row.value_json)
}

export async function setState(db: Db, plugin: string, key: string, value: unknown): Promise<void> {
  const value_json = JSON.stringify(value ?? null)
  await db
    .insertInto('plugins_state')
    .values({ plugin, key, value_json })
    .onConflict((conflict) => conflict.columns(['plugin', 'key']).doUpdateSet({ value_json }))
    .execute()
}

export async function deleteState(db: Db, plugin: string, key: string): Promise<void> {
  await db.deleteFrom('plugins_state').where('plugin', '=', plugin).where('key', '=', key).execute()
}

export async function getBlob(db: Db, plugin: string, key: string): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('plugins_blobs')
    .select('base64')
    .where('plugin', '=', plugin)
    .where('key', '=', key)
    .executeTakeFirst()
  return row && Buffer.from(row.base64, 'base64')
}

export async function setBlob(db: Db, plugin: string, key: string, bytes: Uint8Array): Promise<void> {
  const base64 = Buffer.from(bytes).toString('base64')
  await db
    .insertInto('plugins_blobs')
    .values({ plugin, key, base64 })
    .onConflict((conflict) => conflict.columns(['plugin', 'key']).doUpdateSet({ base64 }))
    .execute()
}

export async function deleteBlob(db: Db, plugin: string, key: string): Promise<void> {
  await db.deleteFrom('plugins_blobs').where('plugin', '=', plugin).where('key', '=', key).execute()
}
