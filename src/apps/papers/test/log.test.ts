import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openHouse, type TestHouse } from '../../../../test/support/house.ts'
import type { ActivityEntry } from '../../../platform/activity/activity.ts'
import { groupRepeats } from '../log-grouping.ts'
import { addPapers, contact } from './support.ts'

/** A house whose log has these entries, the oldest first. */
async function openLog(t: TestContext, entries: readonly ActivityEntry[]): Promise<TestHouse> {
  const house = await openHouse(t, { environment: { LYCEUM_CONTACT: contact, LYCEUM_LOG_LEVEL: 'silent' } })
  await record(house, entries)
  return house
}

const record = ({ platform }: TestHouse, entries: readonly ActivityEntry[]): Promise<void> =>
  platform.db.transaction().execute((tx) => platform.activity.recordMany(tx, entries))

const entry = (message: string, more: Partial<ActivityEntry> = {}): ActivityEntry => ({
  actor: 'system',
  action: 'papers.failed',
  message,
  ...more,
})

test('PAP-R-013 PAP-7.5 everybody who reads papers sees their log, as text, and nothing of other apps', async (t) => {
  const house = await openLog(t, [
    entry('Broken <b>link</b>', { status: 'error', before: { status: 'new' }, after: { status: 'failed' } }),
    { actor: 'ada', action: 'studies.shared', message: 'not for this page' },
  ])
  const [id] = await addPapers(house.platform, [{ doi: '10.1/a', title: 'On <i>logs</i>' }])
  await record(house, [entry('New → Pending', { action: 'papers.planned', target: `papers/paper/${id}` })])

  const { body, statusCode } = await house.as('cleo').get('/papers/log')

  assert.equal(statusCode, 200)
  assert.ok(body.includes('Broken &lt;b&gt;link&lt;/b&gt;'))
  assert.ok(body.includes(`href="/papers/list/${id}">On &lt;i&gt;logs`), 'the paper is a link')
  assert.ok(body.includes(`href="/papers/log?target=papers%2Fpaper%2F${id}"`), 'and so is its history')
  assert.doesNotMatch(body, /not for this page|<i>logs/)
  assert.equal((await house.as('anon').get('/papers/log')).statusCode, 303)
})

test('PAP-7.5 the log is narrowed by what happened, how, who, of what, where and when, and by words', async (t) => {
  const house = await openLog(t, [
    entry('by host', { host: 'one.example', source: 'unpaywall' }),
    entry('by action', { action: 'papers.edited', actor: 'ada', jobId: 'job-1', target: 'papers/import/7' }),
    entry('100 % sure', { status: 'warning' }),
  ])
  const all = ['by host', 'by action', '100 % sure']
  const found = async (query: string): Promise<string[]> => {
    const { body } = await house.as('cleo').get(`/papers/log?${query}`)
    const rows = body.slice(body.indexOf('<tbody>'), body.indexOf('</tbody>'))
    return body.includes('<tbody>') ? all.filter((words) => rows.includes(words)) : []
  }

  const today = house.platform.now().slice(0, 10)
  assert.deepEqual(await found(''), all)
  assert.deepEqual(await found('host=one.example'), ['by host'])
  assert.deepEqual(await found('source=unpaywall'), ['by host'])
  assert.deepEqual(await found('action=papers.edited'), ['by action'])
  assert.deepEqual(await found('actor=ada'), ['by action'])
  assert.deepEqual(await found('target=papers/import/7'), ['by action'])
  assert.deepEqual(await found('job=job-1'), ['by action'])
  assert.deepEqual(await found('status=warning'), ['100 % sure'])
  assert.deepEqual(await found('q=0+%25'), ['100 % sure'])
  assert.deepEqual(await found(`from=${today}&until=${today}`), all, 'both days are included')
  assert.deepEqual(await found('until=2020-01-01'), [])
  assert.equal((await house.as('cleo').get('/papers/log?from=yesterday')).statusCode, 422)
  assert.equal((await house.as('cleo').get('/papers/log?status=fine')).statusCode, 422)
})

