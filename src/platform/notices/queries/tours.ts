import type { Db } from '../../database/tables.ts'
import type { TourRow } from '../tables.ts'

export function listToursSeen(db: Db, personId: string): Promise<TourRow[]> {
  return db.selectFrom('notices_tours').selectAll().where('person_id', '=', personId).limit(200).execute()
}

export async function putTourSeen(tx: Db, row: TourRow): Promise<void> {
  const { version, seen_at } = row
  await tx
    .insertInto('notices_tours')
    .values(row)
    .onConflict((conflict) => conflict.columns(['person_id', 'tour']).doUpdateSet({ version, seen_at }))
    .execute()
}
