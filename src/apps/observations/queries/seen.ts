import type { Db } from '../../../platform/database/tables.ts'
import type { SeenList } from '../tables.ts'

/** By obsid, when it was first met. */
export async function listSeen(db: Db, list: SeenList): Promise<ReadonlyMap<number, string>> {
  const rows = await db
    .selectFrom('observations_seen')
    .select(['obsid', 'first_seen_at'])
    .where('list', '=', list)
    .execute()
  return new Map(rows.map(({ obsid, first_seen_at }) => [obsid, first_seen_at]))
}

/** Those that were met before keep their time. */
export async function putSeen(tx: Db, list: SeenList, obsids: readonly number[], at: string): Promise<void> {
  if (obsids.length === 0) return
  await tx
    .insertInto('observations_seen')
    .values(obsids.map((obsid) => ({ list, obsid, first_seen_at: at })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Those that are not met any more are forgotten, and would be new again. */
export async function forgetSeen(tx: Db, list: SeenList, obsids: readonly number[]): Promise<void> {
  if (obsids.length === 0) return
  await tx.deleteFrom('observations_seen').where('list', '=', list).where('obsid', 'in', obsids).execute()
}
