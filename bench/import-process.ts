import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { ada, openImportHouse, stateReached } from '../src/apps/papers/importing/test/import-house.ts'
import { draftImport, startImport } from '../src/apps/papers/importing.ts'
import type { PageTimes } from './import-page.ts'

/** Of one import; times in ms, memory as the system counts it. */
export type ImportFigures = PageTimes & Readonly<{ ms: number; idleMb: number; peakMb: number }>

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
await startImport(platform, ada, list.id)
const ended = await stateReached(platform, list.id, ['done', 'failed'], 600_000)
const ms = performance.now() - started
clearInterval(sampling)
if (ended.state !== 'done') throw new Error(`The import failed: ${ended.failure_message}`)

pages.postMessage('stop')
const [times] = await once(pages, 'message')
await worker.stop()
await house.close()
const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20)
process.send?.({ ms, idleMb: megabytes(idleBytes), peakMb: megabytes(peakBytes), ...times } satisfies ImportFigures)
process.disconnect?.()
