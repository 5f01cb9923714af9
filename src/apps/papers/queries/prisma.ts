import type { Db } from '../../../platform/database/tables.ts'
import type { FulltextState, PaperStatus } from '../tables.ts'

/** Lists whose rows came in, whole or in part. */
const countedStates = ['queued', 'running', 'done', 'cancelled', 'failed'] as const
const mostLists = 1_000

export type ListCounts = Readonly<{
  id: string
  name: string
  preset: string | null
  rows: number
  inserted: number
  /** Rows that repeat a paper, whether or not they changed it. */
  repeated: number
  /** Rows left out, since they could not be read. */
  unread: number
}>

/** What came in with lists, newest first; those that were taken back do not count. */
export async function countLists(db: Db, importIds: readonly string[]): Promise<ListCounts[]> {
  const rows = await db
    .selectFrom('papers_imports')
    .select(['id', 'name', 'preset', 'rows_done', 'inserted', 'updated', 'duplicates', 'errors'])
    .where('state', 'in', countedStates)
    .where('rows_done', '>', 0)
    .$if(importIds.length > 0, (query) => query.where('id', 'in', [...importIds]))
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(mostLists)
    .execute()
  return rows.map(({ rows_done, inserted, updated, duplicates, errors, ...list }) => ({
    ...list,
    rows: Number(rows_done),
    inserted: Number(inserted),
    repeated: Number(updated) + Number(duplicates),
    unread: Number(errors),
  }))
}

export type PaperCount = Readonly<{
  status: PaperStatus
  fulltext: FulltextState
  failure_code: string | null
  count: number
}>

/** The papers of these lists, or of all, by where they stand. */
export async function countPapersByStanding(db: Db, importIds: readonly string[]): Promise<PaperCount[]> {
  const rows = await db
    .selectFrom('papers')
    .select(({ fn }) => ['status', 'fulltext_state', 'failure_code', fn.countAll<number>().as('count')])
    .$if(importIds.length > 0, (query) => query.where('import_id', 'in', [...importIds]))
    .groupBy(['status', 'fulltext_state', 'failure_code'])
    .orderBy('status')
    .orderBy('failure_code')
    .execute()
  return rows.map(({ fulltext_state, count, ...row }) => ({ ...row, fulltext: fulltext_state, count: Number(count) }))
}

/** Papers that went into another one, and stay there. */
export async function countMerged(db: Db, importIds: readonly string[]): Promise<number> {
  const { count } = await db
    .selectFrom('papers_merges')
    .innerJoin('papers', 'papers.id', 'papers_merges.merged_id')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('undone_at', 'is', null)
    .$if(importIds.length > 0, (query) => query.where('papers.import_id', 'in', [...importIds]))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Papers with a tag, those that are deleted left out. */
export async function countTagged(db: Db, tag: string, importIds: readonly string[]): Promise<number> {
  const { count } = await db
    .selectFrom('papers_tags')
    .innerJoin('papers', 'papers.id', 'papers_tags.paper_id')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('tag', '=', tag)
    .where('status', '!=', 'deleted')
    .$if(importIds.length > 0, (query) => query.where('import_id', 'in', [...importIds]))
    .executeTakeFirstOrThrow()
  return Number(count)
}
