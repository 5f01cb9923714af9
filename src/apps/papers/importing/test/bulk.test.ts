import assert from 'node:assert/strict'
import { testOnBoth } from '../../../../../test/support/databases.ts'
import { migrateUp } from '../../../../platform/database/migrating.ts'
import { migrations } from '../../migrations/line.ts'
import { bulkOf } from '../../queries/bulk.ts'

const now = '2026-11-21T12:00:00.000Z'

testOnBoth('PAP-R-024 papers come in as they are, whatever they share', async (_t, { db, kind }) => {
  await migrateUp(db, kind, [migrations])
  // More than one statement takes; all share a title, some a journal, and each has a year and a DOI or none.
  const rows = Array.from({ length: 260 }, (_, at) => at)
  const columns = {
    id: rows.map((at) => `p-${String(at).padStart(3, '0')}`),
    title: rows.map(() => 'One title, ? and :all'),
    doi: rows.map((at) => (at % 7 === 0 ? null : `10.1000/${at}`)),
    journal: rows.map((at) => (at < 200 ? 'Nature' : null)),
    published_year: rows.map((at) => 1900 + at),
    import_row: rows.map(() => 7),
    status_changed_at: rows.map(() => now),
    created_at: rows.map(() => now),
    updated_at: rows.map(() => now),
  }
  const bulk = bulkOf(kind)

  const added = await db.transaction().execute((tx) => bulk.insertPapers(tx, columns))
  const again = await db
    .transaction()
    .execute((tx) => bulk.insertPapers(tx, { ...columns, id: rows.map((at) => `again-${at}`) }))

  const names = ['id', 'title', 'doi', 'journal', 'published_year', 'import_row', 'created_at'] as const
  const stored = await db.selectFrom('papers').select(names).where('id', 'like', 'p-%').orderBy('seq').execute()
  assert.equal(added, 260)
  assert.equal(again, rows.filter((at) => at % 7 === 0).length, 'those with a DOI are there')
  assert.deepEqual(
    stored.map((paper) => ({ ...paper })),
    rows.map((at) => Object.fromEntries(names.map((name) => [name, columns[name][at]]))),
  )
})
