import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { atEnd } from '../support/endings.ts'

/** A proxy in front of several web processes, as simple as one can be that follows `/readyz`. It tries nothing twice. */
export type ReadinessProxy = Readonly<{
  url: string
  /** Takes a process in, once that is ready; what no longer answers leaves by itself. */
  add: (address: string) => void
  /** How many requests went to each process. */
  passed: ReadonlyMap<string, number>
}>

const lookEveryMs = 100
const patienceMs = 5_000
/** One "no" may be a moment of much to do. */
const noesToLeave = 2

export async function startReadinessProxy(t: TestContext): Promise<ReadinessProxy> {
  const known = new Set<string>()
  const ready = new Set<string>()
  const passed = new Map<string, number>()
  const agent = new Agent({ keepAlive: true })
  let turn = 0
  let isOver = false

  const look = async (address: string): Promise<void> => {
    for (let noes = 0; !isOver && known.has(address); ) {
      const answer = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(patienceMs) }).catch(
        () => undefined,
      )
      noes = answer?.ok ? 0 : noes + 1
      if (noes === 0) ready.add(address)
      else if (!answer || noes >= noesToLeave) ready.delete(address)
      if (!answer) known.delete(address)
      await sleep(lookEveryMs)
    }
  }
  const server = createServer((incoming, outgoing) => {
    const addresses = [...ready]
    const address = addresses[turn++ % addresses.length]
    if (address === undefined) return void outgoing.writeHead(502).end('nobody is ready')
    passed.set(address, (passed.get(address) ?? 0) + 1)
    pass(incoming, outgoing, address, agent)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(t, () => {
    isOver = true
    server.closeAllConnections()
    server.close()
    agent.destroy()
  })
  const port = server.address()
  return {
    url: `http://127.0.0.1:${typeof port === 'object' && port ? port.port : 0}`,
    passed,
    add: (address) => {
      known.add(address)
      void look(address)
    },
  }
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, address: string, agent: Agent): void {
  const { method, url, headers } = incoming
  const forwarded = { ...headers, 'x-forwarded-for': incoming.socket.remoteAddress }
  const onward = request(address + url, { method, headers: forwarded, agent }, (answer) => {
    const { connection: _, 'keep-alive': __, ...others } = answer.headers
    outgoing.writeHead(answer.statusCode ?? 502, others)
    answer.pipe(outgoing)
    answer.once('error', () => outgoing.destroy())
  })
  onward.once('error', (error) => {
    if (outgoing.headersSent) outgoing.destroy()
    else outgoing.writeHead(502).end(error.message)
  })
  outgoing.once('close', () => onward.destroy())
  incoming.pipe(onward)
}
