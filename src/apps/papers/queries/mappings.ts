import type { Db } from '../../../platform/database/tables.ts'
import type { MappingRow } from '../tables.ts'

/** More than anybody looks through. */
export const MOST_MAPPINGS = 200

export function listMappings(db: Db): Promise<MappingRow[]> {
  return db.selectFrom('papers_mappings').selectAll().orderBy('name').limit(MOST_MAPPINGS).execute()
}

export function findMapping(db: Db, idOrName: string): Promise<MappingRow | undefined> {
  return db
    .selectFrom('papers_mappings')
    .selectAll()
    .where((mapping) => mapping.or([mapping('id', '=', idOrName), mapping('name', '=', idOrName)]))
    .executeTakeFirst()
}

/** Saves a mapping; one of the same name is replaced. */
export async function putMapping(tx: Db, row: MappingRow): Promise<void> {
  const { choices_json, saved_by, saved_at } = row
  await tx
    .insertInto('papers_mappings')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ choices_json, saved_by, saved_at }))
    .execute()
}

export function deleteMapping(tx: Db, id: string): Promise<MappingRow | undefined> {
  return tx.deleteFrom('papers_mappings').where('id', '=', id).returningAll().executeTakeFirst()
}
