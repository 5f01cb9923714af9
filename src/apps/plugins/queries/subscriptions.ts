import type { Db } from '../../../platform/database/tables.ts'
import type { SubscriptionRow } from '../tables.ts'

/** The same wish twice is kept once. */
export async function insertSubscription(db: Db, subscription: Omit<SubscriptionRow, 'seq'>): Promise<void> {
  await db
    .insertInto('plugins_subscriptions')
    .values(subscription)
    .onConflict((conflict) => conflict.columns(['task_seq', 'webhook_href', 'event']).doNothing())
    .execute()
}

/** Removes exactly the row of this event; empty is the row for all events, and no other. */
export async function deleteSubscription(db: Db, taskSeq: number, webhookHref: string, event: string): Promise<void> {
  await db
    .deleteFrom('plugins_subscriptions')
    .where('task_seq', '=', taskSeq)
    .where('webhook_href', '=', webhookHref)
    .where('event', '=', event)
    .execute()
}

export const listSubscriptions = (db: Db, taskSeq: number): Promise<SubscriptionRow[]> =>
  db.selectFrom('plugins_subscriptions').selectAll().where('task_seq', '=', taskSeq).orderBy('seq').execute()
