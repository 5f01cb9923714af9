import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../test/support/free-port.ts'

const launcher = join(import.meta.dirname, '..', 'bin', 'lyceum')
const longestStartMs = 60_000
const longestTaskMs = 300_000

/** A house in a process of its own, as people run it, that lets anybody run plugins. */
export type BenchHouse = Readonly<{
  runner: string
  /** From sending the form to reading that the task has ended well. */
  run: (identifier: string, form: Readonly<Record<string, string>>) => Promise<number>
  stop: () => Promise<void>
}>

/** Starts it with so many plugins more, and with leave to fetch from one address of this machine. */
export async function startBenchHouse(folder: string, filePort: number, morePlugins: number): Promise<BenchHouse> {
  const port = await freePort()
  const { PATH, HOME } = process.env
  const env = {
    PATH,
    HOME,
    LYCEUM_INSTANCE: join(folder, 'instance'),
    LYCEUM_LOG_LEVEL: 'error',
    LYCEUM_RUNNER_ACCESS: 'open',
    LYCEUM_PLUGIN_FOLDERS: await writePlugins(join(folder, 'plugins'), morePlugins),
    LYCEUM_HTTP_ALLOW: `127.0.0.1:${filePort}`,
    LYCEUM_DEV: '1',
  }
  const child = spawn(launcher, ['serve', '--port', String(port)], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = once(child, 'exit')
  const origin = `http://127.0.0.1:${port}`
  await untilReady(origin)
  const runner = `${origin}/runner`
  return {
    runner,
    run: (identifier, form) => runTask(`${runner}/plugins/${identifier}/process/`, form),
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** How many plugins the house lists. */
export async function countPlugins(runner: string): Promise<number> {
  const answer = await fetch(`${runner}/plugins/`)
  const { plugins } = (await answer.json()) as { plugins: unknown[] }
  return plugins.length
}

async function runTask(address: string, form: Readonly<Record<string, string>>): Promise<number> {
  const startedMs = performance.now()
  const answer = await fetch(address, { method: 'POST', body: new URLSearchParams(form) })
  let task = (await answer.json()) as { status: string; log: string }
  while (task.status === 'PENDING') {
    if (performance.now() - startedMs > longestTaskMs) throw new Error(`${address} did not end.`)
    // Short jobs are looked at every millisecond; asking at that rate for a long one would slow it down.
    await sleep(performance.now() - startedMs < 200 ? 1 : 20)
    task = (await (await fetch(answer.url)).json()) as typeof task
  }
  if (task.status !== 'SUCCESS') throw new Error(`${address} ended with ${task.status}: ${task.log}`)
  return performance.now() - startedMs
}

async function untilReady(origin: string): Promise<void> {
  const givenUpAt = performance.now() + longestStartMs
  while (performance.now() < givenUpAt) {
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined)
    await answer?.text()
    if (answer?.ok) return
    await sleep(20)
  }
  throw new Error('The house did not become ready.')
}

async function writePlugins(folder: string, count: number): Promise<string> {
  for (let at = 0; at < count; at++) {
    const own = join(folder, `more-${at}`)
    await mkdir(own, { recursive: true })
    const description = 'One of several plugins that only stand in the list, with words as long as those of others.'
    await writeFile(
      join(own, 'plugin.ts'),
      `export default { name: 'more-${at}', version: 'v1.0.0', title: 'More', description: '${description}', type: 'processing', tags: ['bench', 'preprocessing'], outputs: [], run() {} }`,
    )
  }
  return folder
}

/** Serves files by name, as other houses do. */
export async function serveFiles(files: ReadonlyMap<string, Readonly<{ type: string; body: Uint8Array }>>) {
  const server = createServer((request, reply) => {
    const file = files.get((request.url ?? '/').slice(1))
    if (!file) return void reply.writeHead(404).end()
    reply.writeHead(200, { 'content-type': file.type, 'content-length': file.body.length }).end(file.body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { port, close: () => void server.close() }
}
