import type { Selectable, Updateable } from 'kysely'
import type { Db, Tables } from '../../../platform/database/tables.ts'
import { statuses } from '../statuses.ts'
import type { PaperIdRow, PaperRow, PaperStatus } from '../tables.ts'
import { chunked } from './chunks.ts'

export type StoredPaper = Selectable<Tables['papers']>

export function findPaper(db: Db, id: string): Promise<StoredPaper | undefined> {
  return db.selectFrom('papers').selectAll().where('id', '=', id).executeTakeFirst()
}

/** By id, or by DOI in its canonical form. */
export function findPaperByIdOrDoi(db: Db, idOrDoi: string): Promise<StoredPaper | undefined> {
  return db
    .selectFrom('papers')
    .selectAll()
    .where((paper) => paper.or([paper('id', '=', idOrDoi), paper('doi', '=', idOrDoi.toLowerCase())]))
    .executeTakeFirst()
}

/** How many papers there are in each status; 0 where there are none. */
export async function countByStatus(db: Db): Promise<Record<PaperStatus, number>> {
  const rows = await db
    .selectFrom('papers')
    .select((paper) => ['status', paper.fn.countAll<number>().as('count')])
    .groupBy('status')
    .execute()
  const counts = new Map(rows.map(({ status, count }) => [status, Number(count)]))
  return Object.fromEntries(statuses.map((status) => [status, counts.get(status) ?? 0])) as Record<PaperStatus, number>
}

/** Why papers are Failed, Manual or Deferred, most frequent first. */
export async function countByFailure(db: Db, limit = 20): Promise<{ failure_code: string; count: number }[]> {
  const rows = await db
    .selectFrom('papers')
    .select((paper) => ['failure_code', paper.fn.countAll<number>().as('count')])
    .where('status', 'in', ['failed', 'manual', 'deferred'])
    .where('failure_code', 'is not', null)
    .groupBy('failure_code')
    .orderBy('count', 'desc')
    .orderBy('failure_code')
    .limit(limit)
    .execute()
  return rows.map(({ failure_code, count }) => ({ failure_code: failure_code ?? '', count: Number(count) }))
}

/** In the order in which they were added; `after` is the `seq` of the last one seen. */
export function listPapers(
  db: Db,
  { status, after, limit = 50 }: { status?: PaperStatus | undefined; after?: number | undefined; limit?: number },
): Promise<StoredPaper[]> {
  let query = db.selectFrom('papers').selectAll().orderBy('seq').limit(limit)
  query = status === undefined ? query.where('status', '!=', 'deleted') : query.where('status', '=', status)
  if (after !== undefined) query = query.where('seq', '>', after)
  return query.execute()
}

/** Writes a paper if it is still in the status it was seen in; false where somebody was faster. */
export async function updatePaper(
  tx: Db,
  id: string,
  seen: PaperStatus,
  changed: Updateable<Tables['papers']>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('papers')
    .set((paper) => ({ ...changed, version: paper('version', '+', 1) }))
    .where('id', '=', id)
    .where('status', '=', seen)
    .executeTakeFirst()
  return Number(numUpdatedRows) === 1
}

/** As `updatePaper`, for many papers and the same change; answers with those that were changed. */
export async function updatePapers(
  tx: Db,
  ids: readonly string[],
  seen: readonly PaperStatus[],
  changed: Updateable<Tables['papers']>,
): Promise<string[]> {
  const done: string[] = []
  for (const some of chunked(ids)) {
    const rows = await tx
      .updateTable('papers')
      .set((paper) => ({ ...changed, version: paper('version', '+', 1) }))
      .where('id', 'in', some)
      .where('status', 'in', [...seen])
      .returning('id')
      .execute()
    done.push(...rows.map(({ id }) => id))
  }
  return done
}

/** The process died while it worked on this paper. */
export async function countCrash(tx: Db, id: string): Promise<void> {
  await tx
    .updateTable('papers')
    .set((paper) => ({ crash_count: paper('crash_count', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

export function identifiersOf(db: Db, paperId: string): Promise<PaperIdRow[]> {
  return db.selectFrom('papers_ids').selectAll().where('paper_id', '=', paperId).orderBy('scheme').limit(100).execute()
}

export async function insertIdentifiers(tx: Db, rows: readonly PaperIdRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx
    .insertInto('papers_ids')
    .values([...rows])
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Failed papers without an open copy whose last look is that long ago, and which were not looked at too often. */
export async function findClosedLongAgo(
  db: Db,
  { before, mostLooks, limit }: { before: string; mostLooks: number; limit: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('papers')
    .select('id')
    .where('status', '=', 'failed')
    .where('failure_code', '=', 'no_open_copy')
    .where('last_attempt_at', '<', before)
    .where(
      (paper) =>
        paper
          .selectFrom('papers_attempts')
          .select((attempt) => attempt.fn.countAll<number>().as('looks'))
          .whereRef('papers_attempts.paper_id', '=', 'papers.id')
          .where('papers_attempts.failure_code', '=', 'no_open_copy'),
      '<',
      mostLooks,
    )
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Another paper that has the DOI. */
export function findOtherByDoi(db: Db, doi: string, paperId: string): Promise<Pick<PaperRow, 'id'> | undefined> {
  return db.selectFrom('papers').select('id').where('doi', '=', doi).where('id', '!=', paperId).executeTakeFirst()
}

/** Every paper in one of these statuses goes back to New by a single statement; answers how many. */
export async function renewPapers(tx: Db, from: readonly PaperStatus[], now: string): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('papers')
    .set((paper) => ({
      status: 'new' as const,
      next_attempt_at: null,
      failure_code: null,
      failure_detail: null,
      status_changed_at: now,
      updated_at: now,
      reset_count: paper('reset_count', '+', 1),
      version: paper('version', '+', 1),
    }))
    .where('status', 'in', [...from])
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Whether there is any paper at all. */
export const hasPapers = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('papers').select('seq').limit(1).executeTakeFirst()) !== undefined
