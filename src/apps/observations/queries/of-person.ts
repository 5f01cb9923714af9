import type { Db } from '../../../platform/database/tables.ts'

const page = 500

/** In the order in which they were submitted, behind a place in it; those that were taken back too. */
export function revisionsOfPerson(db: Db, personId: string, after: number) {
  return db
    .selectFrom('observations_revisions')
    .select(['seq', 'obsid', 'revision_number', 'kind', 'notes_json', 'submitted_at', 'removed_at'])
    .where('submitted_by', '=', personId)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(page)
    .execute()
}

/** A revision at a time: all five cells of one could be theirs, so pages are larger than that. */
export async function signaturesOfPerson(db: Db, personId: string, after: number) {
  const revisions = db
    .selectFrom('observations_revisions')
    .select('seq')
    .distinct()
    .innerJoin('observations_signoffs', 'observations_signoffs.revision_id', 'observations_revisions.id')
    .where('signed_by', '=', personId)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(page)
  return db
    .selectFrom('observations_signoffs')
    .innerJoin('observations_revisions', 'observations_revisions.id', 'observations_signoffs.revision_id')
    .select(['seq', 'obsid', 'revision_number', 'part', 'signed_at'])
    .where('signed_by', '=', personId)
    .where('seq', 'in', revisions)
    .orderBy('seq')
    .orderBy('part')
    .execute()
}

/** What this person has written down, behind the entry of this id. */
export function agreementsOfPerson(db: Db, personId: string, after: string) {
  return db
    .selectFrom('observations_agreements')
    .innerJoin('observations_revisions', 'observations_revisions.id', 'observations_agreements.revision_id')
    .select(['observations_agreements.id', 'obsid', 'revision_number', 'state', 'on_day', 'note', 'recorded_at'])
    .where('recorded_by', '=', personId)
    .where('observations_agreements.id', '>', after)
    .orderBy('observations_agreements.id')
    .limit(page)
    .execute()
}

export function draftsOfPerson(db: Db, personId: string) {
  return db
    .selectFrom('observations_drafts')
    .select(['name', 'draft_json', 'updated_at'])
    .where('person_id', '=', personId)
    .orderBy('name')
    .limit(10_000)
    .execute()
}

export async function forgetDrafts(tx: Db, personId: string): Promise<void> {
  await tx.deleteFrom('observations_drafts').where('person_id', '=', personId).execute()
}
