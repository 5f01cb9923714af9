import assert from 'node:assert/strict'
import { once } from 'node:events'
import { rename } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Web } from '../src/platform/web/web.ts'
import { emptyDatabase } from './support/databases.ts'
import { openHouse } from './support/house.ts'

const untilReadyMs = 10_000

/** The status of `/readyz`, which must be told within two seconds, whatever is broken. */
async function readiness(web: Web): Promise<number> {
  const askedAt = performance.now()
  const { statusCode, body } = await web.inject('/readyz')
  assert.ok(performance.now() - askedAt < 2_000, 'the truth comes within two seconds')
  assert.doesNotMatch(body, /\d|database|files|queue/, 'neither versions nor reasons are told')
  assert.equal((await web.inject('/healthz')).statusCode, 200, 'the process turns all the while')
  return statusCode
}

test('R-L4 /readyz tells within two seconds that the files or the queue are gone, and that they are back', async (t) => {
  const { web, platform } = await openHouse(t)
  assert.equal(await readiness(web), 200)

  const folder = dirname(platform.files.stagingFolder)
  await rename(folder, `${folder}-away`)
  assert.equal(await readiness(web), 503)
  await rename(`${folder}-away`, folder)
  assert.equal(await readiness(web), 200)

  await sql`alter table tasks_jobs rename to tasks_jobs_away`.execute(platform.db)
  assert.equal(await readiness(web), 503)
  await sql`alter table tasks_jobs_away rename to tasks_jobs`.execute(platform.db)
  assert.equal(await readiness(web), 200)
})

test('R-D6 while another program holds the database, whoever writes is told so within 5 s, and who reads is served', async (t) => {
  const { holder, as, web } = await openHeld(t)
  const save = () => as('ada').post('/papers/collector/contact', { contact: 'papers@lyceum.science' })
  assert.equal((await save()).statusCode, 303)

  holder.exec('begin immediate')
  const startedAt = performance.now()
  const [written, read, ready] = await Promise.all([save(), as('ada').get('/papers/list'), readiness(web)])
  const tookMs = performance.now() - startedAt
  holder.exec('rollback')

  assert.equal(written.statusCode, 503, written.body.slice(0, 200))
  assert.equal(written.headers['retry-after'], '5')
  assert.match(written.body, /papers@lyceum\.science/, 'what was typed is still there')
  assert.equal(read.statusCode, 200)
  assert.equal(ready, 200)
  assert.ok(tookMs < 6_500, `${tookMs} ms`)
  assert.equal((await save()).statusCode, 303, 'it recovers alone')
})

/** A house on SQLite, and another connection to its database. */
async function openHeld(t: TestContext) {
  const house = await openHouse(t)
  const holder = new DatabaseSync(house.platform.config.databaseUrl.slice('sqlite:'.length))
  t.after(() => holder.close())
  return { ...house, holder }
}

test('R-D6 PAP-C6 with PostgreSQL away every page says so within 5 s, static files still come, and it recovers alone', async (t) => {
  const line = await openLine(t, await emptyDatabase(t, 'postgres'))
  const { web, as } = await openHouse(t, { environment: { LYCEUM_DATABASE_URL: line.url } })
  assert.equal((await as('ada').get('/papers/list')).statusCode, 200)
  assert.equal(await readiness(web), 200)

  await line.cut()
  for (const ask of [
    () => as('ada').get('/papers/list'),
    () => as('ada').json('GET', '/api/v1/papers/collector'),
    () => as('ada').post('/papers/collector/contact', { contact: 'papers@lyceum.science' }),
  ]) {
    const askedAt = performance.now()
    const answer = await ask()
    assert.equal(answer.statusCode, 503, answer.body.slice(0, 300))
    assert.equal(answer.headers['retry-after'], '5')
    assert.ok(performance.now() - askedAt < 5_500)
  }
  assert.equal(await readiness(web), 503)
  const css = { url: web.house.assets.href('web/house.css'), headers: { cookie: as('ada').visitor?.cookie ?? '' } }
  assert.equal((await web.inject(css)).statusCode, 200)

  await line.mend()
  const backAt = performance.now()
  while ((await readiness(web)) !== 200) {
    assert.ok(performance.now() - backAt < untilReadyMs, 'it recovers alone within ten seconds')
    await sleep(100)
  }
  assert.equal((await as('ada').get('/papers/list')).statusCode, 200)
})

/** A line to a database server that can be cut and mended. */
async function openLine(t: TestContext, serverUrl: string) {
  const target = new URL(serverUrl)
  const open = new Set<Socket>()
  const line = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy()).on('close', () => open.delete(one))
    }
  })
  const listen = async (port: number): Promise<void> => {
    line.listen(port, '127.0.0.1')
    await once(line, 'listening')
  }
  const cut = async (): Promise<void> => {
    const closed = once(line, 'close')
    line.close()
    for (const socket of open) socket.destroy()
    await closed
  }
  await listen(0)
  const address = line.address()
  const port = typeof address === 'object' && address ? address.port : 0
  t.after(() => line.listening && cut())
  const url = Object.assign(new URL(serverUrl), { port: String(port) })
  return { url: url.href, cut, mend: () => listen(port) }
}
