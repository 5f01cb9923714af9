import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { databaseKinds } from '../../../../../test/support/databases.ts'
import { listIssues } from '../../queries/imports.ts'
import { importList } from './import-house.ts'
import { expectedTables, samples } from './lists.ts'
import { openWorkingHouse } from './working-house.ts'

for (const kind of databaseKinds) {
  for (const [name, outcome] of expectedTables) {
    test(`PAP-M1 ${name} comes in as expected (${kind})`, async (t) => {
      const platform = await openWorkingHouse(t, kind)

      const list = await importList(platform, join(samples, name))

      assert.equal(list.state, 'done', list.failure_message ?? '')
      const { rows_done, inserted, updated, duplicates, errors } = list
      assert.deepEqual(
        { rows_done, inserted, updated, duplicates, errors },
        {
          rows_done: outcome.data_rows,
          inserted: outcome.inserted,
          updated: 0,
          duplicates: outcome.duplicates ?? 0,
          errors: outcome.errors ?? 0,
        },
      )
      const papers = await platform.db.selectFrom('papers').selectAll().orderBy('import_row').execute()
      assert.equal(papers.length, outcome.inserted)
      assert.ok(papers.every(({ status, version }) => status === 'new' && version === 1))

      const issues = await listIssues(platform.db, list.id, { limit: 1_000 })
      for (const [row, fate] of Object.entries(outcome.rows ?? {})) {
        const codes = issues.filter(({ row_number }) => row_number === Number(row)).map(({ code }) => code)
        assert.equal(
          papers.some(({ import_row }) => import_row === Number(row)),
          fate.startsWith('inserted'),
          fate,
        )
        for (const [, code] of fate.matchAll(/(?:error|warning) (\w+)/g)) assert.ok(codes.includes(code as never), fate)
        if (fate.startsWith('duplicate')) assert.deepEqual(codes, ['duplicate_in_file'])
      }
    })
  }
}
