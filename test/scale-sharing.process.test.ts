import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { migrationLines } from '../src/parts.ts'
import { chanceFor, seed } from './kill/seeded.ts'
import { openVisitor } from './scale/cookie-visitor.ts'
import { type Fleet, openFleet } from './scale/fleet.ts'
import { atEnd } from './support/endings.ts'
import { migratedDatabase } from './support/migrated.ts'
import { cast, castPassword } from './support/people.ts'
import type { ServerProcess } from './support/process.ts'

const isLong = process.env.LYCEUM_TEST_LONG === '1'

test('what one web process knows all know', async (t) => {
  const fleet = await openFleet(t, { databaseUrl: await migratedDatabase(t, 'postgres', migrationLines) })
  const webs = await Promise.all([fleet.start('web'), fleet.start('web')])

  await t.test('R-V7 a session holds at every process, and ends at all of them at once', () => endAtOnce(webs))
  await t.test('R-P3 the same key at two processes is one request, however often it is sent', () =>
    sendOnce(fleet, webs),
  )
  await t.test('R-V6 tries to sign in are counted over all processes', () => countTries(webs))
  await Promise.all(webs.map((web) => web.stop()))
})

async function endAtOnce([here, there]: readonly ServerProcess[]): Promise<void> {
  assert.ok(here && there)
  const visitor = openVisitor()
  const fields = { email: cast.ada.email, password: castPassword }

  // The form of one process is good for the other: both know the same secret.
  const signedIn = await visitor.submit(`${here.address}/sign-in`, `${there.address}/sign-in`, fields)
  const seen = await Promise.all(
    [here, there].map(async ({ address }) => (await visitor.get(`${address}/papers`)).status),
  )
  await visitor.submit(`${here.address}/account`, `${there.address}/sign-out`)
  const another = openVisitor()
  await another.submit(`${there.address}/sign-in`, `${there.address}/sign-in`, fields)

  assert.equal(signedIn.status, 303)
  assert.deepEqual(seen, [200, 200])
  for (const { address } of [here, there])
    assert.match((await visitor.get(`${address}/papers`)).headers.get('location') ?? '', /^\/sign-in/)
  assert.equal((await another.get(`${here.address}/papers`)).status, 200, 'who did not sign out stays')
}

async function sendOnce({ headers, platform }: Fleet, webs: readonly ServerProcess[]): Promise<void> {
  const post = async (n: number): Promise<Readonly<{ status: number; body: string }>> => {
    const answer = await fetch(`${webs[n % webs.length]?.address}/api/v1/papers/papers/bulk`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': 'pressed-twenty-times' },
      body: JSON.stringify({ action: 'priority', priority: 1, q: '' }),
    })
    return { status: answer.status, body: await answer.text() }
  }

  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => post(n)))

  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]))
  assert.equal(new Set(answers.map(({ body }) => body)).size, 1, 'everybody gets the answer of the first')
  const jobs = await platform.db.selectFrom('tasks_jobs').select('id').where('task', '=', 'papers.bulk').execute()
  assert.equal(jobs.length, 1)
}

async function countTries(webs: readonly ServerProcess[]): Promise<void> {
  const statuses: number[] = []
  for (let n = 0; n < 14; n++) {
    const page = `${webs[n % webs.length]?.address}/sign-in`
    const wrong = { email: cast.ben.email, password: 'not the one that it is' }
    statuses.push((await openVisitor().submit(page, page, wrong)).status)
  }

  assert.deepEqual(
    statuses.map((status) => status === 429),
    statuses.map((_, n) => n >= 10),
    statuses.join(', '),
  )
}

const intervalMs = 250
const askers = 4
const kills = isLong ? 50 : 4

test(`R-C2 PAP-P1 four processes ask one host one at a time and never too soon, through ${kills} kills (seed ${seed})`, async (t) => {
  const fleet = await openFleet(t, { databaseUrl: await migratedDatabase(t, 'postgres', migrationLines) })
  const host = await startAskedHost(t)
  const args = [fleet.environment.LYCEUM_DATABASE_URL ?? '', host.url, String(intervalMs)]
  const chance = chanceFor('asking')
  const children = await Promise.all(Array.from({ length: askers }, () => startAsker(t, args)))

  for (let n = 0; n < kills; n++) {
    await sleep(500 + chance.number(500))
    const at = chance.number(askers)
    children[at]?.kill('SIGKILL')
    children[at] = await startAsker(t, args)
  }
  await sleep(1_500)
  for (const child of children) child.kill('SIGKILL')

  const gaps = host.times.slice(1).map((at, n) => at - (host.times[n] ?? 0))
  t.diagnostic(`asked ${host.times.length} times, at least ${Math.round(Math.min(...gaps))} ms apart`)
  assert.ok(host.times.length > 5 + kills, `only ${host.times.length} questions came`)
  assert.equal(host.mostAtOnce(), 1)
  assert.ok(Math.min(...gaps) >= intervalMs - 5, `${Math.min(...gaps)} ms from one question to the next`)
})

/** Somebody who counts how often, and how many at once, ask. A question of a dead process is over. */
async function startAskedHost(t: TestContext) {
  const times: number[] = []
  let [atOnce, most] = [0, 0]
  const server = createServer((_request, response) => {
    times.push(performance.now())
    most = Math.max(most, ++atOnce)
    response.once('close', () => atOnce--)
    setTimeout(() => response.end('well'), 60)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(t, () => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `http://127.0.0.1:${port}/`, times, mostAtOnce: () => most }
}

async function startAsker(t: TestContext, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'scale/polite-asker.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  atEnd(t, () => child.kill('SIGKILL'))
  await once(child.stdout ?? child, 'data')
  return child
}
