import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { choice, text } from '../../../sdk/fields.ts'
import { definePlugin } from '../../../sdk/plugin.ts'

/** Asks for everything that there is to ask for. */
export default definePlugin({
  name: 'strong',
  version: 'v1.0.0',
  title: 'Strong',
  description: 'Threads, connections, programs.',
  type: 'processing',
  tags: [],
  outputs: [],
  needs: ['workers', 'network', 'programs'],
  limits: { memoryMb: 128 },
  parameters: {
    act: choice({
      label: 'Act',
      required: true,
      options: { thread: 'thread', connect: 'connect', orphans: 'orphans', swarm: 'swarm', greedy: 'greedy' },
    }),
    port: text({ label: 'Port' }),
  },
  async run(context, { act, port }) {
    if (act === 'thread') return inThread()
    if (act === 'connect') {
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      connect(Number(port), '127.0.0.1', () => resolve('through')).on('error', reject)
      return promise
    }
    // One that leaves the group and the session of its parent, and one in between that ends at once.
    if (act === 'orphans') spawn('sh', ['-c', 'setsid sleep 333 & sleep 334 & wait'], { stdio: 'ignore' })
    if (act === 'swarm') for (let made = 0; made < 80; made++) spawn('sleep', ['335'], { stdio: 'ignore' })
    if (act === 'greedy') spawn(process.execPath, ['-e', 'a=[];setInterval(()=>a.push(Buffer.alloc(3e7,1)),9)'])
    context.log('started')
    await sleep(60_000, undefined, { signal: context.signal })
    return undefined
  },
})

async function inThread(): Promise<string> {
  const worker = new Worker("require('node:worker_threads').parentPort.postMessage(6 * 7)", { eval: true })
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  worker.on('message', resolve).on('error', reject)
  return String(await promise)
}
