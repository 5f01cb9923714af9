import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import autocannon from 'autocannon'
import type { OverloadLimits } from '../overload.ts'
import { openTestWeb } from './open-test-web.ts'

const busyMs = 20

/** A house with a page that keeps the whole process busy while it is made. */
async function openBusy(t: TestContext, overload: OverloadLimits) {
  const web = await openTestWeb(t, {
    overload,
    routes: (web) => web.get('/slowest', { config: { rule: 'open' } }, async () => keepBusy()),
  })
  const baseUrl = await web.listen({ host: '127.0.0.1', port: 0 })
  return { baseUrl, css: web.house.assets.href('web/house.css') }
}

function keepBusy(): string {
  const until = performance.now() + busyMs
  while (performance.now() < until);
  return 'done'
}

/** Asks for one address again and again, until the storm is over. */
async function visitUntil(storm: PromiseLike<unknown>, url: string): Promise<{ status: number; tookMs: number }[]> {
  const visits: { status: number; tookMs: number }[] = []
  let isOver = false
  storm.then(() => {
    isOver = true
  })
  while (!isOver) {
    const askedAt = performance.now()
    const { status } = await fetch(url)
    visits.push({ status, tookMs: performance.now() - askedAt })
  }
  return visits
}

test('R-L1 a burst on the slowest page is refused with 503 and Retry-After, and all is normal again at once', async (t) => {
  const { baseUrl, css } = await openBusy(t, { delayMs: 200, memoryBytes: Number.POSITIVE_INFINITY })
  assert.equal((await fetch(`${baseUrl}/slowest`)).status, 200)

  const storm = autocannon({ url: `${baseUrl}/slowest`, connections: 100, duration: 5, workers: 1 })
  const others = [`${baseUrl}/healthz`, baseUrl + css].map((url) => visitUntil(storm, url))
  const { statusCodeStats = {} } = await storm

  for (const visits of await Promise.all(others)) {
    assert.deepEqual([...new Set(visits.map(({ status }) => status))], [200])
    // The first turns of the loop take in the whole burst; from then on each is cut.
    const usualMs = visits.map(({ tookMs }) => tookMs).sort((a, b) => a - b)[Math.floor(visits.length / 2)] ?? 0
    assert.ok(usualMs < 1_000, `static files and /healthz: ${usualMs} ms under a storm, usually`)
  }
  const [served, refused] = ['200', '503'].map((status) => Number(statusCodeStats[status]?.count ?? 0))
  assert.deepEqual(Object.keys(statusCodeStats).sort(), ['200', '503'])
  assert.ok((refused ?? 0) > 50 && (served ?? 0) > 5, `${served} were served, ${refused} refused`)

  const overAt = performance.now()
  while ((await fetch(`${baseUrl}/slowest`)).status !== 200) {
    assert.ok(performance.now() - overAt < 3_000, 'all is normal again within three seconds')
    await sleep(50)
  }
})

test('R-L1 beyond the limit on memory pages are refused; programs are told as problem+json', async (t) => {
  const { baseUrl, css } = await openBusy(t, { delayMs: Number.POSITIVE_INFINITY, memoryBytes: 1 })

  const page = await fetch(`${baseUrl}/slowest`)
  const problem = await fetch(`${baseUrl}/slowest`, { headers: { accept: 'application/json' } })

  assert.equal(page.status, 503)
  assert.equal(page.headers.get('retry-after'), '5')
  assert.match(await page.text(), /more to do than it can manage/)
  assert.equal(page.headers.get('x-content-type-options'), 'nosniff')
  assert.equal(((await problem.json()) as { code: string }).code, 'web.overload')
  assert.equal((await fetch(`${baseUrl}/healthz`)).status, 200)
  assert.equal((await fetch(baseUrl + css)).status, 200)
})
