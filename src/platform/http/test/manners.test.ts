import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { emptyDatabase } from '../../../../test/support/databases.ts'
import { failureOf, hasty, migratedDatabase, openTestHttp, quick, serve, silent } from './support.ts'

const obeying = { politeness: { robots: true } }
const soon = { sleep: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }) }

test('PAP-P2 robots.txt is asked once a day, and its word is kept at every step', async (t) => {
  let now = '2026-11-21T10:00:00.000Z'
  const server = await serve(t, (request, response) => {
    if (request.url === '/robots.txt') return response.end('User-agent: *\nDisallow: /private')
    if (request.url === '/door') return response.writeHead(302, { location: '/private/x' }).end()
    response.end('ok')
  })
  const http = await openTestHttp(t, { now: () => now })
  const ask = (path: string) => http.request('test', quick(server.url + path, obeying))

  await ask('/a')
  await ask('/b')
  assert.equal((await failureOf(ask('/private/x'))).code, 'robots_disallowed')
  assert.equal((await failureOf(ask('/door'))).code, 'robots_disallowed')
  now = '2026-11-22T10:00:00.001Z'
  await ask('/c')

  assert.deepEqual(server.asked, ['GET /robots.txt', 'GET /a', 'GET /b', 'GET /door', 'GET /robots.txt', 'GET /c'])
})

test('PAP-P2 no robots.txt allows all; one that cannot be read allows nothing for an hour', async (t) => {
  let now = '2026-11-21T10:00:00.000Z'
  let status = 404
  const server = await serve(t, (request, response) => {
    if (request.url === '/robots.txt') return response.writeHead(status).end()
    response.end('ok')
  })
  const http = await openTestHttp(t, { now: () => now })
  const ask = () => http.request('test', quick(`${server.url}/a`, obeying))

  for (status of [404, 403, 410]) {
    assert.equal((await ask()).text(), 'ok', String(status))
    now = new Date(Date.parse(now) + 25 * 3_600_000).toISOString()
  }
  for (status of [500, 503, 429]) {
    assert.equal((await failureOf(ask())).code, 'robots_unreachable', String(status))
    const requests = server.asked.length
    const again = await failureOf(ask())
    assert.deepEqual([again.code, again.retryAfterMs, server.asked.length], ['robots_unreachable', 3_600_000, requests])
    now = new Date(Date.parse(now) + 3_600_001).toISOString()
  }
  status = 404
  assert.equal((await ask()).text(), 'ok')
})

test('PAP-P2 a robots.txt may be reached by five redirects, and counts up to 500 KiB', async (t) => {
  const server = await serve(t, (request, response) => {
    const step = Number(/^\/robots(?:\.txt|(\d))/.exec(request.url ?? '')?.[1] ?? 0)
    if (request.url?.startsWith('/robots') && step < 5)
      return response.writeHead(302, { location: `/robots${step + 1}` }).end()
    if (step === 5) return response.end(`User-agent: *\nDisallow: /a\n${'#'.repeat(600_000)}\nDisallow: /b`)
    response.end('ok')
  })
  const http = await openTestHttp(t)
  const ask = (path: string) => http.request('test', quick(server.url + path, obeying))

  assert.equal((await ask('/b')).text(), 'ok')
  assert.equal((await failureOf(ask('/a'))).code, 'robots_disallowed')
})

test('PAP-P2 a crawl delay is kept', async (t) => {
  const times: number[] = []
  const server = await serve(t, (request, response) => {
    if (request.url === '/robots.txt') return response.end('User-agent: *\nCrawl-delay: 0.2')
    times.push(performance.now())
    response.end('ok')
  })
  const http = await openTestHttp(t, soon)

  await Promise.all([1, 2, 3].map((n) => http.request('test', quick(`${server.url}/${n}`, obeying))))

  assert.ok(smallestGap(times) >= 199, `${smallestGap(times)} ms`)
})

test('PAP-P1 R-C2 pace and number are kept by many callers over two houses on one database', async (t) => {
  const url = await emptyDatabase(t, 'sqlite')
  await migratedDatabase(t, url)
  for (const pace of [
    { concurrency: 1, minIntervalMs: 60, jitter: 0.5 },
    { concurrency: 3, minIntervalMs: 0, jitter: 0 },
  ]) {
    const times: number[] = []
    let inFlight = 0
    let most = 0
    const server = await serve(t, async (_, response) => {
      times.push(performance.now())
      most = Math.max(most, ++inFlight)
      await sleep(15)
      inFlight--
      response.end('ok')
    })
    const houses = await Promise.all(
      [1, 2].map(async () =>
        openTestHttp(t, {
          ...soon,
          developmentPace: pace,
          random: Math.random,
          database: await migratedDatabase(t, url),
        }),
      ),
    )

    const work = Array.from({ length: 12 }, (_, n) =>
      houses[n % 2]?.request('test', quick(server.url, { politeness: { robots: false, waitMs: 5_000 } })),
    )
    await Promise.all(work)

    assert.equal(times.length, 12)
    assert.equal(most, pace.concurrency, 'all places are used, and no more')
    assert.ok(smallestGap(times) >= pace.minIntervalMs, `${smallestGap(times)} ms`)
  }
})

