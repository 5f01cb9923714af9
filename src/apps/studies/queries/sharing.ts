import type { Db } from '../../../platform/database/tables.ts'
import type { PresetRow, StudyLinkRow, StudyPersonRow } from '../tables.ts'

/** In the order in which they were named. */
export const listSharedWith = (db: Db, studyId: string): Promise<StudyPersonRow[]> =>
  db.selectFrom('studies_people').selectAll().where('study_id', '=', studyId).orderBy('added_at').limit(200).execute()

export async function putPerson(db: Db, row: StudyPersonRow): Promise<void> {
  await db
    .insertInto('studies_people')
    .values(row)
    .onConflict((conflict) => conflict.columns(['study_id', 'person_id']).doNothing())
    .execute()
}

export async function deletePerson(db: Db, studyId: string, personId: string): Promise<void> {
  await db.deleteFrom('studies_people').where('study_id', '=', studyId).where('person_id', '=', personId).execute()
}

export async function insertLink(db: Db, link: StudyLinkRow): Promise<void> {
  await db.insertInto('studies_links').values(link).execute()
}

/** Those that still open, the newest first. */
export const listLinks = (db: Db, studyId: string, now: string): Promise<StudyLinkRow[]> =>
  db
    .selectFrom('studies_links')
    .selectAll()
    .where('study_id', '=', studyId)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .limit(100)
    .execute()

export const findLink = (db: Db, secretHash: string, now: string): Promise<StudyLinkRow | undefined> =>
  db
    .selectFrom('studies_links')
    .selectAll()
    .where('secret_hash', '=', secretHash)
    .where('expires_at', '>', now)
    .executeTakeFirst()

export async function deleteLink(db: Db, studyId: string, id: string): Promise<void> {
  await db.deleteFrom('studies_links').where('study_id', '=', studyId).where('id', '=', id).execute()
}

export async function deleteExpiredLinks(db: Db, now: string): Promise<void> {
  await db.deleteFrom('studies_links').where('expires_at', '<=', now).execute()
}

/** By name. */
export const listPresets = (db: Db, ownerId: string, kind: string): Promise<PresetRow[]> =>
  db
    .selectFrom('studies_presets')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .where('kind', '=', kind)
    .orderBy('title')
    .limit(100)
    .execute()

export async function putPreset(db: Db, preset: PresetRow): Promise<void> {
  await db
    .insertInto('studies_presets')
    .values(preset)
    .onConflict((conflict) =>
      conflict.columns(['owner_id', 'kind', 'title']).doUpdateSet({ values_json: preset.values_json }),
    )
    .execute()
}

/** What says of somebody that they may look, and what they kept for themselves. */
export async function forgetPerson(tx: Db, personId: string): Promise<void> {
  await tx.deleteFrom('studies_people').where('person_id', '=', personId).execute()
  await tx.deleteFrom('studies_presets').where('owner_id', '=', personId).execute()
  await tx.deleteFrom('studies_limits').where('person_id', '=', personId).execute()
}
