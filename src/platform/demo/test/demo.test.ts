import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { openHouse } from '../../../../test/support/house.ts'
import type { Db } from '../../database/tables.ts'
import type { Platform } from '../../platform.ts'
import { demoOwner, loadDemo, piecesOf, removeDemo, shownPieces } from '../loading.ts'

/**
 * What may stay: what happened is history, what was done is kept as long as any job, bytes are swept after a day, and two
 * requests of one person wait at an empty row of limits.
 */
const history = /^(activity_|tasks_|kysely|papers_search|settings_|accounts_sessions|http_|files_blobs|studies_limits)/

/** How many rows each table holds, but for history. */
async function rowsIn({ database, db }: Platform): Promise<Record<string, number>> {
  const tables = (await db.introspection.getTables()).map(({ name }) => name).filter((name) => !history.test(name))
  const counts = tables.map(async (name) => [name, await countIn(db, name)] as const)
  assert.ok(tables.length > 40, `${tables.length} tables on ${database.kind}`)
  return Object.fromEntries(await Promise.all(counts))
}

async function countIn(db: Db, table: string): Promise<number> {
  const { rows } = await sql<{ n: number | string }>`select count(*) as n from ${sql.table(table)}`.execute(db)
  return Number(rows[0]?.n)
}

for (const kind of databaseKinds) {
  test(`every app has a sample, which is loaded once and removed whole (${kind})`, async (t) => {
    const { platform, as } = await openHouse(t, { kind })
    const before = await rowsIn(platform)
    const dora = await demoOwner(platform, 'dora@lyceum.test')

    await loadDemo(platform, dora)

    const pieces = await shownPieces(platform)
    assert.deepEqual(
      pieces.map(({ name }) => name.split('.')[0]),
      ['papers', 'plugins', 'studies', 'observations'],
    )
    for (const { name, href } of pieces) {
      assert.ok(href, name)
      assert.equal((await as('dora').get(href)).statusCode, 200, href)
    }
    const loaded = await rowsIn(platform)
    for (const table of ['papers_imports', 'plugins_tasks', 'studies_analyses', 'observations_revisions', 'files'])
      assert.ok((loaded[table] ?? 0) > (before[table] ?? 0), table)
    assert.equal(await countIn(platform.db, 'mail_outbox'), 0, 'nobody is written to')

    await loadDemo(platform, dora)
    assert.deepEqual(await rowsIn(platform), loaded, 'loading again adds nothing')

    await removeDemo(platform, 'test')
    assert.deepEqual(await rowsIn(platform), before)
    await removeDemo(platform, 'test')
    assert.ok((await shownPieces(platform)).every(({ href }) => href === null))
  })
}

test('a piece that somebody took away is made again, and one that is being made is left to whoever is at it', async (t) => {
  const { platform } = await openHouse(t)
  const dora = await demoOwner(platform)
  const [first] = await piecesOf(platform)
  assert.ok(first)
  await loadDemo(platform, dora)
  const { thing_id: id } = await platform.db
    .selectFrom('demo_pieces')
    .select('thing_id')
    .where('name', '=', first.name)
    .executeTakeFirstOrThrow()
  await first.remove(platform, String(id), 'test')
  assert.equal((await shownPieces(platform))[0]?.href, null)

  await loadDemo(platform, dora)
  assert.notEqual((await shownPieces(platform))[0]?.href, null)

  const claim = { name: first.name, thing_id: null, made_for: dora.id }
  await platform.db.updateTable('demo_pieces').set(claim).where('name', '=', first.name).execute()
  await assert.rejects(() => loadDemo(platform, dora), { code: 'demo.busy' })
  await assert.rejects(() => removeDemo(platform, 'test'), { code: 'demo.busy' })

  const longAgo = new Date(Date.parse(platform.now()) - 3_600_000).toISOString()
  await platform.db.updateTable('demo_pieces').set({ made_at: longAgo }).where('name', '=', first.name).execute()
  await loadDemo(platform, dora)
  assert.notEqual((await shownPieces(platform))[0]?.href, null)
})

test('administrators load the sample data on the welcome page; others are not offered them', async (t) => {
  const { platform, as } = await openHouse(t)
  assert.doesNotMatch((await as('ada').get('/welcome')).body, /Load the sample data/)
  assert.match((await as('dora').get('/welcome')).body, /Load the sample data/)

  for (const list of ['/plugins/tasks', '/observations/status']) {
    assert.match((await as('dora').get(list)).body, /href="\/welcome#sample-data"/, `${list} is empty and offers them`)
    assert.doesNotMatch((await as('ada').get(list)).body, /sample-data/)
  }

  const { statusCode, headers } = await as('dora').post('/demo/load', {})
  await as('dora').post('/demo/remove', {})

  assert.deepEqual([statusCode, headers.location], [303, '/welcome#sample-data'])
  const jobs = await platform.db.selectFrom('tasks_jobs').select(['task', 'state']).execute()
  assert.deepEqual(
    jobs.map(({ task, state }) => `${task} ${state}`),
    ['demo.load queued'],
    'one at a time',
  )
  assert.doesNotMatch((await as('dora').get('/welcome')).body, /Load the sample data<\/button>/)
})

test('without an administrator there is nobody to whom sample data could belong', async (t) => {
  const { platform } = await openHouse(t)
  await assert.rejects(() => demoOwner(platform, 'ada@lyceum.test'), { code: 'demo.nobody' })
  await platform.db.updateTable('accounts_people').set({ role: 'member' }).execute()

  await assert.rejects(() => demoOwner(platform), { code: 'demo.nobody' })
})
