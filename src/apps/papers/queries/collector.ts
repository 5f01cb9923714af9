import type { Db } from '../../../platform/database/tables.ts'
import type { CollectorRow } from '../tables.ts'

export function findCollector(db: Db): Promise<CollectorRow> {
  return db.selectFrom('papers_collector').selectAll().where('id', '=', 1).executeTakeFirstOrThrow()
}

/** The collector, locked until the transaction ends: who starts, stops or plans goes one after another. */
export function lockCollector(tx: Db): Promise<CollectorRow> {
  return tx.updateTable('papers_collector').set({ id: 1 }).where('id', '=', 1).returningAll().executeTakeFirstOrThrow()
}

export async function saveCollector(tx: Db, changed: Partial<Omit<CollectorRow, 'id'>>): Promise<void> {
  await tx.updateTable('papers_collector').set(changed).where('id', '=', 1).execute()
}
