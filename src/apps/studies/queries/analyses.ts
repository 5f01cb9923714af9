import { sql } from 'kysely'
import type { Db } from '../../../platform/database/tables.ts'
import type { AnalysisRow } from '../tables.ts'

const active = ['queued', 'running'] as const

/** The latest first. */
export const listAnalyses = (db: Db, studyId: string): Promise<AnalysisRow[]> =>
  db
    .selectFrom('studies_analyses')
    .selectAll()
    .where('study_id', '=', studyId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1_000)
    .execute()

export const findAnalysis = (db: Db, id: string): Promise<AnalysisRow | undefined> =>
  db.selectFrom('studies_analyses').selectAll().where('id', '=', id).executeTakeFirst()

export const findByTitle = (db: Db, studyId: string, key: string): Promise<{ id: string } | undefined> =>
  db
    .selectFrom('studies_analyses')
    .select('id')
    .where('study_id', '=', studyId)
    .where('title_key', '=', key)
    .executeTakeFirst()

/** What somebody asked for last of a kind, however it ended. */
export const findLatest = (db: Db, ownerId: string, kind: string): Promise<AnalysisRow | undefined> =>
  db
    .selectFrom('studies_analyses')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .where('kind', '=', kind)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()

/** Those of a kind that somebody has results of, outside the bin, the latest first. */
export const listDone = (db: Db, ownerId: string, kind: string, limit: number): Promise<AnalysisRow[]> =>
  db
    .selectFrom('studies_analyses')
    .innerJoin('studies_studies', 'studies_studies.id', 'studies_analyses.study_id')
    .selectAll('studies_analyses')
    .where('studies_analyses.owner_id', '=', ownerId)
    .where('studies_analyses.state', '=', 'done')
    .where('studies_analyses.kind', '=', kind)
    .where('studies_analyses.run', 'is not', null)
    .where('studies_studies.binned_at', 'is', null)
    .orderBy('studies_analyses.created_at', 'desc')
    .orderBy('studies_analyses.id', 'desc')
    .limit(limit)
    .execute()

export async function insertAnalysis(db: Db, analysis: AnalysisRow): Promise<void> {
  await db.insertInto('studies_analyses').values(analysis).execute()
}

export async function updateAnalysis(db: Db, id: string, changes: Partial<Omit<AnalysisRow, 'id'>>): Promise<void> {
  await db.updateTable('studies_analyses').set(changes).where('id', '=', id).execute()
}

/** Those of these runs that are in one of these states become `changes`; answers with the ones that did. */
export function moveByRun(
  db: Db,
  runs: readonly string[],
  from: readonly AnalysisRow['state'][],
  changes: Partial<AnalysisRow>,
): Promise<AnalysisRow[]> {
  if (runs.length === 0) return Promise.resolve([])
  return db
    .updateTable('studies_analyses')
    .set(changes)
    .where('run', 'in', runs)
    .where('state', 'in', from)
    .returningAll()
    .execute()
}

export async function deleteAnalysis(db: Db, id: string): Promise<void> {
  await db.deleteFrom('studies_analyses').where('id', '=', id).execute()
}

/** How many runs of somebody are asked for and not at their end. */
export async function countRunning(db: Db, ownerId: string): Promise<number> {
  const { count } = await db
    .selectFrom('studies_analyses')
    .select(sql<number>`count(*)`.as('count'))
    .where('owner_id', '=', ownerId)
    .where('state', 'in', active)
    .where('run', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Those that wait for others of the same person, oldest first. */
export const listHeld = (db: Db, ownerId: string, limit: number): Promise<AnalysisRow[]> =>
  db
    .selectFrom('studies_analyses')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .where('state', '=', 'queued')
    .where('run', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .execute()

/** Sets the run of one that waits; false where it was called off meanwhile. */
export async function claimHeld(db: Db, id: string, run: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('studies_analyses')
    .set({ run, sealed: null })
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .where('run', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** How long the latest runs of a kind took, in milliseconds, the shortest first. */
export async function listDurations(db: Db, kind: string, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('studies_analyses')
    .select(['started_at', 'finished_at'])
    .where('kind', '=', kind)
    .where('state', '=', 'done')
    .orderBy('finished_at', 'desc')
    .limit(limit)
    .execute()
  return rows
    .flatMap(({ started_at: from, finished_at: to }) => (from && to ? [Date.parse(to) - Date.parse(from)] : []))
    .sort((a, b) => a - b)
}

/** Results whose time comes before that moment, soonest first. */
export const listExpiring = (db: Db, before: string, limit: number): Promise<AnalysisRow[]> =>
  db
    .selectFrom('studies_analyses')
    .selectAll()
    .where('expires_at', '<', before)
    .where('run', 'is not', null)
    .orderBy('expires_at')
    .limit(limit)
    .execute()

/** Failed ones that ended before that moment and may have their state kept still. */
export const listOldFailures = (db: Db, before: string, limit: number): Promise<AnalysisRow[]> =>
  db
    .selectFrom('studies_analyses')
    .selectAll()
    .where('state', '=', 'failed')
    .where('finished_at', '<', before)
    .where('run', 'is not', null)
    .orderBy('finished_at')
    .limit(limit)
    .execute()
