import { Worker } from 'node:worker_threads'

/** Both in ms; `at` since 1970. */
export type Ping = Readonly<{ at: number; tookMs: number; status: number }>

/** Asks an address again and again, from a thread of its own that has nothing else to do. */
export function startPinging(address: string, everyMs: number): { stop: () => Promise<Ping[]> } {
  const script = `
    const { parentPort, workerData } = require('node:worker_threads')
    const { Agent, get } = require('node:http')
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const pings = []
    let isOver = false
    parentPort.once('message', () => { isOver = true })
    const ask = () => new Promise((resolve) => {
      const at = Date.now(), startedAt = performance.now()
      const end = (status) => { pings.push({ at, tookMs: performance.now() - startedAt, status }); resolve() }
      get(workerData.address, { agent }, (answer) => answer.resume().once('end', () => end(answer.statusCode))).once('error', () => end(0))
    })
    ;(async () => {
      while (!isOver) {
        await ask()
        await new Promise((resolve) => setTimeout(resolve, workerData.everyMs))
      }
      agent.destroy()
      parentPort.postMessage(pings)
    })()`
  const worker = new Worker(script, { eval: true, workerData: { address, everyMs } })
  return {
    stop: () =>
      new Promise((resolve, reject) => {
        worker.once('message', resolve).once('error', reject)
        worker.postMessage('stop')
      }),
  }
}
