import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { testOnBoth } from '../../../../test/support/databases.ts'
import { openHouse, openTestPlatform } from '../../../../test/support/house.ts'
import { type CastName, cast } from '../../../../test/support/people.ts'
import { migrationLines, parts } from '../../../parts.ts'
import type { Platform } from '../../platform.ts'
import { listRows, placeOf, type RowPlace } from '../queries/table-rows.ts'
import { keyOf, knowTables } from '../tables/known-tables.ts'

/** Kept by the house for itself, by no part: which schema steps were applied, and indexes for searching. */
const notShown = /^(sqlite_|papers_search|migrations_lock$)|_migrations$/

test('every table of the database is declared, with all of its columns', async (t) => {
  const { db } = await openTestPlatform(t)
  const { all } = await knowTables(parts)
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(db)
  const names = rows.map(({ name }) => name).filter((name) => !notShown.test(name))
  assert.ok(migrationLines.length > 5)

  assert.deepEqual(all.map(({ table }) => table.name).sort(), names.sort())
  for (const { table } of all) {
    const columns = await sql<{ name: string }>`select name from pragma_table_info(${table.name})`.execute(db)
    assert.deepEqual(
      table.columns.map(({ name }) => name).sort(),
      columns.rows.map(({ name }) => name).sort(),
      table.name,
    )
    for (const name of keyOf(table))
      assert.ok(
        table.columns.some((column) => column.name === name),
        table.name,
      )
  }
})

test('every table has a page, a file of its rows, and a page for each record', async (t) => {
  for (const kind of ['sqlite', 'postgres'] as const) {
    const { as } = await openHouse(t, { kind })
    const { all } = await knowTables(parts)
    assert.equal((await as('dora').get('/admin/tables')).statusCode, 200)
    for (const { table } of all) {
      const list = await as('dora').get(`/admin/tables/${table.name}?q=x1`)
      assert.equal(list.statusCode, 200, `${table.name}: ${list.body.slice(0, 300)}`)
      const csv = await as('dora').get(`/admin/tables/${table.name}/rows.csv`)
      assert.equal(csv.statusCode, 200, table.name)
      assert.doesNotMatch(csv.body, /scrypt/, table.name)
      const whole = await as('dora').get(`/admin/tables/${table.name}`)
      const record = /href="(\/admin\/tables\/\w+\/rows\/[^"]+)"/.exec(whole.body)?.[1]
      if (!record) continue
      const page = await as('dora').get(record)
      assert.equal(page.statusCode, 200, `${record}: ${page.body.slice(0, 300)}`)
    }
  }
})

/** The hidden fields that the page of a form holds, by name. */
const hiddenOf = (body: string): Record<string, string> =>
  Object.fromEntries(
    [...body.matchAll(/<input type="hidden" name="(_\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  )

testOnBoth('a record is found, read, edited, and put back from the log', async (t, { kind }) => {
  const { as, platform } = await openHouse(t, { kind })
  const dora = as('dora')
  const list = await dora.get('/admin/tables/accounts_people?q=cleo&role=reader&sort=email')
  assert.match(list.body, /Cleo \(cleo@lyceum\.test\)/)
  assert.doesNotMatch(list.body, /Ada \(/)
  const address = String(/href="(\/admin\/tables\/accounts_people\/rows\/[^"]+)"/.exec(list.body)?.[1])
  const form = await dora.get(`${address}/edit`)
  const fields = { name: 'Cleo', affiliation: 'Lund', ...without(hiddenOf(form.body), '_token', '_key') }

  const saved = await dora.post(address, fields)
  assert.equal(saved.statusCode, 303, saved.body)
  const page = await dora.get(address)
  assert.match(page.body, /Lund/)
  assert.match(page.body, /admin\.row-edited/)
  assert.match(
    page.body,
    /Sessions<\/a> <span class="quiet">\(Person\)<\/span> <strong>1<\/strong>/,
    'what points here is listed',
  )

  const revert = String(/action="([^"]+\/revert\/\d+)"/.exec(page.body)?.[1])
  assert.equal((await dora.post(revert)).statusCode, 303)
  const person = await platform.db
    .selectFrom('accounts_people')
    .selectAll()
    .where('name', '=', 'Cleo')
    .executeTakeFirst()
  assert.equal(person?.affiliation, null)
})

testOnBoth('R-P2 who saves over a newer state is told, sees both, and may still decide', async (t, { kind }) => {
  const { as, platform } = await openHouse(t, { kind })
  const cleo = await idOf(platform, 'cleo')
  const address = `/admin/tables/accounts_people/rows/${cleo}`
  const seen = without(hiddenOf((await as('dora').get(`${address}/edit`)).body), '_token', '_key')
  assert.equal((await as('dora').post(address, { name: 'Cleopatra', ...seen })).statusCode, 303)

  const second = await as('dora').post(address, { name: 'Clio', ...seen })

  assert.equal(second.statusCode, 409)
  assert.match(second.body, /value="Clio"/)
  assert.match(second.body, /Stands there now:/)
  assert.match(second.body, /<strong>Cleopatra<\/strong>/)
  const again = without(hiddenOf(second.body), '_token', '_key')
  assert.equal((await as('dora').post(address, { name: 'Clio', ...again })).statusCode, 303)
})

testOnBoth('R-P2 of twenty who write at once one is taken, and each other is told', async (t, { kind }) => {
  const { as, platform } = await openHouse(t, { kind })
  const address = `/admin/tables/accounts_people/rows/${await idOf(platform, 'cleo')}`
  const seen = without(hiddenOf((await as('dora').get(`${address}/edit`)).body), '_token', '_key')

  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => as('dora').post(address, { name: `Cleo ${n}`, ...seen })),
  )

  const codes = answers.map(({ statusCode }) => statusCode).sort()
  assert.deepEqual(codes, [303, ...Array.from({ length: 19 }, () => 409)])
})

