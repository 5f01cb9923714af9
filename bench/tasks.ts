import { randomInt, randomUUIDv7 } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { migrateUp } from '../src/platform/database/migrating.ts'
import { openSqlite } from '../src/platform/database/sqlite.ts'
import { openTaskHouse } from '../src/platform/tasks/contract/house.ts'
import { migrations } from '../src/platform/tasks/migrations/line.ts'
import { defineTask } from '../src/platform/tasks/tasks.ts'
import { until } from '../test/support/until.ts'
import { quantiles } from './quantiles.ts'

export const title = 'PAP-B3 tasks: jobs per second, submit to start, lateness'

const jobs = 100_000
const batch = 1_000
const submits = 300
const delayed = 300

/** Times at which jobs started, by their number. */
const startedAt = new Map<number, number>()
const nothing = defineTask({
  name: 'bench.nothing',
  title: 'Do nothing',
  input: z.object({ n: z.number() }),
  concurrency: 500,
  run: async (_platform, { n }) => void startedAt.set(n, performance.timeOrigin + performance.now()),
})

/** Prints what the queue does beside the bare driver doing the same writes, in the same run. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-bench-'))
  try {
    const rows = [
      await throughput(join(folder, 'throughput.db')),
      bareThroughput(join(folder, 'bare.db')),
      await latency(join(folder, 'latency.db')),
      await bareLatency(join(folder, 'bare-latency.db')),
      await lateness(join(folder, 'lateness.db')),
    ]
    console.log('SQLite, one process')
    console.table(Object.fromEntries(rows))
    await (await import('./tasks-postgres.ts')).run()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Row = [string, Record<string, number>]

async function throughput(file: string): Promise<Row> {
  const database = await openMigrated(file)
  const { platform, start } = openTaskHouse(database, [nothing])
  const worker = await start()
  startedAt.clear()

  const fromMs = performance.now()
  for (let n = 0; n < jobs; n += batch) {
    const inputs = Array.from({ length: batch }, (_, i) => ({ input: { n: n + i } }))
    await platform.db.transaction().execute((tx) => platform.tasks.enqueueMany(tx, nothing, inputs))
  }
  const acceptedMs = performance.now() - fromMs
  const open = database.raw?.prepare("select 1 from tasks_jobs where state <> 'succeeded' limit 1")
  await until('all jobs done', async () => startedAt.size === jobs && open?.get() === undefined, 120_000)
  const seconds = (performance.now() - fromMs) / 1_000
  await worker.stop()
  await database.close()
  return [
    'jobs accepted, run, recorded',
    { perSecond: Math.round(jobs / seconds), accepted: Math.round((jobs / acceptedMs) * 1_000) },
  ]
}

/** The same three writes a job, by prepared statements in batches, on a table with the one index that a claim needs. */
function bareThroughput(file: string): Row {
  const raw = openRaw(file)
  const insert = raw.prepare("insert into jobs (id, task, input, state, run_at) values (?, 'nothing', ?, 'queued', ?)")
  const claim = raw.prepare(`update jobs set state = 'running', epoch = epoch + 1
    where id in (select id from jobs where state = 'queued' order by run_at, id limit ?) returning id`)
  const finish = raw.prepare("update jobs set state = 'succeeded', finished_at = ? where id = ? and state = 'running'")

  const fromMs = performance.now()
  const now = new Date().toISOString()
  for (let n = 0; n < jobs; n += batch)
    inTransaction(raw, () => {
      for (let i = 0; i < batch; i++) insert.run(randomUUIDv7(), `{"n":${n + i}}`, now)
    })
  for (let n = 0; n < jobs; n += batch) {
    const claimed = inTransaction(raw, () => claim.all(batch))
    inTransaction(raw, () => {
      for (const { id } of claimed) finish.run(now, id ?? null)
    })
  }
  const seconds = (performance.now() - fromMs) / 1_000
  raw.close()
  return ['  bare loop', { perSecond: Math.round(jobs / seconds) }]
}

/** From the call to the first line of the job, one at a time, nothing else going on; the job runs in a thread of its own. */
async function latency(file: string): Promise<Row> {
  const database = await openMigrated(file)
  const { platform } = openTaskHouse(database, [nothing])
  const thread = new Worker(new URL('./tasks-worker.ts', import.meta.url), { workerData: file })
  await once(thread, 'message')

  const waits: number[] = []
  for (let n = 0; n < submits; n++) {
    await sleep(20)
    const started = once(thread, 'message')
    const fromMs = performance.timeOrigin + performance.now()
    await platform.db.transaction().execute((tx) => platform.tasks.enqueue(tx, nothing, { n }))
    const [message] = await started
    waits.push(Number(message) - fromMs)
  }
  thread.postMessage('stop')
  await once(thread, 'exit')
  await database.close()
  return ['submit to start, idle, flushed', quantiles(waits)]
}

async function bareLatency(file: string): Promise<Row> {
  const raw = openRaw(file)
  const insert = raw.prepare("insert into jobs (id, task, input, state, run_at) values (?, 'nothing', ?, 'queued', ?)")
  const waits: number[] = []
  for (let n = 0; n < submits; n++) {
    await sleep(20)
    const fromMs = performance.now()
    inTransaction(raw, () => insert.run(randomUUIDv7(), `{"n":${n}}`, new Date().toISOString()))
    waits.push(performance.now() - fromMs)
  }
  raw.close()
  return ['  bare insert, flushed', quantiles(waits)]
}

async function lateness(file: string): Promise<Row> {
  const database = await openMigrated(file)
  const { platform, start } = openTaskHouse(database, [nothing])
  const worker = await start()
  startedAt.clear()
  const firstMs = Date.now() + 500
  const times = Array.from({ length: delayed }, (_, n) => firstMs + n * 15 + randomInt(15))
  const asked = times.map((time, n) => ({ input: { n }, runAt: new Date(time).toISOString() }))
  await platform.db.transaction().execute((tx) => platform.tasks.enqueueMany(tx, nothing, asked))
  await until('all delayed jobs done', () => startedAt.size === delayed, 60_000)
  await worker.stop()
  await database.close()
  return ['lateness of delayed jobs', quantiles(times.map((time, n) => (startedAt.get(n) ?? 0) - time))]
}

async function openMigrated(file: string) {
  const database = openSqlite(file, 'worker')
  await migrateUp(database.db, database.kind, [migrations])
  return database
}

function openRaw(file: string): DatabaseSync {
  const raw = new DatabaseSync(file)
  raw.exec(`
    pragma journal_mode = wal;
    pragma synchronous = full;
    create table jobs (id text primary key, task text, input text, state text, run_at text, epoch integer default 0,
      finished_at text);
    create index claims on jobs (run_at, id) where state = 'queued';
  `)
  return raw
}

function inTransaction<Result>(raw: DatabaseSync, work: () => Result): Result {
  raw.exec('begin immediate')
  const result = work()
  raw.exec('commit')
  return result
}
