import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { databaseKinds } from '../../../../../test/support/databases.ts'
import type { Platform } from '../../../../platform/platform.ts'
import type { ImportPolicy } from '../../tables.ts'
import type { Batch } from '../batches.ts'
import { noCounts } from '../counts.ts'
import { writeBatch } from '../writing-batches.ts'
import { ada, upload } from './import-house.ts'
import { listOf } from './lists.ts'
import { openWorkingHouse } from './working-house.ts'

type Row = Readonly<{ doi: string | null; pmid: string | null }>
type Case = Readonly<{ there: readonly Row[]; rows: readonly Row[]; policy: ImportPolicy }>

/** So few of each that rows repeat each other, and what is there, in every way. */
const rows = fc.array(
  fc.record({
    doi: fc.option(fc.constantFrom('10.5555/a', '10.5555/b', '10.5555/c', '10.5555/d')),
    pmid: fc.option(fc.constantFrom('11', '12', '13'), { freq: 2 }),
  }),
  { maxLength: 6 },
)
const cases = fc.record({ there: rows, rows, policy: fc.constantFrom<ImportPolicy>('skip', 'fill', 'update') })

for (const kind of databaseKinds) {
  test(`PAP-5.7 rows that are tried and rows that are asked for first come to the same end (${kind})`, async (t) => {
    const platform = await openWorkingHouse(t, kind)
    const path = await listOf(t, 'doi,title\n10.5555/z,Zeta\n')
    const [earlier, list] = [await upload(platform, path), await upload(platform, path)]

    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        const tried = await outcome(platform, earlier.id, list.id, given, 0)
        // A list that has brought more duplicates than papers is asked for first.
        const asked = await outcome(platform, earlier.id, list.id, given, 1)

        assert.deepEqual(tried, asked)
      }),
      { numRuns: kind === 'sqlite' ? 150 : 40 },
    )
  })
}

/** What stands in the database behind both batches; nothing of it stays. */
async function outcome(
  { db, database }: Platform,
  earlier: string,
  id: string,
  { there, rows, policy }: Case,
  duplicates: number,
) {
  const tx = await db.startTransaction().execute()
  try {
    const first = { id: earlier, policy, created_by: ada }
    await writeBatch(tx, database.kind, first, batchOf(there, 'a'), noCounts, '2026-01-01T00:00:00Z')
    const before = { ...noCounts, duplicates }
    const counts = await writeBatch(
      tx,
      database.kind,
      { id, policy, created_by: ada },
      batchOf(rows, 'b'),
      before,
      '2026-01-02T00:00:00Z',
    )
    const papers = await tx.selectFrom('papers').select(['id', 'doi', 'title', 'version']).orderBy('id').execute()
    const names = await tx.selectFrom('papers_ids').selectAll().orderBy('paper_id').orderBy('value').execute()
    const issues = await tx
      .selectFrom('papers_import_issues')
      .select(['row_number', 'code', 'message', 'paper_id'])
      .orderBy('row_number')
      .orderBy('code')
      .execute()
    return { counts: { ...counts, duplicates: counts.duplicates - duplicates }, papers, names, issues }
  } finally {
    await tx.rollback().execute()
  }
}

function batchOf(rows: readonly Row[], prefix: string): Batch {
  const named = rows.flatMap(({ pmid }, draft) => (pmid === null ? [] : [{ draft, pmid }]))
  return {
    count: rows.length,
    rejected: 0,
    columns: {
      id: rows.map((_, at) => `${prefix}${at}`),
      import_row: rows.map((_, at) => at + 1),
      title: rows.map((_, at) => `Title ${prefix}${at}`),
      doi: rows.map(({ doi }) => doi),
      doi_state: rows.map(({ doi }) => (doi === null ? 'none' : 'unchecked')),
      type: rows.map(() => 'article'),
    },
    lines: rows.map((_, at) => at + 2),
    identifiers: {
      drafts: named.map(({ draft }) => draft),
      schemes: named.map(() => 'pmid'),
      values: named.map(({ pmid }) => pmid),
    },
    tags: { drafts: [], values: [] },
    issues: [],
    rowsRead: rows.length,
    bytesRead: rows.length,
  }
}
