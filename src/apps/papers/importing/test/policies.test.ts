import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../../test/support/databases.ts'
import type { Platform } from '../../../../platform/platform.ts'
import { dryRun } from '../../importing.ts'
import { listDeletedDuplicates, listIssues } from '../../queries/imports.ts'
import type { ImportPolicy, ImportRow, PaperRow } from '../../tables.ts'
import { ada, importList, stateReached, upload } from './import-house.ts'
import { listOf } from './lists.ts'
import { openWorkingHouse } from './working-house.ts'

const first = 'doi,title,journal,volume\n10.5555/a,Alpha,,1\n'
const second = 'doi,title,journal,volume\n10.5555/a,Alpha anew,Journal of A,2\n'

const paperOf = (platform: Platform, doi: string): Promise<PaperRow> =>
  platform.db.selectFrom('papers').selectAll().where('doi', '=', doi).executeTakeFirstOrThrow()

const codesOf = async (platform: Platform, list: ImportRow): Promise<string[]> =>
  (await listIssues(platform.db, list.id, { limit: 1_000 })).map(({ row_number, code }) => `${row_number} ${code}`)

const outcomes: Readonly<
  Record<ImportPolicy, Pick<PaperRow, 'title' | 'journal' | 'volume' | 'version'> & { updated: number }>
> = {
  skip: { title: 'Alpha', journal: null, volume: '1', version: 1, updated: 0 },
  fill: { title: 'Alpha', journal: 'Journal of A', volume: '1', version: 2, updated: 1 },
  update: { title: 'Alpha anew', journal: 'Journal of A', volume: '2', version: 2, updated: 1 },
}

