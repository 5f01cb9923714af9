import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'

export type PageTimes = Readonly<{
  p50: number
  p95: number
  worst: number
  writeP50: number
  writeP95: number
  writeWorst: number
}>

/** What the web thread does meanwhile: a page of the table, and a small write, each on a connection of its own. */
const database = new DatabaseSync(workerData, { timeout: 0 })
database.exec('pragma journal_mode = wal; pragma wal_autocheckpoint = 32000')
const page = database.prepare(
  'select seq, title, journal, doi, status, published_on from papers order by seq desc limit 50',
)
const states = database.prepare(
  'select status, count(*) from papers where seq > (select max(seq) - 1000 from papers) group by status',
)
const search = database.prepare(
  "select p.seq, p.title from papers_search s join papers p on p.seq = s.rowid where papers_search match 'quantum climate' limit 50",
)
database.exec('create table if not exists bench_writes (at real)')
const write = database.prepare('insert into bench_writes (at) values (?)')
const reads: number[] = []
const writes: number[] = []
let isStopped = false
parentPort?.once('message', () => {
  isStopped = true
})
parentPort?.postMessage('ready')

while (!isStopped) {
  const readAt = performance.now()
  page.all()
  states.all()
  search.all()
  reads.push(performance.now() - readAt)
  const writeAt = performance.now()
  await writeWhenFree()
  writes.push(performance.now() - writeAt)
  await sleep(50)
}
database.close()
parentPort?.postMessage({
  p50: at(reads, 0.5),
  p95: at(reads, 0.95),
  worst: at(reads, 1),
  writeP50: at(writes, 0.5),
  writeP95: at(writes, 0.95),
  writeWorst: at(writes, 1),
} satisfies PageTimes)

/** As the driver of the house waits for the lock in a web thread. */
async function writeWhenFree(): Promise<void> {
  for (let waitMs = 1; ; waitMs = Math.min(waitMs * 2, 2)) {
    try {
      write.run(performance.now())
      return
    } catch {
      await sleep(waitMs)
    }
  }
}

function at(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10
}
