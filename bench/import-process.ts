import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { ada, openImportHouse } from '../src/apps/papers/importing/test/import-house.ts'
import { demandImport, draftImport, startImport } from '../src/apps/papers/importing.ts'
import type { PageTimes } from './import-page.ts'

/** Of one import; times in ms, memory as the system counts it. `writingMs` is the processor's time for the thread that writes. */
export type ImportFigures = PageTimes & Readonly<{ ms: number; writingMs: number; idleMb: number; peakMb: number }>

const [path = '', folder = ''] = process.argv.slice(2)
const file = join(folder, 'house.db')
const house = await openImportHouse(`sqlite:${file}`, folder)
const { platform } = house
const worker = await house.startWorker()
const pages = new Worker(new URL('./import-page.ts', import.meta.url), { workerData: file })
await once(pages, 'message')
const idleBytes = process.memoryUsage.rss()

let peakBytes = 0
const sampling = setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss())
}, 100)
const blob = await platform.files.receive(createReadStream(path), { maxBytes: 2 ** 31 })
const list = await draftImport(platform, ada, { blob, name: 'list.csv', ownerId: ada, origin: 'bench' })
const started = performance.now()
const busyBefore = process.threadCpuUsage()
await startImport(platform, ada, list.id)
let ended = await demandImport(platform.db, list.id)
// This thread is the one that writes: asking more often would slow it down.
while (ended.state === 'queued' || ended.state === 'running') {
  await sleep(100)
  ended = await demandImport(platform.db, list.id)
}
const ms = performance.now() - started
const { user, system } = process.threadCpuUsage(busyBefore)
clearInterval(sampling)
if (ended.state !== 'done') throw new Error(`The import failed: ${ended.failure_message}`)

pages.postMessage('stop')
const [times] = await once(pages, 'message')
await worker.stop()
await house.close()
const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20)
process.send?.({
  ms,
  writingMs: (user + system) / 1_000,
  idleMb: megabytes(idleBytes),
  peakMb: megabytes(peakBytes),
  ...times,
} satisfies ImportFigures)
process.disconnect?.()