test('PAP-7.5 entries that say the same of many things are one line, which unfolds', async (t) => {
  const house = await openLog(t, [
    ...Array.from({ length: 12 }, (_, n) => entry('chosen for this hour', { target: `papers/paper/${n}` })),
    entry('something else'),
    entry('chosen for this hour', { target: 'papers/paper/12' }),
  ])

  const { body } = await house.as('cleo').get('/papers/log')

  assert.equal(body.match(/<tr id="row-/g)?.length, 3)
  assert.ok(body.includes('12 times'))
  assert.ok(body.includes('papers/paper/0'), 'each of them is there')
})

test('only neighbours that agree in everything they say are put together', () => {
  const said = (action: string, message: string, actor = 'system', status = 'info' as const) => ({
    action,
    message,
    actor,
    status,
  })
  const groups = groupRepeats([
    said('a', 'x'),
    said('a', 'x'),
    said('a', 'y'),
    said('b', 'y'),
    said('b', 'y', 'ada'),
    said('a', 'x'),
  ])

  assert.deepEqual(
    groups.map(({ others }) => others.length),
    [1, 0, 0, 0, 0],
  )
})

test('PAP-R-013 PAP-7.5 the tail holds what has come since, under the same filters, until somebody holds it still', async (t) => {
  const house = await openLog(t, [entry('old')])
  const cleo = house.as('cleo')
  const page = (await cleo.get('/papers/log?status=info')).body
  const tail = /hx-get="(\/papers\/log\/tail\?[^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
  assert.match(tail, /after=\d+&status=info/)

  await record(house, [entry('new one'), entry('a warning', { status: 'warning' })])
  const { body } = await cleo.get(tail, { 'hx-request': 'true' })

  assert.match(body, /^<div id="log-tail"/)
  assert.ok(body.includes('new one'))
  assert.doesNotMatch(body, /old|a warning/)
  assert.equal((await cleo.get(tail)).statusCode, 303, 'by itself it is no page')
  assert.doesNotMatch((await cleo.get('/papers/log?tail=off')).body, /log\/tail\?/)
})

test('PAP-7.5 the log leaves as CSV and as JSON Lines, exactly as it is narrowed', async (t) => {
  const house = await openLog(t, [
    entry('=1+1', { action: 'papers.edited', after: { a: 1 } }),
    entry('another', { host: 'one.example' }),
    { actor: 'ada', action: 'studies.shared', message: 'not ours' },
  ])

  const csv = await house.as('cleo').get('/papers/log.csv')
  const lines = (await house.as('cleo').get('/papers/log.jsonl?action=papers.edited')).body.trim().split('\n')

  assert.equal(csv.body.trim().split('\r\n').length, 3)
  assert.match(csv.body, /'=1\+1/, 'no cell begins a formula')
  assert.doesNotMatch(csv.body, /not ours/)
  assert.match(String(csv.headers['content-disposition']), /papers-log\.csv/)
  assert.equal(lines.length, 1)
  assert.deepEqual(JSON.parse(lines[0] ?? '').after, { a: 1 })
})

test('PAP-7.6 programs read the log page by page', async (t) => {
  const house = await openLog(
    t,
    Array.from({ length: 5 }, (_, n) => entry(`entry ${n}`, { details: { n } })),
  )
  const seen: number[] = []
  let cursor = ''
  do {
    const { items, next } = (await house.as('cleo').json('GET', `/api/v1/papers/log?limit=2${cursor}`)).json()
    seen.push(...items.map((item: { details: { n: number } }) => item.details.n))
    cursor = next === null ? '' : `&cursor=${next}`
  } while (cursor !== '')

  assert.deepEqual(seen, [4, 3, 2, 1, 0])
  assert.equal((await house.as('cleo').json('GET', '/api/v1/papers/log?from=yesterday')).statusCode, 422)
})