test('PAP-P2 Retry-After is obeyed in both forms, and by the other house too', async (t) => {
  const start = Date.parse('2026-11-21T10:00:00.000Z')
  for (const [header, quietMs] of [
    ['120', 120_000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 3_600_000],
  ] as const) {
    let now = start
    const server = await serve(t, (_, response) => response.writeHead(429, { 'retry-after': header }).end())
    const database = await migratedDatabase(t)
    const options = { database, now: () => new Date(now).toISOString() }
    const [here, there] = [await openTestHttp(t, options), await openTestHttp(t, options)]

    const first = await failureOf(here.request('test', quick(server.url)))
    assert.deepEqual([first.code, first.retryAfterMs], ['rate_limited', quietMs])
    now += quietMs - 60_000
    const second = await failureOf(there.request('test', quick(server.url)))
    assert.deepEqual([second.code, second.retryAfterMs], ['host_paused', 60_000])
    assert.equal(server.asked.length, 1)
    now += 60_001
    assert.equal((await failureOf(there.request('test', quick(server.url)))).code, 'rate_limited')
  }
})

test('a host that keeps failing is left alone, and said so once', async (t) => {
  const told: unknown[] = []
  const server = await serve(t, (_, response) => response.writeHead(500).end())
  const http = await openTestHttp(t, { log: { ...silent, warn: (facts: unknown) => void told.push(facts) } })
  const ask = () => failureOf(http.request('test', quick(server.url, { method: 'POST' })))

  for (let n = 0; n < 5; n++) assert.equal((await ask()).code, 'http_5xx')
  const failure = await ask()

  assert.equal(failure.code, 'host_paused')
  assert.ok((failure.retryAfterMs ?? 0) > 29 * 60_000)
  assert.equal(server.asked.length, 5)
  assert.equal(told.length, 1)
})

test('reported trouble counts like a failure, though the host answered', async (t) => {
  const server = await serve(t, (_, response) => response.end('Just a moment'))
  const http = await openTestHttp(t)
  for (let n = 0; n < 3; n++) {
    await http.request('test', quick(server.url))
    await http.report(server.url, 2)
  }

  assert.equal((await failureOf(http.request('test', quick(server.url)))).code, 'host_paused')
  assert.equal(server.asked.length, 3)
})

test('a turn that is too far away is refused at once, with the time it takes', async (t) => {
  const server = await serve(t, (_, response) => response.end('ok'))
  const http = await openTestHttp(t, { developmentPace: { ...hasty, minIntervalMs: 60_000 } })

  await http.request('test', quick(server.url))
  const failure = await failureOf(http.request('test', quick(server.url)))

  assert.equal(failure.code, 'host_busy')
  assert.ok((failure.retryAfterMs ?? 0) > 59_000)
})

test('hosts of one registrable domain share a pace; in development each listed port has its own', async (t) => {
  const dev = await openTestHttp(t, { allow: '127.0.0.1/32 repo.local:8080' })
  const house = await openTestHttp(t, { isDevelopment: false })

  assert.equal(dev.hostKey('https://a.b.example.co.uk/x'), 'example.co.uk')
  assert.equal(dev.hostKey('http://127.0.0.1:5000/'), '127.0.0.1:5000')
  assert.equal(dev.hostKey('http://repo.local:8080/'), 'repo.local:8080')
  assert.equal(house.hostKey('http://127.0.0.1:5000/'), '127.0.0.1')
})

function smallestGap(times: readonly number[]): number {
  return Math.min(...times.slice(1).map((time, n) => time - (times[n] ?? 0)))
}

test('PAP-12.2 hosts of one group share a pace beside their own, robots.txt and redirects included', async (t) => {
  let ms = Date.parse('2026-11-21T10:00:00.000Z')
  const now = () => new Date(ms).toISOString()
  const sleep = async (restMs: number) => {
    ms += restMs
  }
  const startedAt: number[] = []
  const open = () =>
    serve(t, (request, response) => {
      if (request.url !== '/robots.txt') startedAt.push(ms)
      if (request.url === '/door') return response.writeHead(302, { location: '/a' }).end()
      response.end('ok')
    })
  const [one, other] = [await open(), await open()]
  const http = await openTestHttp(t, {
    now,
    sleep,
    developmentPace: { concurrency: 1, minIntervalMs: 1_000, jitter: 0 },
  })
  const gapsOf = async (group: string | undefined, paths: readonly string[]) => {
    startedAt.length = 0
    ms += 60_000
    for (const path of paths)
      await http.request('test', quick(path, { politeness: { robots: true, group, waitMs: 30_000 } }))
    return startedAt.slice(1).map((at, n) => at - (startedAt[n] ?? 0))
  }
  await gapsOf(undefined, [`${one.url}/a`, `${other.url}/a`])

  const apart = await gapsOf(undefined, [`${one.url}/a`, `${other.url}/a`])
  const together = await gapsOf('publisher', [`${one.url}/a`, `${other.url}/a`])
  const redirected = await gapsOf('publisher', [`${one.url}/door`, `${other.url}/a`])

  assert.deepEqual(apart, [0])
  assert.ok(
    together.every((gap) => gap >= 1_000),
    String(together),
  )
  assert.ok(redirected.length === 2 && redirected.every((gap) => gap >= 1_000), String(redirected))
})
