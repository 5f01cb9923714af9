import type { Db } from '../database/tables.ts'
import type { MailRow, MailState } from './tables.ts'

export type MailPage = Readonly<{
  items: readonly MailRow[]
  /** The id to ask for next, or null at the end. */
  next: string | null
}>

export async function insertMail(tx: Db, row: MailRow): Promise<void> {
  await tx.insertInto('mail_outbox').values(row).execute()
}

export function findMail(db: Db, id: string): Promise<MailRow | undefined> {
  return db.selectFrom('mail_outbox').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Newest first; `before` is the `next` of the page before. */
export async function listMail(
  db: Db,
  filter: Readonly<{ state?: MailState; recipient?: string }>,
  { before, limit = 50 }: { before?: string; limit?: number } = {},
): Promise<MailPage> {
  let query = db
    .selectFrom('mail_outbox')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (filter.state) query = query.where('state', '=', filter.state).where('discarded_at', 'is', null)
  if (filter.recipient) query = query.where('recipient', '=', filter.recipient)
  if (before) query = query.where('id', '<', before)
  const rows = await query.execute()
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}

/** Those that were discarded count no more. */
export async function countMail(db: Db): Promise<Record<MailState, number>> {
  const rows = await db
    .selectFrom('mail_outbox')
    .select(['state', ({ fn }) => fn.countAll<number>().as('count')])
    .where('discarded_at', 'is', null)
    .groupBy('state')
    .execute()
  const counts: Record<MailState, number> = { queued: 0, sent: 0, failed: 0, kept: 0 }
  for (const row of rows) counts[row.state] = Number(row.count)
  return counts
}

export async function markSent(tx: Db, id: string, at: string): Promise<void> {
  await tx
    .updateTable('mail_outbox')
    .set((mail) => ({
      state: 'sent',
      sent_at: at,
      last_error: null,
      attempt_count: mail('attempt_count', '+', 1),
    }))
    .where('id', '=', id)
    .execute()
}

/** A letter that is sent already stays so. */
export async function changeMailState(tx: Db, ids: readonly string[], state: MailState): Promise<void> {
  await tx.updateTable('mail_outbox').set({ state }).where('id', 'in', ids).where('state', '!=', 'sent').execute()
}

export async function setDiscarded(tx: Db, id: string, at: string | null): Promise<void> {
  await tx.updateTable('mail_outbox').set({ discarded_at: at }).where('id', '=', id).execute()
}

export async function noteFailedAttempt(tx: Db, id: string, error: string): Promise<void> {
  await tx
    .updateTable('mail_outbox')
    .set((mail) => ({ last_error: error, attempt_count: mail('attempt_count', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

/** Takes away every letter to one address, sent or not: its reader has left. */
export async function deleteMailTo(tx: Db, recipient: string): Promise<void> {
  await tx.deleteFrom('mail_outbox').where('recipient', '=', recipient).execute()
}
