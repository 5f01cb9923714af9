import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { InjectOptions } from 'fastify'
import { sql } from 'kysely'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { openHouse, type TestHouse } from '../../../../test/support/house.ts'
import { makeToken } from '../../accounts/tokens.ts'
import { sweep } from '../../files/tasks.ts'
import { jobStarted, requestAnswered } from '../measures.ts'

async function scrapeOf({ web }: Pick<TestHouse, 'web'>): Promise<string> {
  const { statusCode, body, headers } = await web.inject('/metrics')
  assert.equal(statusCode, 200, body)
  assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/)
  return body
}

/** The value of one line; undefined where there is none. */
function figureOf(text: string, series: string): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

/** What prom-client and our own lines must keep to: a type before each name, no line twice, only numbers. */
function assertWellFormed(text: string): void {
  const seen = new Set<string>()
  const typed = new Set(
    [...text.matchAll(/^# TYPE (\S+) (?:counter|gauge|histogram|summary)$/gm)].map(([, name]) => name),
  )
  for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const [, series = '', name = '', value] = /^((\w+)(?:\{.*\})?) (\S+)$/.exec(line) ?? []
    assert.ok(!seen.has(series), `twice: ${line}`)
    seen.add(series)
    assert.ok(typed.has(name) || typed.has(name.replace(/_(?:bucket|sum|count)$/, '')), `without a type: ${line}`)
    assert.ok(value === '+Inf' || value === 'NaN' || Number.isFinite(Number(value)), line)
  }
}

const isLoaded = () => Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes('/prom-client/'))

// The first of all: what was loaded once stays.
test('nothing is loaded or counted before somebody asks', async (t) => {
  const house = await openHouse(t, { worker: true })
  await house.as('ada').get('/papers/list')
  assert.equal(isLoaded() || requestAnswered.isHeard() || jobStarted.isHeard(), false)

  await scrapeOf(house)

  assert.ok(isLoaded() && requestAnswered.isHeard() && jobStarted.isHeard())
  await house.web.close()
  assert.equal(
    requestAnswered.isHeard() || jobStarted.isHeard(),
    false,
    'and nothing is counted any more after the end',
  )
})

for (const kind of databaseKinds) {
  test(`/metrics tells of answers, jobs, letters, files, papers, backups and the database (${kind})`, async (t) => {
    const house = await openHouse(t, { kind, worker: true })
    const { platform, as } = house
    await scrapeOf(house)

    await as('ada').get('/papers/list')
    await as('anon').get('/no/such/address')
    await platform.db.transaction().execute(async (tx) => {
      await platform.tasks.enqueue(tx, sweep, {})
      await platform.mail.send(tx, { to: 'ada@lyceum.test', kind: 'trial', subject: 'A', text: 'B' })
    })
    const isOver = async () =>
      (await platform.db.selectFrom('tasks_jobs').select('id').where('state', 'in', ['queued', 'running']).execute())
        .length === 0
    while (!(await isOver())) await sleep(20)
    // Gauges are remembered for two seconds.
    await sleep(2_100)
    const text = await scrapeOf(house)

    assertWellFormed(text)
    assert.equal(
      figureOf(text, 'lyceum_http_request_seconds_count{method="GET",route="/papers/list",status="200",thread="web"}'),
      1,
    )
    assert.equal(
      figureOf(text, 'lyceum_http_request_seconds_count{method="GET",route="none",status="404",thread="web"}'),
      1,
    )
    assert.equal(figureOf(text, 'lyceum_jobs_ended_total{task="files.sweep",end="succeeded",thread="web"}'), 1)
    assert.equal(figureOf(text, 'lyceum_job_wait_seconds_count{task="files.sweep",thread="web"}'), 1)
    assert.equal(figureOf(text, 'lyceum_letters{state="kept"}'), 1)
    assert.equal(figureOf(text, 'lyceum_papers_last_hour{outcome="done"}'), 0)
    assert.equal(figureOf(text, 'lyceum_workers'), 1)
    assert.equal(figureOf(text, 'lyceum_backup_failed'), 0)
    assert.equal(figureOf(text, 'lyceum_backup_age_seconds'), undefined, 'there is none')
    for (const name of [
      'process_resident_memory_bytes',
      'nodejs_eventloop_lag_p99_seconds',
      'lyceum_files_bytes',
      'lyceum_disk_free_bytes',
      'lyceum_jobs_oldest_wait_seconds',
      'lyceum_database_wait_seconds_count',
    ]) {
      assert.match(text, new RegExp(`^${name}(?:\\{[^}]*\\})? [\\d.e+-]+$`, 'm'))
    }
    assert.equal(/^lyceum_database_connections/m.test(text), kind === 'postgres')
    assert.doesNotMatch(text, /lyceum_gauge_read\{[^}]*\} 0/, 'every gauge could be read')
  })
}

test('what waits is told by task and state, and how long the first has waited', async (t) => {
  const house = await openHouse(t)
  const { platform } = house
  const runAt = new Date(Date.now() - 90_000).toISOString()
  await platform.db.transaction().execute((tx) =>
    platform.tasks.enqueueMany(
      tx,
      sweep,
      [1, 2, 3].map(() => ({ input: {}, runAt })),
    ),
  )

  const text = await scrapeOf(house)

  assert.equal(figureOf(text, 'lyceum_jobs{task="files.sweep",state="queued"}'), 3)
  const waited = figureOf(text, 'lyceum_jobs_oldest_wait_seconds') ?? 0
  assert.ok(waited >= 90 && waited < 120, `${waited}`)
})