testOnBoth('R-V15 a field that no form offers is refused, and nothing is changed', async (t, { kind }) => {
  const { as, platform } = await openHouse(t, { kind })
  const address = `/admin/tables/accounts_people/rows/${await idOf(platform, 'cleo')}`
  const before = await platform.db.selectFrom('accounts_people').selectAll().orderBy('id').execute()
  const seen = without(hiddenOf((await as('dora').get(`${address}/edit`)).body), '_token', '_key')
  const extras =
    'role id email email_verified created_at updated_at disabled_at disabled_by image leaves_at password token owner_id is_admin'

  for (const extra of extras.split(' ')) {
    const answer = await as('dora').post(address, { name: 'Eve', [extra]: 'admin', ...seen })
    assert.equal(answer.statusCode, 422, extra)
  }

  assert.deepEqual(await platform.db.selectFrom('accounts_people').selectAll().orderBy('id').execute(), before)
})

testOnBoth('S-005 a record is deleted after its consequences were named, and put back', async (t, { kind }) => {
  const { as, platform } = await openHouse(t, { kind })
  const { db } = platform
  await db.insertInto('http_robots').values(robotsRow).execute()
  const list = await as('dora').get('/admin/tables/http_robots')
  const address = String(/href="(\/admin\/tables\/http_robots\/rows\/[^"]+)"/.exec(list.body)?.[1])
  const asked = await as('dora').get(`${address}/delete`)
  assert.match(asked.body, /reads it again before/)
  assert.match(asked.body, /It can be put back afterwards\./)

  const gone = await as('dora').post(`${address}/delete`, without(hiddenOf(asked.body), '_token', '_key'))
  assert.equal(gone.statusCode, 303)
  assert.deepEqual(await db.selectFrom('http_robots').selectAll().execute(), [])
  const page = await as('dora').get(address)
  assert.match(page.body, /Put it back/)
  assert.equal((await as('dora').post(String(/action="([^"]+\/revert\/\d+)"/.exec(page.body)?.[1]))).statusCode, 303)

  assert.deepEqual(
    (await db.selectFrom('http_robots').selectAll().execute()).map((row) => ({ ...row })),
    [robotsRow],
  )
  assert.equal((await as('dora').post(`${address}/delete`, { _version: 'old' })).statusCode, 409)
})

testOnBoth('a table that is closed says why, and takes nothing', async (t, { kind }) => {
  const { as, platform } = await openHouse(t, { kind })
  const page = await as('dora').get('/admin/tables/activity_entries')
  assert.match(page.body, /The log only grows/)
  const before = await platform.db.selectFrom('activity_entries').selectAll().execute()
  const address = String(/href="(\/admin\/tables\/activity_entries\/rows\/[^"]+)"/.exec(page.body)?.[1])

  for (const place of [address, `${address}/delete`, '/admin/tables/activity_entries/rows'])
    assert.equal((await as('dora').post(place, { message: 'forged' })).statusCode, 403, place)
  for (const place of [`${address}/edit`, '/admin/tables/activity_entries/new', '/admin/tables/activity_entries/bulk'])
    assert.equal((await as('dora').get(place)).statusCode, 404, place)

  assert.deepEqual(await platform.db.selectFrom('activity_entries').selectAll().execute(), before)
})

