import { sql } from 'kysely'
import type { Db } from '../../../platform/database/tables.ts'
import type { ImportIssueRow, ImportRow, ImportState } from '../tables.ts'

export type IssueFilter = Readonly<{ severity?: ImportIssueRow['severity']; code?: string }>

/** Undefined where there is no such import. */
export function findImport(db: Db, id: string): Promise<ImportRow | undefined> {
  return db.selectFrom('papers_imports').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Newest first; `before` is the creation time and id of the last one seen. */
export function listImports(
  db: Db,
  { limit = 50, before }: { limit?: number; before?: Pick<ImportRow, 'created_at' | 'id'> } = {},
): Promise<ImportRow[]> {
  return db
    .selectFrom('papers_imports')
    .selectAll()
    .$if(before !== undefined, (query) =>
      query.where(sql<boolean>`(created_at, id) < (${before?.created_at}, ${before?.id})`),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Imports of the same bytes, newest first: people upload a list twice without noticing. */
export function listImportsOfSameFile(db: Db, { sha256, id }: Pick<ImportRow, 'sha256' | 'id'>): Promise<ImportRow[]> {
  return db
    .selectFrom('papers_imports')
    .selectAll()
    .where('sha256', '=', sha256)
    .where('id', '!=', id)
    .orderBy('created_at', 'desc')
    .limit(10)
    .execute()
}

export async function insertImport(db: Db, row: ImportRow): Promise<void> {
  await db.insertInto('papers_imports').values(row).execute()
}

/** Changes an import while it is in one of these states; false where it is not. */
export async function updateImport(
  db: Db,
  id: string,
  states: readonly ImportState[],
  change: Partial<ImportRow>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('papers_imports')
    .set(change)
    .where('id', '=', id)
    .where('state', 'in', states)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function deleteImport(db: Db, id: string): Promise<void> {
  await db.deleteFrom('papers_imports').where('id', '=', id).execute()
}

/** In the order of the rows; `skip` pages on. */
export function listIssues(
  db: Db,
  importId: string,
  { limit = 100, skip = 0, severity, code }: IssueFilter & { limit?: number; skip?: number } = {},
): Promise<ImportIssueRow[]> {
  return db
    .selectFrom('papers_import_issues')
    .selectAll()
    .where('import_id', '=', importId)
    .$if(severity !== undefined, (query) => query.where('severity', '=', severity ?? 'error'))
    .$if(code !== undefined, (query) => query.where('code', '=', code ?? ''))
    .orderBy('row_number')
    .orderBy('severity')
    .orderBy('code')
    .limit(limit)
    .offset(skip)
    .execute()
}

/** The stored issues of the rows from `from` to `to`, both included: a piece that fits into memory. */
export function listIssuesOfRows(db: Db, importId: string, from: number, to: number): Promise<ImportIssueRow[]> {
  return db
    .selectFrom('papers_import_issues')
    .selectAll()
    .where('import_id', '=', importId)
    .where('row_number', '>=', from)
    .where('row_number', '<=', to)
    .orderBy('row_number')
    .orderBy('severity')
    .orderBy('code')
    .limit(20_000)
    .execute()
}

/** The first row at or behind this one about which something is stored; undefined behind the last. */
export async function nextRowWithIssue(
  db: Db,
  importId: string,
  from: number,
  severity?: ImportIssueRow['severity'],
): Promise<number | undefined> {
  const found = await db
    .selectFrom('papers_import_issues')
    .select('row_number')
    .where('import_id', '=', importId)
    .where('row_number', '>=', from)
    .$if(severity !== undefined, (query) => query.where('severity', '=', severity ?? 'error'))
    .orderBy('row_number')
    .limit(1)
    .executeTakeFirst()
  return found?.row_number
}

export type IssueCount = Readonly<{ severity: ImportIssueRow['severity']; code: string; count: number }>

/** How often each code is stored, the commonest first. */
export function countIssues(db: Db, importId: string): Promise<IssueCount[]> {
  return db
    .selectFrom('papers_import_issues')
    .select(({ fn }) => ['severity', 'code', fn.countAll<number>().as('count')])
    .where('import_id', '=', importId)
    .groupBy(['severity', 'code'])
    .orderBy('count', 'desc')
    .orderBy('code')
    .limit(100)
    .execute()
}

/** Removes the issues of the next rows of an import; answers how many. */
export async function deleteSomeIssues(db: Db, importId: string, limit: number): Promise<number> {
  const last = await db
    .selectFrom('papers_import_issues')
    .select('row_number')
    .where('import_id', '=', importId)
    .orderBy('row_number')
    .limit(1)
    .offset(limit - 1)
    .executeTakeFirst()
  const { numDeletedRows } = await db
    .deleteFrom('papers_import_issues')
    .where('import_id', '=', importId)
    .$if(last !== undefined, (query) => query.where('row_number', '<=', last?.row_number ?? 0))
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Papers in Deleted that rows of this import repeat; what "restore these" is about. */
export async function listDeletedDuplicates(db: Db, importId: string, limit = 1_000): Promise<string[]> {
  const rows = await db
    .selectFrom('papers_import_issues')
    .innerJoin('papers', 'papers.id', 'papers_import_issues.paper_id')
    .select('papers.id')
    .distinct()
    .where('papers_import_issues.import_id', '=', importId)
    .where('papers_import_issues.code', '=', 'duplicate_deleted')
    .where('papers.status', '=', 'deleted')
    // What went into another paper comes back from there alone.
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('papers_merges')
            .select('papers_merges.id')
            .whereRef('papers_merges.merged_id', '=', 'papers.id')
            .where('papers_merges.undone_at', 'is', null),
        ),
      ),
    )
    .orderBy('papers.id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Names the job that works on an import. */
export async function setJob(db: Db, id: string, jobId: string): Promise<void> {
  await db.updateTable('papers_imports').set({ job_id: jobId }).where('id', '=', id).execute()
}