for (const kind of databaseKinds) {
  for (const [policy, expected] of Object.entries(outcomes) as [ImportPolicy, (typeof outcomes)[ImportPolicy]][]) {
    test(`PAP-R-023 a paper that is there follows the policy ${policy} (${kind})`, async (t) => {
      const platform = await openWorkingHouse(t, kind)
      await importList(platform, await listOf(t, first))

      const list = await importList(platform, await listOf(t, second), { policy })

      const { title, journal, volume, version } = await paperOf(platform, '10.5555/a')
      assert.deepEqual({ title, journal, volume, version, updated: list.updated }, expected)
      assert.equal(list.inserted + list.updated + list.duplicates + list.errors, list.rows_done)
      assert.deepEqual(await codesOf(platform, list), ['1 duplicate_existing'])
    })
  }

  test(`PAP-R-023 what a person edited stays, even under update (${kind})`, async (t) => {
    const platform = await openWorkingHouse(t, kind)
    await importList(platform, await listOf(t, first))
    await platform.db.updateTable('papers').set({ sources_json: '{"title":"user"}' }).execute()

    await importList(platform, await listOf(t, second), { policy: 'update' })

    const { title, volume } = await paperOf(platform, '10.5555/a')
    assert.deepEqual({ title, volume }, { title: 'Alpha', volume: '2' })
  })

  test(`PAP-R-023 importing the same list again under fill or update changes nothing (${kind})`, async (t) => {
    const platform = await openWorkingHouse(t, kind)
    const path = await listOf(t, 'doi,title,pmid,colour\n10.5555/a,Alpha,123,red\n10.5555/b,Beta,456,blue\n')
    await importList(platform, path)

    for (const policy of ['fill', 'update'] as const) {
      const { updated, duplicates } = await importList(platform, path, { policy })
      assert.deepEqual({ updated, duplicates }, { updated: 0, duplicates: 2 }, policy)
    }

    assert.equal((await paperOf(platform, '10.5555/a')).version, 1)
  })

  for (const policy of ['skip', 'fill', 'update'] as const) {
    test(`PAP-R-023 under ${policy} a paper in Deleted stays there, and is named as such (${kind})`, async (t) => {
      const platform = await openWorkingHouse(t, kind)
      await importList(platform, await listOf(t, first))
      await platform.db.updateTable('papers').set({ status: 'deleted', status_before_delete: 'new' }).execute()

      const list = await importList(platform, await listOf(t, second), { policy })

      const { id, title, status } = await paperOf(platform, '10.5555/a')
      assert.deepEqual({ title, status }, { title: 'Alpha', status: 'deleted' })
      assert.deepEqual(await codesOf(platform, list), ['1 duplicate_deleted'])
      assert.deepEqual(await listDeletedDuplicates(platform.db, list.id), [id])
    })

    test(`PAP-R-023 of two rows of one list the right one wins under ${policy} (${kind})`, async (t) => {
      const platform = await openWorkingHouse(t, kind)
      const rows = 'doi,title,journal\n10.5555/a,Alpha,\n10.5555/b,Beta,\n10.5555/a,Alpha anew,Journal of A\n'

      const list = await importList(platform, await listOf(t, rows), { policy })

      const { title, journal, version } = await paperOf(platform, '10.5555/a')
      const lastWins = policy === 'update'
      assert.deepEqual([title, journal], lastWins ? ['Alpha anew', 'Journal of A'] : ['Alpha', null])
      assert.equal(version, 1, 'the import that makes a paper is one act')
      const [issue] = await listIssues(platform.db, list.id)
      assert.equal(issue?.code, 'duplicate_in_file')
      assert.match(issue?.message ?? '', /It is row 1\.$/)
    })
  }

  test(`PAP-5.7 identifiers tell papers apart only where DOIs do not (${kind})`, async (t) => {
    const platform = await openWorkingHouse(t, kind)
    await importList(platform, await listOf(t, 'title,doi,pmid\nAlpha,10.5555/a,11\nBeta,,22\nGamma,10.5555/c,33\n'))

    const list = await importList(
      platform,
      await listOf(
        t,
        [
          'title,doi,pmid,arxiv',
          'Alpha with another DOI,10.5555/x,11,', // kept beside the first, and told
          'Beta with its DOI,10.5555/b,22,', // the same paper: its DOI was not known
          'Gamma without DOI,,33,', // the same paper
          'Delta,,44,',
          'Delta again,,44,',
          'Beta once more,10.5555/b,,',
        ].join('\n'),
      ),
      { policy: 'fill' },
    )

    assert.deepEqual(await codesOf(platform, list), [
      '1 identifier_shared',
      '2 duplicate_existing',
      '3 duplicate_existing',
      '5 duplicate_in_file',
      '6 duplicate_existing',
    ])
    const { inserted, updated, duplicates } = list
    assert.deepEqual({ inserted, updated, duplicates }, { inserted: 2, updated: 1, duplicates: 3 })
    assert.equal((await paperOf(platform, '10.5555/b')).title, 'Beta')
  })

  test(`PAP-R-024 a dry run counts what an import would do, and writes no paper (${kind})`, async (t) => {
    const platform = await openWorkingHouse(t, kind)
    await importList(platform, await listOf(t, 'title,doi,pmid\nAlpha,10.5555/a,1\n'))
    const path = await listOf(
      t,
      'title,doi,pmid\nAlpha,10.5555/a,\nBeta,10.5555/b,2\nBeta,10.5555/b,\nBeta,,2\nGamma,,3\n,,\nGamma,10.5555/c,3\nDelta,10.5555/d,2\n',
    )
    const { id } = await upload(platform, path)

    await dryRun(platform, ada, id)
    const tried = await stateReached(platform, id, ['draft'])
    const said = await codesOf(platform, tried)
    assert.equal((await platform.db.selectFrom('papers').select('id').execute()).length, 1, 'nothing was written')
    const done = await importList(platform, path)

    assert.deepEqual(said, await codesOf(platform, done))
    const counts = ({ inserted, updated, duplicates, errors, warnings, issues }: ImportRow) => ({
      inserted,
      updated,
      duplicates,
      errors,
      warnings,
      issues,
    })
    assert.deepEqual(counts(tried), counts(done))
    assert.deepEqual(counts(done), { inserted: 3, updated: 0, duplicates: 4, errors: 1, warnings: 1, issues: 6 })
  })
}
