import type { Db } from '../../../platform/database/tables.ts'
import type { VirtualRow } from '../tables.ts'

type Key = Pick<VirtualRow, 'parent' | 'name' | 'version'>

/** Every plugin that another one publishes. */
export const listVirtual = (db: Db): Promise<VirtualRow[]> =>
  db.selectFrom('plugins_virtual').selectAll().orderBy('name').orderBy('version').limit(10_000).execute()

export const listPublishedBy = (db: Db, parent: string): Promise<VirtualRow[]> =>
  db
    .selectFrom('plugins_virtual')
    .selectAll()
    .where('parent', '=', parent)
    .orderBy('name')
    .orderBy('version')
    .limit(10_000)
    .execute()

export async function insertVirtual(db: Db, row: Omit<VirtualRow, 'seq'>): Promise<void> {
  await db.insertInto('plugins_virtual').values(row).execute()
}

/** Answers with the addresses that are gone with it. */
export async function deleteVirtual(db: Db, { parent, name, version }: Key): Promise<string[]> {
  const rows = await db
    .deleteFrom('plugins_virtual')
    .where('parent', '=', parent)
    .where('name', '=', name)
    .where('version', '=', version)
    .returning('href')
    .execute()
  return rows.map(({ href }) => href)
}
