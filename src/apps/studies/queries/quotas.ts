import { sql } from 'kysely'
import type { Db } from '../../../platform/database/tables.ts'
import type { LimitsRow } from '../tables.ts'

/** What somebody has; computed from the rows each time, so that the figures add up after whatever happened. */
export type Used = Readonly<{ studies: number; analyses: number; running: number; bytes: number }>

export const findLimits = (db: Db, personId: string): Promise<LimitsRow | undefined> =>
  db.selectFrom('studies_limits').selectAll().where('person_id', '=', personId).executeTakeFirst()

/** Two requests of one person wait for each other here until the transaction ends. */
export async function holdLimits(tx: Db, personId: string, now: string): Promise<LimitsRow> {
  const none = { studies: null, analyses: null, running: null, megabytes: null, wish: null }
  return tx
    .insertInto('studies_limits')
    .values({ person_id: personId, ...none, touched_at: now })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ touched_at: now }))
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function setWish(db: Db, personId: string, wish: string): Promise<void> {
  await db.updateTable('studies_limits').set({ wish }).where('person_id', '=', personId).execute()
}

/** Samples, and analyses that the house itself failed, count for nothing. */
export async function usedBy(db: Db, personId: string): Promise<Used> {
  const { rows } = await sql<Record<keyof Used, number>>`
    select
      (select count(*) from studies_studies where owner_id = ${personId} and is_sample = 0) as studies,
      (select count(*) from studies_analyses a join studies_studies s on s.id = a.study_id
        where a.owner_id = ${personId} and s.is_sample = 0 and coalesce(a.failure, '') <> 'internal') as analyses,
      (select count(*) from studies_analyses where owner_id = ${personId} and state in ('queued', 'running')) as running,
      (select coalesce(sum(f.size_bytes), 0) from studies_files f join studies_studies s on s.id = f.study_id
        where s.owner_id = ${personId} and s.is_sample = 0) +
      (select coalesce(sum(a.output_bytes), 0) from studies_analyses a join studies_studies s on s.id = a.study_id
        where s.owner_id = ${personId} and s.is_sample = 0) +
      (select coalesce(sum(p.size_bytes), 0) from studies_upload_parts p join studies_uploads u on u.id = p.upload_id
        where u.owner_id = ${personId}) as bytes`.execute(db)
  const [row] = rows
  return {
    studies: Number(row?.studies ?? 0),
    analyses: Number(row?.analyses ?? 0),
    running: Number(row?.running ?? 0),
    bytes: Number(row?.bytes ?? 0),
  }
}

export type StudyBytes = Readonly<{
  id: string
  title: string
  binned_at: string | null
  is_sample: number
  file_bytes: number
  result_bytes: number
}>

/** What each study of somebody takes, the largest first. */
export async function bytesOfStudies(db: Db, ownerId: string): Promise<StudyBytes[]> {
  const { rows } = await sql<StudyBytes>`
    select s.id, s.title, s.binned_at, s.is_sample,
      (select coalesce(sum(f.size_bytes), 0) from studies_files f where f.study_id = s.id) as file_bytes,
      (select coalesce(sum(a.output_bytes), 0) from studies_analyses a where a.study_id = s.id) as result_bytes
    from studies_studies s where s.owner_id = ${ownerId} limit 1000`.execute(db)
  return rows
    .map((row) => ({ ...row, file_bytes: Number(row.file_bytes), result_bytes: Number(row.result_bytes) }))
    .sort((a, b) => b.file_bytes + b.result_bytes - a.file_bytes - a.result_bytes)
}
