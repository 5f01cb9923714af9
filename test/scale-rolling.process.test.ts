import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { migrationLines } from '../src/parts.ts'
import { openFleet, type Role } from './scale/fleet.ts'
import { startReadinessProxy } from './scale/readiness-proxy.ts'
import { type Stream, sendVisitors } from './scale/visitors.ts'
import { migratedDatabase } from './support/migrated.ts'
import { until } from './support/until.ts'

const isLong = process.env.LYCEUM_TEST_LONG === '1'
const rounds = isLong ? 5 : 1

test(`R-T9 ${rounds} rolling restarts under load answer every request, and streams come again`, async (t) => {
  const { complaints, overloads, answers, streams, codes, tookMs } = await restartInTurn(t, rounds, 1_500)

  t.diagnostic(
    `${answers} answers, ${overloads} of them to come again later, ${streams.length} streams ended; stops took ${tookMs.join(', ')} ms`,
  )
  assert.deepEqual(complaints, [])
  assert.ok(overloads < answers / 50, `${overloads} of ${answers} were asked to come again`)
  assert.deepEqual(new Set(codes), new Set([0]))
  assert.ok(Math.max(...tookMs) < 30_000)
  assert.ok(answers > 100 * rounds, `only ${answers} were answered`)
  assert.ok(streams.length >= 2 * rounds, 'each stop must have met a stream')
  for (const { status, lastWords, isWhole } of streams)
    assert.deepEqual([status, isWhole, /retry: \d+\s*$/.test(lastWords)], [200, true, true], lastWords)
})

test('R-T9 the same test sees a house that does not wait for the proxy', async (t) => {
  const { complaints } = await restartInTurn(t, 1, 0, ['web', 'web'])

  assert.notDeepEqual(complaints, [], 'the fault must show, or the test above means nothing')
})

type Restarted = Readonly<{
  complaints: readonly string[]
  overloads: number
  answers: number
  streams: readonly Stream[]
  codes: readonly (number | null)[]
  tookMs: readonly number[]
}>

/** Every process of a fleet is stopped and another one started in its place, one after the other. */
async function restartInTurn(
  t: TestContext,
  times: number,
  drainMs: number,
  roles: readonly Role[] = ['web', 'web', 'worker'],
): Promise<Restarted> {
  const proxy = await startReadinessProxy(t)
  const fleet = await openFleet(t, {
    databaseUrl: await migratedDatabase(t, 'postgres', migrationLines),
    environment: {
      LYCEUM_BASE_URL: proxy.url,
      LYCEUM_TRUST_PROXY: '127.0.0.1',
      LYCEUM_DRAIN_MS: String(drainMs),
    },
  })
  const start = async (role: Role) => {
    const server = await fleet.start(role)
    if (role === 'web') proxy.add(server.address)
    return { role, server }
  }
  let here = await Promise.all(roles.map(start))
  const visitors = sendVisitors(proxy.url, fleet.headers)
  await until('the first answers', () => visitors.answered() >= 20)

  const [codes, tookMs]: [(number | null)[], number[]] = [[], []]
  for (let round = 0; round < times; round++) {
    const next: typeof here = []
    for (const { role, server } of here) {
      const beganMs = performance.now()
      codes.push((await server.stop('SIGTERM')).code)
      tookMs.push(Math.round(performance.now() - beganMs))
      const berth = await start(role)
      const { address } = berth.server
      if (role === 'web') await until('somebody is sent there', () => (proxy.passed.get(address) ?? 0) > 0)
      next.push(berth)
    }
    here = next
  }
  const seen = await visitors.leave()
  await Promise.all(here.map(({ server }) => server.stop()))
  return { ...seen, codes, tookMs }
}