test('a gauge that fails is named, and keeps nothing else from being told', async (t) => {
  const house = await openHouse(t)
  await sql`alter table mail_outbox rename to mail_outbox_away`.execute(house.platform.db)

  const text = await scrapeOf(house)

  assert.equal(figureOf(text, 'lyceum_gauge_read{gauge="letters"}'), 0)
  assert.equal(figureOf(text, 'lyceum_gauge_read{gauge="files"}'), 1)
  assert.doesNotMatch(text, /^lyceum_letters/m)
  await sql`alter table mail_outbox_away rename to mail_outbox`.execute(house.platform.db)
})

test('with the database away /metrics still tells of the process', async (t) => {
  const house = await openHouse(t)
  await house.platform.database.close()

  const text = await scrapeOf(house)

  assert.match(text, /^process_resident_memory_bytes/m)
  assert.equal(figureOf(text, 'lyceum_gauge_read{gauge="jobs"}'), 0)
})

test('R-L2 no visitor can make the house remember more: the number of series does not grow with addresses and methods', async (t) => {
  const house = await openHouse(t)
  await scrapeOf(house)
  const ask = async (n: number) => {
    await house.as('ada').get(`/papers/${randomUUIDv7()}`)
    await house.as('ada').get(`/made-up-${n}?q=${n}`)
    await house.web.inject({ method: 'PROPFIND' as 'GET', url: `/x${n}`, headers: { 'user-agent': `agent ${n}` } })
  }
  await ask(0)
  const before = (await scrapeOf(house)).split('\n').length

  for (let n = 1; n <= 50; n++) await ask(n)

  // A busy machine may give one kind of answer more, which is one more histogram; one line a visit would be fifty.
  const after = (await scrapeOf(house)).split('\n').length
  assert.ok(after - before < 50, `${before} lines became ${after}`)
})

const refusals: Readonly<Record<string, InjectOptions>> = {
  'from another machine': { url: '/metrics', remoteAddress: '203.0.113.9' },
  'through a proxy that says so': { url: '/metrics', headers: { 'x-forwarded-for': '203.0.113.9' } },
  'through a proxy that says it another way': { url: '/metrics', headers: { forwarded: 'for=203.0.113.9' } },
  'by a page that has the browser here ask': { url: '/metrics', headers: { host: 'evil.example' } },
  'by a name that only begins like ours': { url: '/metrics', headers: { host: '127.0.0.1.evil.example' } },
}

for (const [how, request] of Object.entries(refusals)) {
  test(`R-V13 there is no /metrics ${how}`, async (t) => {
    const { web } = await openHouse(t)
    assert.equal((await web.inject('/metrics')).statusCode, 200, 'a program here is answered')

    const answer = await web.inject(request)

    assert.equal(answer.statusCode, 404)
    assert.doesNotMatch(answer.body, /lyceum_|\d\.\d/)
  })
}

test('R-V13 a house that people reach under a name answers here only when it knows its proxy', async (t) => {
  const named = { LYCEUM_BASE_URL: 'https://lyceum.example.org' }
  const unknown = await openHouse(t, { environment: named })
  const known = await openHouse(t, { environment: { ...named, LYCEUM_TRUST_PROXY: '127.0.0.1' } })

  assert.equal((await unknown.web.inject('/metrics')).statusCode, 404, 'a silent proxy looks like this')
  assert.equal((await known.web.inject('/metrics')).statusCode, 200)
  const forwarded = { url: '/metrics', headers: { 'x-forwarded-for': '127.0.0.1' } }
  assert.equal((await known.web.inject(forwarded)).statusCode, 404)
})

test('R-V13 from elsewhere a token of an administrator opens it, if it is for that', async (t) => {
  const { web, platform } = await openHouse(t)
  const people = await platform.db.selectFrom('accounts_people').selectAll().execute()
  const bearer = async (name: string, areas: Record<string, 'read'> | null) => {
    const personId = people.find((person) => person.name === name)?.id ?? ''
    const { secret } = await makeToken(
      platform,
      personId,
      { name: 'prometheus', scope: 'read', days: '30', areas },
      'test',
    )
    return secret
  }
  const ask = (secret: string) =>
    web.inject({ url: '/metrics', remoteAddress: '203.0.113.9', headers: { authorization: `Bearer ${secret}` } })

  assert.equal((await ask(await bearer('Dora', { metrics: 'read' }))).statusCode, 200)
  assert.equal((await ask(await bearer('Dora', null))).statusCode, 200)
  for (const secret of [
    await bearer('Dora', { papers: 'read' }),
    await bearer('Ada', null),
    'lyc_made-up-by-somebody',
  ]) {
    const answer = await ask(secret)
    assert.equal(answer.statusCode, 401)
    assert.equal(answer.headers['www-authenticate'], 'Bearer')
    assert.doesNotMatch(answer.body, /lyceum_|process_/)
  }
})
