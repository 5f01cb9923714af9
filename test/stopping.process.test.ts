import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { mixedList } from './kill/importing.ts'
import { type KilledHouse, openKilledHouse } from './kill/killed-house.ts'
import { chanceFor, seed } from './kill/seeded.ts'
import { type Ended, listen, sendSlowly, type UnderWay } from './kill/slow-requests.ts'
import { submittedJobs, submitWithoutPause } from './kill/submitting.ts'
import { databaseKinds } from './support/databases.ts'

const isLong = process.env.LYCEUM_TEST_LONG === '1'
const stopsOn = { sqlite: isLong ? 20 : 3, postgres: isLong ? 20 : 1 }
const slowRequests = 10
const uploads = 4
const streams = 5

for (const kind of databaseKinds) {
  const stops = stopsOn[kind]
  test(`R-T9 ${stops} stops under load cut no request and lose no job (${kind}, seed ${seed})`, async (t) => {
    const house = await openKilledHouse(t, {}, kind)
    const chance = chanceFor('stopping')
    const accepted: string[] = []
    const tookMs: number[] = []

    for (let n = 0; n < stops; n++) {
      const server = await house.start()
      const list = await house.bringIn(`list ${n}.csv`, mixedList(20_000).replaceAll('10.5555/k', `10.5555/${n}`))
      const submitting = submitWithoutPause(house)
      const { slow, heard } = startLoad(house)
      for (const { begun } of [...slow, ...heard]) await begun
      await sleep(400 + chance.number(800))

      const beganMs = performance.now()
      const stopped = server.stop('SIGTERM')
      await sleep(50 + chance.number(250))
      await untilNotReady(server.address)
      if (server.isRunning()) process.kill(server.pid, 'SIGTERM')
      const { code, signal } = await stopped
      tookMs.push(Math.round(performance.now() - beganMs))
      await submitting.end()
      accepted.push(...submitting.accepted)

      assert.deepEqual([code, signal], [0, null], `stop ${n}`)
      assertWhole(await endsOf(slow), `requests of stop ${n}`)
      assertWhole(await endsOf(heard), `streams of stop ${n}`)
      assert.ok(
        submitting.refused.every((status) => status === 503),
        `refusals of stop ${n}`,
      )
      await house.onCopy(async (db) => {
        const left = await db.selectFrom('tasks_jobs').select(['task', 'state', 'crash_count', 'attempt']).execute()
        assert.deepEqual(
          left.filter(({ state }) => state === 'running'),
          [],
          'what ran was handed back',
        )
        assert.deepEqual(
          left.filter((job) => job.crash_count > 0 || (job.state === 'queued' && job.attempt > 0)),
          [],
        )
        const row = await db
          .selectFrom('papers_imports')
          .select('state')
          .where('id', '=', list)
          .executeTakeFirstOrThrow()
        assert.notEqual(row.state, 'failed')
      })
    }

    t.diagnostic(`${accepted.length} jobs accepted; stops took ${tookMs.join(', ')} ms`)
    await assertAllEnd(t, house, accepted)
    assert.ok(Math.max(...tookMs) < 30_000)
  })
}

/** A signal that comes while the process is busy is heard a moment later; to refuse the connection is an answer too. */
async function untilNotReady(address: string): Promise<void> {
  const giveUpAt = performance.now() + 1_000
  for (;;) {
    const answer = await fetch(`${address}/readyz`).catch(() => undefined)
    if (answer?.ok !== true) return
    assert.ok(performance.now() < giveUpAt, '/readyz still says yes')
    await sleep(10)
  }
}

/** Requests that are under way for one to three seconds, and streams that would never end. */
function startLoad(house: KilledHouse): { slow: UnderWay[]; heard: UnderWay[] } {
  const { address, headers } = house.visit()
  const json = { ...headers, 'content-type': 'application/json' }
  const multipart = { ...headers, 'content-type': 'multipart/form-data; boundary=edge' }
  const dois = JSON.stringify({ dois: Array.from({ length: 20 }, (_, n) => `10.5555/slow.${n}`) })
  const file = `--edge\r\ncontent-disposition: form-data; name="file"; filename="slow.csv"\r\ncontent-type: text/csv\r\n\r\n${mixedList(2_000)}\r\n--edge--\r\n`
  const imports = `${address}/api/v1/papers/imports`
  const some = <Value>(count: number, make: (n: number) => Value) => Array.from({ length: count }, (_, n) => make(n))
  return {
    slow: [
      ...some(slowRequests, (n) =>
        sendSlowly({ url: `${imports}/dois`, method: 'POST', headers: json, body: dois, overMs: 1_000 + n * 200 }),
      ),
      ...some(uploads, (n) =>
        sendSlowly({ url: imports, method: 'POST', headers: multipart, body: file, overMs: 1_500 + n * 400 }),
      ),
    ],
    heard: some(streams, () => listen(`${address}/live?topics=jobs`, { ...headers, accept: 'text/event-stream' })),
  }
}

const endsOf = (requests: readonly UnderWay[]): Promise<Ended[]> => Promise.all(requests.map(({ ended }) => ended))

/** A machine that does much else at the same time may turn some away before they begin; who is let in is answered. */
function assertWhole(ended: readonly Ended[], what: string): void {
  const isRefused = ({ status, words = '' }: Ended): boolean => status === 503 && words.includes('web.overload')
  const cut = ended.filter((one) => !one.isWhole || !(isRefused(one) || (one.status >= 200 && one.status < 300)))
  assert.deepEqual(cut, [], what)
  assert.ok(!ended.every(isRefused), `${what}: somebody was let in`)
}

async function assertAllEnd(t: TestContext, house: KilledHouse, accepted: readonly string[]): Promise<void> {
  const server = await house.start()
  const giveUpAt = performance.now() + 60_000
  let jobs = await house.beside(submittedJobs)
  while (jobs.values().some(({ ended }) => ended === null) && performance.now() < giveUpAt) {
    await sleep(100)
    jobs = await house.beside(submittedJobs)
  }
  assert.deepEqual(
    accepted.filter((id) => jobs.get(id)?.state !== 'succeeded'),
    [],
  )
  await server.stop()
  t.diagnostic(`${jobs.size} jobs ended`)
}
