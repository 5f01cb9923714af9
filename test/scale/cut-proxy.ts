import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { atEnd } from '../support/endings.ts'

/** A way to a server that can be cut. */
export type CutProxy = Readonly<{
  /** The address, with host and port of the proxy. */
  url: string
  /** Ends every connection that goes through it; new ones pass. Answers how many there were. */
  cut: () => number
}>

export async function startCutProxy(t: TestContext, target: string): Promise<CutProxy> {
  const { hostname, port } = new URL(target)
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    open.add(near)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => {
        other.destroy()
        open.delete(near)
      })
      one.pipe(other)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = (): number => {
    const ended = open.size
    for (const socket of open) socket.resetAndDestroy()
    return ended
  }
  atEnd(t, () => {
    cut()
    server.close()
  })
  const address = server.address()
  const url = new URL(target)
  url.host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  return { url: url.href, cut }
}
