import type { Db } from '../../../database/tables.ts'
import type { ProviderRow } from '../tables.ts'

/** By name; those in use alone, or all. */
export function listProviders(db: Db, { enabledOnly = false } = {}): Promise<ProviderRow[]> {
  const query = db.selectFrom('accounts_providers').selectAll().orderBy('name').orderBy('id').limit(50)
  return (enabledOnly ? query.where('enabled_at', 'is not', null) : query).execute()
}

export function findProvider(db: Db, id: string): Promise<ProviderRow | undefined> {
  return db.selectFrom('accounts_providers').selectAll().where('id', '=', id).executeTakeFirst()
}

export function findProviderBySlug(db: Db, slug: string): Promise<ProviderRow | undefined> {
  return db.selectFrom('accounts_providers').selectAll().where('slug', '=', slug).executeTakeFirst()
}

export async function insertProvider(tx: Db, row: ProviderRow): Promise<void> {
  await tx.insertInto('accounts_providers').values(row).execute()
}

/** False where somebody else has changed it since that version. */
export async function updateProvider(
  tx: Db,
  id: string,
  version: number,
  changes: Partial<Omit<ProviderRow, 'id' | 'version' | 'created_at'>>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('accounts_providers')
    .set({ ...changes, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function deleteProvider(tx: Db, id: string): Promise<void> {
  await tx.deleteFrom('accounts_providers').where('id', '=', id).execute()
}
