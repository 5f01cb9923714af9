import { once } from 'node:events'
import { createServer } from 'node:http'
import type { TestContext } from 'node:test'
import { atEnd } from '../support/endings.ts'

/** Long enough that a kill meets many who wait for it. */
const answerMs = 40

/** Somebody outside who is told of things, and counts: which thing, and under which idempotency keys. */
export type CountingServer = Readonly<{
  url: string
  /** By thing: each key under which it was told, and how often. */
  told: ReadonlyMap<string, ReadonlyMap<string, number>>
}>

export async function startCountingServer(t: TestContext): Promise<CountingServer> {
  const told = new Map<string, Map<string, number>>()
  const server = createServer((request, response) => {
    const thing = request.url?.slice(1) ?? ''
    const key = String(request.headers['idempotency-key'] ?? '')
    const keys = told.get(thing) ?? new Map<string, number>()
    told.set(thing, keys.set(key, (keys.get(key) ?? 0) + 1))
    request.resume()
    setTimeout(() => response.end('heard'), answerMs)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(t, () => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, told }
}
