import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { atEnd } from './endings.ts'

/** `pass` as usual; `swallow`: packets vanish in both directions, and nobody is told; `refuse`: nobody gets through. */
export type ProxyMode = 'pass' | 'swallow' | 'refuse'

/** A way to a server that can fail. */
export type TcpProxy = Readonly<{
  /** The address of the server, with host and port of the proxy. */
  url: string
  /** Connections through which something was swallowed stay silent for ever: their streams have a hole. */
  set: (mode: ProxyMode) => void
  /** Resets every connection; answers how many there were. */
  cut: () => number
}>

export async function openTcpProxy(t: TestContext, target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target)
  const near = new Set<Socket>()
  let mode: ProxyMode = 'pass'
  let silences = new AbortController()

  const server = createServer((client) => {
    if (mode === 'refuse') return void client.resetAndDestroy()
    near.add(client)
    client.on('close', () => near.delete(client))
    client.on('error', () => {})
    if (mode === 'pass') join(client, connect(Number(port), hostname), silences.signal)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const cut = (): number => {
    const open = [...near]
    for (const socket of open) socket.resetAndDestroy()
    return open.length
  }
  atEnd(t, () => {
    cut()
    server.close()
  })
  const url = new URL(target)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: url.href,
    cut,
    set: (next) => {
      mode = next
      if (mode !== 'swallow') return
      silences.abort()
      silences = new AbortController()
    },
  }
}

function join(client: Socket, server: Socket, silence: AbortSignal): void {
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('data', (bytes) => silence.aborted || other.write(bytes))
    one.on('error', () => {})
    one.on('close', () => silence.aborted || other.destroy())
  }
}
