import { sql } from 'kysely'
import type { Db } from '../../database/tables.ts'
import type { TroubleRow } from '../tables.ts'

export type SeenTrouble = Omit<TroubleRow, 'untold' | 'first_at' | 'told_at'>

/** Adds what was seen to what is known of it, and answers the whole of it. */
export async function putTrouble(tx: Db, seen: SeenTrouble): Promise<TroubleRow | undefined> {
  const { rows } = await sql<TroubleRow>`
    insert into notices_troubles (fingerprint, message, place, stack, count, untold, first_at, last_at, request_id, job_id)
    values (${seen.fingerprint}, ${seen.message}, ${seen.place}, ${seen.stack}, ${seen.count}, ${seen.count},
      ${seen.last_at}, ${seen.last_at}, ${seen.request_id}, ${seen.job_id})
    on conflict (fingerprint) do update set count = notices_troubles.count + excluded.count,
      untold = notices_troubles.untold + excluded.untold, message = excluded.message, stack = excluded.stack,
      last_at = excluded.last_at, request_id = excluded.request_id, job_id = excluded.job_id
    returning *`.execute(tx)
  return rows[0]
}

/** How many kinds of trouble a letter told of since then. */
export async function countTold(db: Db, since: string): Promise<number> {
  const { n } = await db
    .selectFrom('notices_troubles')
    .select(sql<number>`count(*)`.as('n'))
    .where('told_at', '>', since)
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** What no letter has told of yet, the most frequent first. */
export function listUntold(db: Db, limit: number): Promise<TroubleRow[]> {
  return db
    .selectFrom('notices_troubles')
    .selectAll()
    .where('untold', '>', 0)
    .orderBy('untold', 'desc')
    .orderBy('fingerprint')
    .limit(limit)
    .execute()
}

export async function markTold(tx: Db, fingerprints: readonly string[], at: string): Promise<void> {
  if (fingerprints.length === 0) return
  await tx
    .updateTable('notices_troubles')
    .set({ untold: 0, told_at: at })
    .where('fingerprint', 'in', fingerprints)
    .execute()
}

/** The time of the last letter about anything; null: there was none. */
export async function lastTold(db: Db): Promise<string | null> {
  const { at } = await db
    .selectFrom('notices_troubles')
    .select(sql<string | null>`max(told_at)`.as('at'))
    .executeTakeFirstOrThrow()
  return at
}

export async function deleteOldTroubles(tx: Db, before: string): Promise<void> {
  await tx.deleteFrom('notices_troubles').where('last_at', '<', before).where('untold', '=', 0).execute()
}
