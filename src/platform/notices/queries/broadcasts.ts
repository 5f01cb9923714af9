import type { Role } from '../../accounts/person.ts'
import type { Db } from '../../database/tables.ts'
import type { BroadcastRow } from '../tables.ts'

const mostShown = 5

/** What somebody of this role is shown now, and has not put aside. */
export function listBroadcasts(
  db: Db,
  { personId, role, now }: Readonly<{ personId: string; role: Role; now: string }>,
): Promise<BroadcastRow[]> {
  return db
    .selectFrom('notices_broadcasts')
    .selectAll()
    .where('starts_at', '<=', now)
    .where((row) => row.or([row('ends_at', 'is', null), row('ends_at', '>', now)]))
    .where('audience', 'in', ['all', role])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('notices_dismissals')
            .select('person_id')
            .whereRef('notices_dismissals.broadcast_id', '=', 'notices_broadcasts.id')
            .where('person_id', '=', personId),
        ),
      ),
    )
    .orderBy('starts_at', 'desc')
    .orderBy('id')
    .limit(mostShown)
    .execute()
}

export async function putDismissal(tx: Db, broadcastId: string, personId: string, at: string): Promise<void> {
  await tx
    .insertInto('notices_dismissals')
    .values({ broadcast_id: broadcastId, person_id: personId, dismissed_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export function findBroadcast(db: Db, id: string): Promise<BroadcastRow | undefined> {
  return db.selectFrom('notices_broadcasts').selectAll().where('id', '=', id).executeTakeFirst()
}
