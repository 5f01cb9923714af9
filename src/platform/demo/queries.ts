import type { Db } from '../database/tables.ts'
import type { DemoPieceRow } from './tables.ts'

/** As many as apps declare, which are a handful. */
export const listPieces = (db: Db): Promise<DemoPieceRow[]> =>
  db.selectFrom('demo_pieces').selectAll().orderBy('name').limit(100).execute()

export const findPiece = (db: Db, name: string): Promise<DemoPieceRow | undefined> =>
  db.selectFrom('demo_pieces').selectAll().where('name', '=', name).executeTakeFirst()

/** False where somebody else has just begun to make it. */
export async function insertPiece(db: Db, row: DemoPieceRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await db
    .insertInto('demo_pieces')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows > 0n
}

export async function settlePiece(db: Db, name: string, thingId: string): Promise<void> {
  await db.updateTable('demo_pieces').set({ thing_id: thingId }).where('name', '=', name).execute()
}

/** False where it is another by now. */
export async function deletePiece(db: Db, { name, made_at }: Pick<DemoPieceRow, 'name' | 'made_at'>): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('demo_pieces')
    .where('name', '=', name)
    .where('made_at', '=', made_at)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
