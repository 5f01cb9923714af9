import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createRawServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { emptyDatabase, openTestDatabase } from '../../../../test/support/databases.ts'
import type { Database } from '../../database/database.ts'
import { migrateUp } from '../../database/migrating.ts'
import { parseAllowList } from '../addresses.ts'
import { HttpFailure } from '../failures.ts'
import { databaseLedger } from '../host-ledger.ts'
import { type Http, type HttpOptions, type HttpRequest, openHttp } from '../http.ts'
import { http as httpPart } from '../part.ts'
import { databaseRobotsCache } from '../robots-cache.ts'

export interface TestHttpOptions extends Partial<Omit<HttpOptions, 'allow'>> {
  readonly allow?: string
  readonly database?: Database
}

/** Nothing between two requests; one at a time, all of one host. */
export const hasty = { concurrency: 8, minIntervalMs: 0, jitter: 0 }

/** A way out that may reach 127.0.0.1, and says so much in the time of a test. */
export async function openTestHttp(t: TestContext, options: TestHttpOptions = {}): Promise<Http> {
  const { allow = '127.0.0.1/32', database = await migratedDatabase(t), ...rest } = options
  const now = rest.now ?? (() => new Date().toISOString())
  const http = openHttp({
    allow: parseAllowList(allow.split(' ').filter(Boolean)),
    isDevelopment: true,
    developmentPace: hasty,
    identity: () => ({ version: '1.2.3', project: 'https://example.org/group', contact: 'group@example.org' }),
    ledger: databaseLedger(database, now),
    robots: databaseRobotsCache(database),
    log: silent,
    now,
    // Between tries nobody waits in a test; the wait for a host's turn is a few milliseconds anyway.
    sleep: (ms, signal) => shortSleep(Math.min(ms, 20), signal),
    random: () => 0,
    resolve: async () => ['127.0.0.1'],
    connectMs: 500,
    ...rest,
  })
  t.after(() => http.close())
  return http
}

export const silent = { debug: () => {}, info: () => {}, warn: () => {} }

/** As the web thread has it: several connections in one thread must not wait for each other's locks with the thread. */
export async function migratedDatabase(t: TestContext, url?: string): Promise<Database> {
  const database = await openTestDatabase(t, url ?? (await emptyDatabase(t, 'sqlite')), 'web')
  await migrateUp(database.db, database.kind, [httpPart.migrations ?? { name: 'http', steps: {} }])
  return database
}

/** A request without robots.txt in front, and with the patience of a test. */
export const quick = (url: string, rest: Partial<HttpRequest> = {}): HttpRequest => ({
  url,
  timeouts: { firstByteMs: 300, idleMs: 200, wholeMs: 700 },
  ...rest,
  politeness: { pace: hasty, robots: false, waitMs: 1_000, ...rest.politeness },
})

/** A web server on 127.0.0.1 (or a neighbour) with the paths that were asked for. */
export async function serve(t: TestContext, answer: RequestListener, host = '127.0.0.1') {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    answer(request, response)
  })
  return { ...(await listening(t, server, host)), asked }
}

/** A server below HTTP: whatever `talk` writes is the answer to the first bytes of a request. */
export async function serveRaw(t: TestContext, talk: (socket: Socket) => void) {
  const sockets = new Set<Socket>()
  const server = createRawServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => talk(socket))
  })
  t.after(() => {
    for (const socket of sockets) socket.destroy()
  })
  return listening(t, server, '127.0.0.1')
}

/** The failure that must come. */
export async function failureOf(work: Promise<unknown>): Promise<HttpFailure> {
  const result = await work.then(
    () => 'it succeeded',
    (error: unknown) => error,
  )
  if (result instanceof HttpFailure) return result
  throw new Error('an HttpFailure was expected', { cause: result })
}

async function listening(t: TestContext, server: Server | ReturnType<typeof createRawServer>, host: string) {
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  t.after(() => {
    server.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return { port, url: `http://${host}:${port}` }
}

function shortSleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
