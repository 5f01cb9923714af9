import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { databaseKinds } from '../../../../../test/support/databases.ts'
import type { Platform } from '../../../../platform/platform.ts'
import { cancelImport, demandImport, rollBackImport, startImport } from '../../importing.ts'
import { ada, importList, stateReached, upload } from './import-house.ts'
import { listOf, refusalOf } from './lists.ts'
import { openWorkingHouse } from './working-house.ts'

const long = (rows: number): string =>
  `title,doi,pmid\n${Array.from({ length: rows }, (_, at) => `Paper number ${at},10.5555/p.${at},${at + 1}`).join('\n')}\n`

/** An import of so many rows, of which some are in. */
async function underWay(t: TestContext, platform: Platform, rows: number): Promise<string> {
  const { id } = await upload(platform, await listOf(t, long(rows)))
  await startImport(platform, ada, id)
  while ((await demandImport(platform.db, id)).rows_done === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  return id
}

const countPapers = async (platform: Platform): Promise<number> =>
  (
    await platform.db
      .selectFrom('papers')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
  ).count

async function actionsOf(platform: Platform): Promise<string[]> {
  const rows = await platform.db.selectFrom('activity_entries').select('action').orderBy('seq').execute()
  return rows.map(({ action }) => action)
}

for (const kind of databaseKinds) {
  test(`PAP-A3 a running import that is cancelled ends within two seconds, and keeps what is in (${kind})`, async (t) => {
    const platform = await openWorkingHouse(t, kind)
    const id = await underWay(t, platform, 200_000)

    const askedAt = performance.now()
    await cancelImport(platform, ada, id)
    const list = await stateReached(platform, id, ['cancelled'])

    assert.ok(performance.now() - askedAt < 2_000, `${performance.now() - askedAt} ms`)
    assert.ok(list.rows_done < 200_000, 'it was cut off, or this test means nothing')
    assert.equal(await countPapers(platform), list.inserted)
    assert.equal(list.inserted, list.rows_done)
  })

  test(`PAP-R-024 a cancelled import goes on behind the rows that are in (${kind})`, async (t) => {
    const platform = await openWorkingHouse(t, kind)
    const id = await underWay(t, platform, 60_000)
    await cancelImport(platform, ada, id)
    await stateReached(platform, id, ['cancelled'])

    await startImport(platform, ada, id)
    const { inserted, duplicates, rows_done } = await stateReached(platform, id, ['done'])

    assert.deepEqual([inserted, duplicates, rows_done], [60_000, 0, 60_000])
    assert.equal(await countPapers(platform), 60_000)
    const actions = ['uploaded', 'started', 'cancelled', 'resumed', 'finished'].map((act) => `papers.import-${act}`)
    assert.deepEqual(await actionsOf(platform), actions)
  })

  test(`PAP-R-024 cancelling with roll-back leaves no paper of the list (${kind})`, async (t) => {
    const platform = await openWorkingHouse(t, kind)
    const id = await underWay(t, platform, 60_000)

    await cancelImport(platform, ada, id, 'roll-back')
    await stateReached(platform, id, ['rolled_back'])

    assert.equal(await countPapers(platform), 0)
  })

  test(`PAP-I10 rolling back removes what the import made, and nothing that somebody worked with (${kind})`, async (t) => {
    const platform = await openWorkingHouse(t, kind)
    await importList(platform, await listOf(t, 'title,doi\nOld,10.5555/p.0\n'))
    const list = await importList(platform, await listOf(t, long(2_500)), { policy: 'fill' })
    const touch = (row: number, change: object): Promise<unknown> =>
      platform.db
        .updateTable('papers')
        .set(change)
        .where('import_id', '=', list.id)
        .where('import_row', '=', row)
        .execute()
    await touch(10, { version: 2, title: 'Edited' })
    await touch(11, { status: 'pending', previous_status: 'new' })
    await touch(12, { attempt_count: 1 })

    await rollBackImport(platform, ada, list.id)
    await stateReached(platform, list.id, ['rolled_back'])

    const left = await platform.db.selectFrom('papers').select(['title', 'import_row']).orderBy('seq').execute()
    assert.deepEqual(
      left.map(({ import_row }) => import_row),
      [1, 10, 11, 12],
    )
    assert.equal(left[0]?.title, 'Old')
    const names = await platform.db.selectFrom('papers_ids').select('paper_id').execute()
    assert.equal(names.length, 4, 'the identifier that was filled in stays, those of removed papers go')
    assert.equal(await refusalOf(rollBackImport(platform, ada, list.id)), 'papers.import-state')
  })
}

test('PAP-R-024 words of imported papers and their abstracts are found, and those of removed ones are not', async (t) => {
  const platform = await openWorkingHouse(t, 'sqlite')
  const search = platform.database.raw?.prepare(
    "select count(*) as n from papers_search where papers_search match 'zebrafish'",
  )
  const list = await importList(
    platform,
    await listOf(
      t,
      'title,doi,abstract\nThe zébrafish genome,10.5555/z,\nOther,10.5555/o,Not so of zebrafish\nThird,10.5555/t,\n',
    ),
  )
  assert.equal(search?.get()?.n, 2)

  await rollBackImport(platform, ada, list.id)
  await stateReached(platform, list.id, ['rolled_back'])

  assert.equal(search?.get()?.n, 0)
})
