import type { Insertable, Updateable } from 'kysely'
import type { Db, Tables } from '../../../platform/database/tables.ts'

export async function insertPaper(tx: Db, row: Insertable<Tables['papers']>): Promise<void> {
  await tx.insertInto('papers').values(row).execute()
}

/** Writes a paper if it is still the version that was seen; false where somebody was faster. */
export async function updateVersion(
  tx: Db,
  id: string,
  version: number,
  changed: Updateable<Tables['papers']>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('papers')
    .set({ ...changed, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Manual papers, those that have waited longest first; `skip` pages on. */
export function listManual(db: Db, { limit, skip }: { limit: number; skip: number }) {
  return db
    .selectFrom('papers')
    .selectAll()
    .where('status', '=', 'manual')
    .orderBy('status_changed_at')
    .orderBy('seq')
    .limit(limit)
    .offset(skip)
    .execute()
}

export async function countManual(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('papers')
    .select((paper) => paper.fn.countAll<number>().as('count'))
    .where('status', '=', 'manual')
    .executeTakeFirstOrThrow()
  return Number(count)
}
