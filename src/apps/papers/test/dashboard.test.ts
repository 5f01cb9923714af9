import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { testOnBoth } from '../../../../test/support/databases.ts'
import { openHouse } from '../../../../test/support/house.ts'
import { migrateUp } from '../../../platform/database/migrating.ts'
import type { Platform } from '../../../platform/platform.ts'
import { migrations } from '../migrations/line.ts'
import { countByOpenAccess, endingsBy, endingsByHour, endingsSince, latestSetbacks } from '../queries/endings.ts'
import { addPapers } from './support.ts'

type Ending = Readonly<{
  paperId: string
  outcome: 'done' | 'failed' | 'manual' | 'deferred'
  at: string
  host?: string
}>

async function addEndings({ db }: Pick<Platform, 'db'>, endings: readonly Ending[]): Promise<void> {
  const rows = endings.map(({ paperId, outcome, at, host }, n) => ({
    id: randomUUIDv7(),
    paper_id: paperId,
    n: n + 1,
    started_at: at,
    ended_at: at,
    outcome,
    failure_code: outcome === 'done' ? null : 'bot_challenge',
    host: host ?? null,
    bytes: 0,
  }))
  await db.insertInto('papers_attempts').values(rows).execute()
}

test('an empty house says what it is for, and offers a list to try with', async (t) => {
  const { as, platform } = await openHouse(t)

  const page = (await as('ada').get('/papers')).body
  assert.match(page, /Nothing here yet/)
  assert.match(page, /href="\/papers\/upload"/)
  assert.match(page, /Try with sample data/)
  assert.doesNotMatch((await as('cleo').get('/papers')).body, /Try with sample data/)
  assert.equal((await as('cleo').post('/papers/samples')).statusCode, 403)
  const answer = await as('ada').post('/papers/samples')
  assert.equal(answer.statusCode, 303, answer.body)
  const list = await platform.db.selectFrom('papers_imports').selectAll().executeTakeFirstOrThrow()
  assert.equal(answer.headers.location, `/papers/imports/${list.id}`)
  assert.equal(list.state, 'draft')
})

test('the dashboard tells what there is, what went wrong and why, and titles are only text', async (t) => {
  const { as, platform } = await openHouse(t)
  const [bad = '', good = ''] = await addPapers(platform, [
    { doi: '10.1000/bad', title: '<script>alert(1)</script>', status: 'manual' },
    { doi: '10.1000/good', title: 'A good one', status: 'done' },
  ])
  await platform.db.updateTable('papers').set({ failure_code: 'bot_challenge' }).where('id', '=', bad).execute()
  const at = platform.now()
  await addEndings(platform, [
    { paperId: bad, outcome: 'manual', at },
    { paperId: good, outcome: 'done', at },
  ])

  const page = (await as('cleo').get('/papers')).body

  assert.doesNotMatch(page, /Nothing here yet|<script>alert/)
  assert.match(page, /&lt;script&gt;alert\(1\)/)
  assert.match(page, /puzzle for people/)
  assert.match(page, /50%/)
  assert.match(page, /\/papers\/list\?status=manual/)
  assert.match(
    page,
    /href="\/papers\/list\?code=bot_challenge">[^<]*puzzle for people[^<]*<\/a> <span class="number">1</,
  )
  assert.match(page, /<strong>0\.1<\/strong><span>papers an hour, in 24 hours/)
})

test('one day until the list is done is one day, in each language', async (t) => {
  const { as, platform } = await openHouse(t)
  await addPapers(platform, [{ doi: '10.1000/one' }])
  const read = async (language: string) =>
    (await as('cleo').inject({ url: '/papers', headers: { 'accept-language': language } })).body

  assert.match(await read('en'), /<strong>1 day<\/strong>/)
  assert.match(await read('de'), /<strong>ein Tag<\/strong>/)
})

test('statistics are pages, tables and files; unknown figures and periods are refused', async (t) => {
  const { as, platform } = await openHouse(t)
  const [id = ''] = await addPapers(platform, [{ doi: '10.1000/1', journal: '=cmd|x' }])
  await addEndings(platform, [{ paperId: id, outcome: 'failed', at: platform.now(), host: 'a.org' }])

  const page = (await as('cleo').get('/papers/stats?days=7')).body
  const csv = await as('cleo').get('/papers/stats/journal.csv')
  const hours = (await as('cleo').get('/papers/stats/hours.csv?days=1')).body.trim().split('\r\n')

  assert.match(page, /a\.org/)
  assert.match(String(csv.headers['content-type']), /text\/csv/)
  assert.match(csv.body, /^journal,done,manual,failed,deferred,success\r\n'=cmd\|x,0,0,1,0,0\r\n$/)
  assert.equal(hours.length, 25)
  assert.equal((await as('cleo').get('/papers/stats/secrets.csv')).statusCode, 404)
  assert.equal((await as('cleo').get('/papers/stats?days=9999')).statusCode, 422)
  const api = await as('cleo').json('GET', '/api/v1/papers/stats?days=1')
  assert.equal(api.json().by.host[0].failed, 1)
  assert.equal((await as('anon').json('GET', '/api/v1/papers/stats')).statusCode, 401)
})

testOnBoth('endings are counted by what papers have in common', async (_t, database) => {
  const { db } = database
  await migrateUp(db, database.kind, [migrations])
  const platform = { db, now: () => '2026-03-10T10:30:00.000Z' } as Platform
  const [a = '', b = ''] = await addPapers(platform, [{ doi: '10.1/a', journal: 'J' }, { doi: '10.1/b' }])
  await addEndings(platform, [
    { paperId: a, outcome: 'done', at: '2026-03-10T09:59:59.999Z', host: 'a.org' },
    { paperId: a, outcome: 'failed', at: '2026-03-10T10:00:00.000Z', host: 'a.org' },
    { paperId: b, outcome: 'manual', at: '2026-03-10T10:10:00.000Z' },
    { paperId: b, outcome: 'done', at: '2026-03-01T00:00:00.000Z' },
  ])
  const since = '2026-03-10T00:00:00.000Z'

  assert.deepEqual(await endingsSince(db, since), { done: 1, failed: 1, manual: 1, deferred: 0 })
  assert.deepEqual(await endingsByHour(db, since), [
    { hour: '2026-03-10T09', done: 1, failed: 0, manual: 0, deferred: 0 },
    { hour: '2026-03-10T10', done: 0, failed: 1, manual: 1, deferred: 0 },
  ])
  assert.deepEqual(
    (await endingsBy(db, 'host', since)).map(({ label, done }) => [label, done]),
    [
      ['a.org', 1],
      ['', 0],
    ],
  )
  assert.deepEqual((await endingsBy(db, 'year', since)).length, 1)
  assert.deepEqual(
    (await latestSetbacks(db, 5)).map(({ paper_id, outcome }) => [paper_id, outcome]),
    [
      [b, 'manual'],
      [a, 'failed'],
    ],
  )
  assert.deepEqual(await countByOpenAccess(db), [{ label: 'unknown', count: 2 }])
})
