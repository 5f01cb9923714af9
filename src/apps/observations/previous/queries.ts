import type { Db } from '../../../platform/database/tables.ts'

/** Keys of all revisions there are, `obsid.number`; those that were taken back among them. */
export async function knownKeys(db: Db): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('observations_revisions').select(['obsid', 'revision_number']).execute()
  return new Set(rows.map(({ obsid, revision_number }) => `${obsid}.${revision_number}`))
}
