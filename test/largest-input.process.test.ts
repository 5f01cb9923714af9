import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { mixedList } from './kill/importing.ts'
import { type KilledHouse, openKilledHouse } from './kill/killed-house.ts'
import { nameOf, openAllRoutes, type Route } from './support/all-routes.ts'
import { type LargeRequest, largestRequests } from './support/largest-input.ts'
import { type Ping, startPinging } from './support/pinging.ts'

const worstMs = 200
const mostMemoryMb = 150
const uploadBytes = (process.env.LYCEUM_TEST_LONG === '1' ? 200 : 20) * 1024 ** 2
/** Another try for what a busy machine may have done. */
const tries = 5

type Sent = Readonly<{
  what: string
  request: LargeRequest
  from: number
  to: number
  status: number
  /** What the thread that answers has worked meanwhile. */
  workMs: number
}>

async function send({ visit }: KilledHouse, pid: number, what: string, request: LargeRequest): Promise<Sent> {
  const { address, headers } = visit()
  const { path, method, type, body } = request
  const [from, before] = [Date.now(), workOf(pid)]
  const given = { ...headers, ...(type && { 'content-type': type }) }
  const signal = AbortSignal.timeout(20_000)
  const answer = await fetch(address + path, { method, headers: given, body, redirect: 'manual', signal }).catch(
    () => undefined,
  )
  await answer?.body?.pipeTo(new WritableStream()).catch(() => {})
  return { what, request, from, to: Date.now(), status: answer?.status ?? 0, workMs: workOf(pid) - before }
}

/** Processor time of the main thread, in ms: what nobody else on a busy machine can make longer. */
const workOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6

/** Memory of the whole process in MB, and the most it ever was. */
function memoryOf(pid: number): { now: number; most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1_024
  return { now: read('VmRSS'), most: read('VmHWM') }
}

/** Streams never end by themselves. */
const isStream = ({ url }: Route): boolean => url === '/live'

test('R-L2 no request, however large, keeps the process from answering others', async (t) => {
  const { routes } = await openAllRoutes(t)
  const house = await openKilledHouse(t, { LYCEUM_LOG_LEVEL: 'error' })
  const server = await house.start()
  await house.bringIn('list.csv', mixedList(20_000))

  const wanted = routes
    .filter((route) => !isStream(route))
    .flatMap((route) =>
      largestRequests(route, randomUUIDv7(), uploadBytes).map((request) => ({ what: nameOf(route), request })),
    )
  assert.ok(wanted.length > 200, `${wanted.length} requests`)
  // What is loaded on first use is no matter of size.
  for (const { what, request } of wanted.filter(({ request }) => request.method === 'GET'))
    await send(house, server.pid, what, { ...request, path: request.path.split('?', 1)[0] ?? '/' })
  await sleep(1_000)
  writeFileSync(`/proc/${server.pid}/clear_refs`, '5')
  const start = memoryOf(server.pid).now

  const pinging = startPinging(`${server.address}/healthz`, 20)
  const sent: Sent[] = []
  for (const { what, request } of wanted) sent.push(await send(house, server.pid, what, request))
  const pings = await pinging.stop()

  const worst = Math.max(...sent.map((one) => waitDuring(one, pings)))
  const { most } = memoryOf(server.pid)
  t.diagnostic(
    `${sent.length} requests; others waited ${worst.toFixed(0)} ms at worst; ${start.toFixed(0)} MB at first, ${most.toFixed(0)} MB at most`,
  )
  assert.deepEqual(
    pings.filter(({ status }) => status !== 200),
    [],
  )
  assert.deepEqual(
    sent.filter(({ status }) => status === 0 || status === 500).map(({ what, status }) => `${what} ${status}`),
    [],
    mistakes(house),
  )
  for (const slow of sent.filter((one) => waitDuring(one, pings) > worstMs)) await assertQuick(house, server.pid, slow)
  assert.ok(most < start + mostMemoryMb, `${most} MB`)
})

/** What the server wrote down as wrong, to be read where the test fails. */
function mistakes({ instanceFolder }: KilledHouse): string {
  const folder = join(instanceFolder, 'logs')
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('error')) : []
  return names
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('')
    .slice(0, 3_000)
}

/** How long the request kept others waiting: never longer than the thread worked for it. */
function waitDuring({ from, to, workMs }: Sent, pings: readonly Ping[]): number {
  const waits = pings.filter(({ at, tookMs }) => at <= to && at + tookMs >= from).map(({ tookMs }) => tookMs)
  return Math.min(Math.max(0, ...waits), workMs)
}

async function assertQuick(house: KilledHouse, pid: number, { what, request }: Sent): Promise<void> {
  const found: number[] = []
  for (let n = 0; n < tries; n++) {
    const pinging = startPinging(`${house.visit().address}/healthz`, 20)
    await sleep(200)
    const again = await send(house, pid, what, request)
    await sleep(100)
    found.push(waitDuring(again, await pinging.stop()))
    if ((found.at(-1) ?? 0) <= worstMs) return
  }
  assert.fail(`${what}: others waited ${found.map((ms) => ms.toFixed(0)).join(', ')} ms`)
}