testOnBoth('many records change together after a look at what would change', async (t, { kind }) => {
  const { as, platform } = await openHouse(t, { kind })
  const { db } = platform
  await db.updateTable('accounts_people').set({ affiliation: 'Lund' }).where('name', '=', 'Ada').execute()
  const page = await as('dora').get('/admin/tables/accounts_people/bulk?role=member')
  assert.match(page.body, /Change 2 records together/)
  const fields = { 'how-affiliation': 'set', affiliation: 'Lund', ...without(hiddenOf(page.body), '_token', '_key') }

  const preview = await as('dora').post('/admin/tables/accounts_people/bulk', { ...fields, _step: 'preview' })
  assert.match(preview.body, /1 record would change/)
  assert.match(preview.body, /1 stands so already/)
  const affiliations = () => db.selectFrom('accounts_people').select(['name', 'affiliation']).orderBy('name').execute()
  assert.equal((await affiliations()).filter(({ affiliation }) => affiliation !== null).length, 1)

  const done = await as('dora').post('/admin/tables/accounts_people/bulk', { ...fields, _step: 'apply' })
  assert.equal(done.statusCode, 303, done.body)
  assert.deepEqual(
    (await affiliations()).map(({ affiliation }) => affiliation),
    ['Lund', 'Lund', null, null],
  )

  const cleared = { ...fields, 'how-affiliation': 'clear', affiliation: '' }
  await as('dora').post('/admin/tables/accounts_people/bulk', { ...cleared, _step: 'apply' })
  assert.ok((await affiliations()).every(({ affiliation }) => affiliation === null))
  const wrong = { ...fields, 'how-name': 'clear' }
  assert.equal(
    (await as('dora').post('/admin/tables/accounts_people/bulk', { ...wrong, _step: 'apply' })).statusCode,
    422,
  )
})

testOnBoth('a long list is walked page by page without a gap, in any order, nulls included', async (t, { kind }) => {
  const { platform } = await openHouse(t, { kind })
  const table = (await knowTables(parts)).find('accounts_people')
  assert.ok(table)
  const { db } = platform
  await db.updateTable('accounts_people').set({ affiliation: 'Lund' }).where('role', '=', 'member').execute()

  for (const column of ['affiliation', 'email', 'id']) {
    for (const isDown of [false, true]) {
      const order = { column, isDown }
      const all = await listRows(db, kind, table, { q: '', values: {} }, order, { limit: 100 })
      const walked = []
      let after: RowPlace | undefined
      for (;;) {
        const [row] = await listRows(db, kind, table, { q: '', values: {} }, order, { after, limit: 1 })
        if (!row) break
        walked.push(row)
        after = placeOf(table, order, row)
      }
      assert.equal(all.length, 4)
      assert.deepEqual(walked, all, `${column} ${isDown}`)
    }
  }
})

test('a hundred thousand records are listed, searched and counted in a moment', async (t) => {
  const { as, platform } = await openHouse(t)
  platform.database.raw?.exec(`
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000)
    insert into papers (id, title, doi, status, status_changed_at, created_at, updated_at)
    select printf('p-%06d', i), 'Work number ' || i, '10.1000/' || i, 'new', '2026-01-01', '2026-01-01', '2026-01-01' from n`)
  const look = async (query: string) => {
    const start = performance.now()
    const { statusCode, body } = await as('dora').get(`/admin/tables/papers${query}`)
    assert.equal(statusCode, 200)
    return { body, ms: performance.now() - start }
  }
  await look('')

  const figures: Record<string, number> = {}
  for (const query of ['', '?q=10.1000/77777', '?q=number+77777', '?status=done', '?sort=id']) {
    const { body, ms } = await look(query)
    figures[query] = Math.round(ms)
    if (query.includes('77777')) assert.match(body, /Work number 77777/)
  }
  t.diagnostic(JSON.stringify(figures))
  for (const [query, ms] of Object.entries(figures)) assert.ok(ms < 1_500, `${query}: ${ms} ms`)
})

const robotsRow = {
  origin: 'https://example.org:443',
  verdict: 'all',
  rules: '[]',
  crawl_delay_ms: null,
  fetched_at: '2026-01-01T00:00:00.000Z',
  expires_at: '2026-01-02T00:00:00.000Z',
} as const

const without = (fields: Record<string, string>, ...names: string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))

async function idOf({ db }: Platform, name: CastName): Promise<string> {
  const { id } = await db
    .selectFrom('accounts_people')
    .select('id')
    .where('email', '=', cast[name].email)
    .executeTakeFirstOrThrow()
  return id
}
