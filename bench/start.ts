import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../test/support/free-port.ts'

export const title = 'PAP-A5 start: from the command to a healthy /readyz, and the idle memory of the process'

const starts = 5
const idleAfterMs = 5_000
const longestStartMs = 60_000
const launcher = join(import.meta.dirname, '..', 'bin', 'lyceum')

/** What Node itself needs to answer one request; the port is its argument. */
const bareServer = `require('node:http').createServer((_, reply) => reply.end('ok')).listen(process.argv[1], '127.0.0.1')`

type Figures = Readonly<{ startMs: number; residentMb: number }>
type Start = (port: number) => ChildProcess

/** Prints both beside a bare `http` server on the same Node, started in turns. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-bench-start-'))
  const { PATH, HOME } = process.env
  const environment = { PATH, HOME, LYCEUM_INSTANCE: join(folder, 'instance'), LYCEUM_LOG_LEVEL: 'error' }
  const lyceum: Start = (port) =>
    spawn(launcher, ['serve', '--port', String(port)], { env: environment, stdio: 'ignore' })
  const bare: Start = (port) => spawn(process.execPath, ['-e', bareServer, String(port)], { stdio: 'ignore' })
  try {
    // The first start makes the instance and the cache of compiled code.
    await startOnce(lyceum)
    const times = { lyceum: [] as number[], bare: [] as number[] }
    for (let n = 1; n < starts; n++) {
      times.bare.push((await startOnce(bare)).startMs)
      times.lyceum.push((await startOnce(lyceum)).startMs)
    }
    const idleBare = await startOnce(bare, idleAfterMs)
    const idle = await startOnce(lyceum, idleAfterMs)
    tell('bare http server', median([...times.bare, idleBare.startMs]), idleBare)
    tell('lyceum serve', median([...times.lyceum, idle.startMs]), idle)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function startOnce(start: Start, waitMs = 0): Promise<Figures> {
  const port = await freePort()
  const startedMs = performance.now()
  const child = start(port)
  const ended = once(child, 'exit')
  try {
    await untilReady(port, child)
    const startMs = performance.now() - startedMs
    await sleep(waitMs)
    return { startMs, residentMb: await residentMbOf(child.pid ?? 0) }
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

async function untilReady(port: number, child: ChildProcess): Promise<void> {
  const givenUpAt = performance.now() + longestStartMs
  while (performance.now() < givenUpAt) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    await answer?.text()
    if (answer?.ok) return
    if (child.exitCode !== null) throw new Error(`The process ended with ${child.exitCode} before it was ready.`)
    await sleep(5)
  }
  throw new Error('The process did not become ready.')
}

/** All threads of the process together, as Linux counts them. */
async function residentMbOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024
}

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0

function tell(what: string, startMs: number, { residentMb }: Figures): void {
  const start = `${Math.round(startMs)} ms`.padStart(8)
  const memory = `${Math.round(residentMb)} MB`.padStart(8)
  console.log(
    `${what.padEnd(20)} ready after ${start} (median of ${starts})   ${memory} after ${idleAfterMs / 1_000} s`,
  )
}
