import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { visibleTo } from '../../../platform/accounts/groups/visible-to.ts'
import { can } from '../../../platform/accounts/permissions.ts'
import type { Person } from '../../../platform/accounts/person.ts'
import type { Db } from '../../../platform/database/tables.ts'
import type { StudyRow } from '../tables.ts'

/** A study as lists show it. */
export type ListedStudy = StudyRow & Readonly<{ files: number; bytes: number; analyses: number; active: number }>

/**
 * One's own, those of one's groups, and those one was named for; in the query itself, so that nothing else is ever loaded.
 */
export const seenBy = (person: Pick<Person, 'id' | 'groups'>): RawBuilder<SqlBool> => sql<SqlBool>`(
  ${visibleTo(person, { owner: 'studies_studies.owner_id', group: 'studies_studies.group_id' })}
  or exists (select 1 from studies_people p where p.study_id = studies_studies.id and p.person_id = ${person.id}))`

/** The latest first; what lies in the bin stands in a list of its own. */
export async function listStudies(db: Db, person: Person, { bin }: { bin: boolean }): Promise<ListedStudy[]> {
  const rows = await db
    .selectFrom('studies_studies')
    .selectAll()
    .select([
      sql<number>`(select count(*) from studies_files f where f.study_id = studies_studies.id)`.as('files'),
      sql<number>`(select coalesce(sum(f.size_bytes), 0) from studies_files f where f.study_id = studies_studies.id)`.as(
        'bytes',
      ),
      sql<number>`(select count(*) from studies_analyses a where a.study_id = studies_studies.id)`.as('analyses'),
      sql<number>`(select count(*) from studies_analyses a where a.study_id = studies_studies.id and a.state in ('queued', 'running'))`.as(
        'active',
      ),
    ])
    .where(seenBy(person))
    .where('binned_at', bin ? 'is not' : 'is', null)
    .$if(bin, (query) => query.where('owner_id', '=', person.id))
    .orderBy('updated_at', 'desc')
    .orderBy('id')
    .limit(500)
    .execute()
  return rows.map((row) => ({
    ...row,
    files: Number(row.files),
    bytes: Number(row.bytes),
    analyses: Number(row.analyses),
    active: Number(row.active),
  }))
}

/** Undefined where there is none, or none that this person may see; administrators see all. */
export function findStudy(db: Db, person: Person, id: string): Promise<StudyRow | undefined> {
  return db
    .selectFrom('studies_studies')
    .selectAll()
    .where('id', '=', id)
    .$if(!can(person, 'house.administer'), (query) => query.where(seenBy(person)))
    .executeTakeFirst()
}

export const findStudyById = (db: Db, id: string): Promise<StudyRow | undefined> =>
  db.selectFrom('studies_studies').selectAll().where('id', '=', id).executeTakeFirst()

export const findTitle = (db: Db, ownerId: string, key: string): Promise<{ id: string } | undefined> =>
  db
    .selectFrom('studies_studies')
    .select('id')
    .where('owner_id', '=', ownerId)
    .where('title_key', '=', key)
    .where('binned_at', 'is', null)
    .executeTakeFirst()

export async function insertStudy(db: Db, study: StudyRow): Promise<void> {
  await db.insertInto('studies_studies').values(study).execute()
}

/** False where somebody else has changed it since that version. */
export async function updateStudy(
  db: Db,
  { id, version }: Pick<StudyRow, 'id' | 'version'>,
  changes: Partial<Omit<StudyRow, 'id' | 'version' | 'owner_id'>>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('studies_studies')
    .set({ ...changes, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Lets lists show it first. */
export async function touchStudy(db: Db, id: string, now: string): Promise<void> {
  await db.updateTable('studies_studies').set({ updated_at: now }).where('id', '=', id).execute()
}

export async function deleteStudy(db: Db, id: string): Promise<void> {
  await db.deleteFrom('studies_studies').where('id', '=', id).execute()
}

/** What has lain in the bin since before that moment. */
export async function listForgotten(db: Db, before: string, limit: number): Promise<StudyRow[]> {
  return db
    .selectFrom('studies_studies')
    .selectAll()
    .where('binned_at', '<', before)
    .orderBy('binned_at')
    .limit(limit)
    .execute()
}

/** Everything that somebody owns, the bin included, oldest first, in pages. */
export const pageOfStudies = (db: Db, ownerId: string, after: string, limit: number): Promise<StudyRow[]> =>
  db
    .selectFrom('studies_studies')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()

export const hasStudies = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('studies_studies').select('id').limit(1).executeTakeFirst()) !== undefined
