import type { Db } from '../../../platform/database/tables.ts'

/** Undefined where there is none, or where it was last looked at before `since`. */
export async function findDraft(db: Db, personId: string, name: string, since: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('observations_drafts')
    .select('draft_json')
    .where('person_id', '=', personId)
    .where('name', '=', name)
    .where('updated_at', '>=', since)
    .executeTakeFirst()
  return row?.draft_json
}

export async function putDraft(db: Db, personId: string, name: string, json: string, now: string): Promise<void> {
  const kept = { draft_json: json, updated_at: now }
  await db
    .insertInto('observations_drafts')
    .values({ person_id: personId, name, ...kept })
    .onConflict((conflict) => conflict.columns(['person_id', 'name']).doUpdateSet(kept))
    .execute()
}

/** Was looked at again. */
export async function touchDraft(db: Db, personId: string, name: string, now: string): Promise<void> {
  await db
    .updateTable('observations_drafts')
    .set({ updated_at: now })
    .where('person_id', '=', personId)
    .where('name', '=', name)
    .execute()
}

/** False where there is none any more: of two who would send the same draft, one finds it. */
export async function deleteDraft(db: Db, personId: string, name: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('observations_drafts')
    .where('person_id', '=', personId)
    .where('name', '=', name)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** How somebody wants the status page is no draft, and stays. */
export async function deleteDraftsBefore(db: Db, before: string): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('observations_drafts')
    .where('updated_at', '<', before)
    .where('name', '!=', 'status')
    .executeTakeFirst()
  return Number(numDeletedRows)
}
