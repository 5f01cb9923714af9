import type { Db } from '../../../../platform/database/tables.ts'
import type { DutyRow } from '../tables.ts'

/** In the order of days; a roster of ten years fits. */
export function listDuties(db: Db, { from = '' }: { from?: string } = {}): Promise<DutyRow[]> {
  return db
    .selectFrom('observations_duties')
    .selectAll()
    .where('starts_on', '>', from)
    .orderBy('starts_on')
    .orderBy('id')
    .limit(2_000)
    .execute()
}

/**
 * Until the transaction ends nobody else changes the roster: on both databases a write locks. The row has a unique name, so
 * of two who begin an empty roster one waits for the other too.
 */
export async function lockRoster(tx: Db): Promise<void> {
  await tx
    .insertInto('observations_roster_lock')
    .values({ name: 'roster' })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ name: 'roster' }))
    .execute()
}

/** Who has the day; more than one where stretches overlap. */
export function listOnDuty(db: Db, day: string): Promise<DutyRow[]> {
  return db
    .selectFrom('observations_duties')
    .selectAll()
    .where('starts_on', '<=', day)
    .where('ends_on', '>=', day)
    .orderBy('starts_on')
    .orderBy('id')
    .limit(10)
    .execute()
}

export async function insertDuties(tx: Db, rows: readonly DutyRow[]): Promise<void> {
  if (rows.length > 0) await tx.insertInto('observations_duties').values(rows).execute()
}

export async function updateDuty(
  tx: Db,
  id: string,
  changes: Partial<Pick<DutyRow, 'starts_on' | 'ends_on' | 'person_id' | 'assigned_by'>>,
): Promise<void> {
  await tx
    .updateTable('observations_duties')
    .set((row) => ({ ...changes, version: row('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

export async function deleteDuties(tx: Db, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.deleteFrom('observations_duties').where('id', 'in', ids).execute()
}

/** Those of one person, in the order of days. */
export function dutiesOfPerson(db: Db, personId: string): Promise<Pick<DutyRow, 'starts_on' | 'ends_on'>[]> {
  return db
    .selectFrom('observations_duties')
    .select(['starts_on', 'ends_on'])
    .where('person_id', '=', personId)
    .orderBy('starts_on')
    .limit(5_000)
    .execute()
}

/** Leaves the days of somebody who goes to nobody; whom they assigned stays. */
export async function openDutiesOf(tx: Db, personId: string): Promise<void> {
  await tx
    .updateTable('observations_duties')
    .set((row) => ({ person_id: null, assigned_by: null, version: row('version', '+', 1) }))
    .where('person_id', '=', personId)
    .execute()
  await tx.updateTable('observations_duties').set({ assigned_by: null }).where('assigned_by', '=', personId).execute()
}
