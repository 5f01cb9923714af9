import { type ChildProcess, fork } from 'node:child_process'
import { randomInt, randomUUIDv7 } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { z } from 'zod'
import { migrateUp } from '../src/platform/database/migrating.ts'
import { openPostgres } from '../src/platform/database/postgres.ts'
import { openTaskHouse } from '../src/platform/tasks/contract/house.ts'
import { migrations } from '../src/platform/tasks/migrations/line.ts'
import { defineTask } from '../src/platform/tasks/tasks.ts'
import { startPostgres } from '../test/support/postgres-server.ts'
import { openBoss, queueName } from './boss.ts'
import { quantiles } from './quantiles.ts'

const jobs = 100_000
const batch = 1_000
const submits = 300
const delayed = 300
const rounds = 3

/** Runs in the worker processes; here it is only asked for. */
const nothing = defineTask({
  name: 'bench.nothing',
  title: 'Do nothing',
  input: z.object({ n: z.number() }),
  run: async () => {},
})

type Row = [string, Record<string, number>]

/** One way to keep a queue: how jobs are asked for, and how many still wait or run. */
type Queue = Readonly<{
  submit: (inputs: readonly { n: number; runAt?: string }[]) => Promise<void>
  open: () => Promise<number>
  close: () => Promise<void>
}>

/**
 * The queue on a PostgreSQL that flushes as it comes out of the box, with two worker processes; beside it, on the same
 * server in turns, the least that does the same writes, and pg-boss.
 */
export async function run(): Promise<void> {
  const server = await startPostgres([])
  const rows: Row[] = []
  try {
    const kinds = {
      'the house': ['house', 'house'],
      '  bare loop': ['bare', 'bare'],
      '  pg-boss': ['boss', 'boss-woken'],
    }
    for (const [title, [worker = '', waiter = '']] of Object.entries(kinds)) {
      const url = await newDatabase(server.url, worker)
      const queue = await openers[worker]?.(url)
      if (!queue) continue
      rows.push([`${title}: jobs accepted, run, recorded`, await throughput(queue, worker, url)])
      if (worker === 'bare') rows.push([`${title}: insert alone, idle, flushed`, await submission(queue)])
      else rows.push([`${title}: submit to start, idle, flushed`, await latency(queue, waiter, url)])
      if (worker === 'house') rows.push([`${title}: lateness of delayed jobs`, await lateness(queue, waiter, url)])
      await queue.close()
    }
  } finally {
    await server.stop()
  }
  console.log('\nPostgreSQL, two worker processes')
  console.table(Object.fromEntries(rows))
}

const openers: Readonly<Record<string, (url: string) => Promise<Queue>>> = {
  house: async (url) => {
    const database = openPostgres(url)
    await migrateUp(database.db, 'postgres', [migrations])
    const { platform } = openTaskHouse(database, [nothing])
    const counter = await openCounter(url, "select 1 from tasks_jobs where state in ('queued', 'running') limit 1")
    return {
      submit: async (inputs) => {
        const asked = inputs.map(({ n, runAt }) => ({ input: { n }, ...(runAt && { runAt }) }))
        await platform.db.transaction().execute((tx) => platform.tasks.enqueueMany(tx, nothing, asked))
      },
      open: counter.count,
      close: async () => {
        await counter.end()
        await database.close()
      },
    }
  },

  bare: async (url) => {
    const client = new pg.Client(url)
    await client.connect()
    await client.query(`create table jobs (id text primary key, task text, input text, state text, run_at text,
      epoch integer default 0, finished_at text);
      create index claims on jobs (run_at, id) where state = 'queued'`)
    const text = `insert into jobs (id, task, input, state, run_at) select id, 'nothing', input, 'queued', $3
      from unnest($1::text[], $2::text[]) as r (id, input)`
    return {
      submit: async (inputs) => {
        const values = [inputs.map(() => randomUUIDv7()), inputs.map((input) => JSON.stringify(input))]
        await client.query({ name: 'insert', text, values: [...values, new Date().toISOString()] })
      },
      open: async () => (await client.query("select 1 from jobs where state <> 'succeeded' limit 1")).rows.length,
      close: () => client.end(),
    }
  },

  boss: async (url) => {
    const boss = await openBoss(url)
    const counter = await openCounter(
      url,
      "select 1 from pgboss.job where name = 'bench' and state < 'completed' limit 1",
    )
    return {
      submit: async (inputs) => {
        const asked = inputs.map(({ n }) => ({ data: { n } }))
        if (inputs.length === 1) await boss.send(queueName, inputs[0])
        else await boss.insert(queueName, asked)
      },
      open: counter.count,
      close: async () => {
        await counter.end()
        // Its last connections end with the server.
        boss.removeAllListeners('error').on('error', () => {})
        await boss.stop()
      },
    }
  },
}

/** The best of three rounds: the machine has other work to do. */
async function throughput(queue: Queue, worker: string, url: string): Promise<Record<string, number>> {
  const workers = await startWorkers(worker, url)
  const figures: { perSecond: number; accepted: number }[] = []
  for (let round = 0; round < rounds; round++) {
    const fromMs = performance.now()
    for (let n = 0; n < jobs; n += batch) await queue.submit(Array.from({ length: batch }, (_, i) => ({ n: n + i })))
    const acceptedMs = performance.now() - fromMs
    while ((await queue.open()) > 0) await sleep(20)
    const allMs = performance.now() - fromMs
    figures.push({ perSecond: Math.round(jobs / (allMs / 1_000)), accepted: Math.round(jobs / (acceptedMs / 1_000)) })
  }
  await stopWorkers(workers)
  const [best = { perSecond: 0, accepted: 0 }] = figures.sort((a, b) => b.perSecond - a.perSecond)
  return { ...best, worstRound: figures.at(-1)?.perSecond ?? 0 }
}

/** From the call to the first line of the job, one at a time, nothing else going on. */
async function latency(queue: Queue, worker: string, url: string): Promise<Record<string, number>> {
  const workers = await startWorkers(worker, url)
  const starts = tellingStarts(workers)
  await sleep(1_000)
  const waits: number[] = []
  for (let n = 0; n < submits; n++) {
    await sleep(20)
    const started = starts.of(n)
    const fromMs = performance.timeOrigin + performance.now()
    await queue.submit([{ n }])
    waits.push((await started) - fromMs)
  }
  await stopWorkers(workers)
  return quantiles(waits)
}

async function submission(queue: Queue): Promise<Record<string, number>> {
  const waits: number[] = []
  for (let n = 0; n < submits; n++) {
    await sleep(20)
    const fromMs = performance.now()
    await queue.submit([{ n }])
    waits.push(performance.now() - fromMs)
  }
  return quantiles(waits)
}

async function lateness(queue: Queue, worker: string, url: string): Promise<Record<string, number>> {
  const workers = await startWorkers(worker, url)
  const starts = tellingStarts(workers)
  const firstMs = Date.now() + 1_000
  const times = Array.from({ length: delayed }, (_, n) => firstMs + n * 15 + randomInt(15))
  const waits = times.map(async (time, n) => (await starts.of(n)) - time)
  await queue.submit(times.map((time, n) => ({ n, runAt: new Date(time).toISOString() })))
  const late = quantiles(await Promise.all(waits))
  await stopWorkers(workers)
  return late
}

async function startWorkers(kind: string, url: string): Promise<ChildProcess[]> {
  const workers = [1, 2].map(() => fork(join(import.meta.dirname, 'tasks-process.ts'), [kind, url]))
  await Promise.all(workers.map((worker) => once(worker, 'message')))
  return workers
}

async function stopWorkers(workers: readonly ChildProcess[]): Promise<void> {
  for (const worker of workers) worker.send('stop')
  await Promise.all(workers.map((worker) => once(worker, 'exit')))
}

/** When each job started, by its number, whichever process it was in. */
function tellingStarts(workers: readonly ChildProcess[]): { of: (n: number) => Promise<number> } {
  const waiting = new Map<number, (startedAt: number) => void>()
  for (const worker of workers) {
    worker.send('tell')
    worker.on('message', (message) => {
      const [n, startedAt] = z.tuple([z.number(), z.number()]).parse(message)
      waiting.get(n)?.(startedAt)
    })
  }
  return { of: (n) => new Promise((resolve) => waiting.set(n, resolve)) }
}

async function newDatabase(adminUrl: string, name: string): Promise<string> {
  const client = new pg.Client(adminUrl)
  await client.connect()
  await client.query(`create database bench_${name}`)
  await client.end()
  return adminUrl.replace(/\/postgres$/, `/bench_${name}`)
}

/** A connection of its own that asks how many jobs are open, as far as anyone needs to know: some, or none. */
async function openCounter(url: string, text: string) {
  const client = new pg.Client(url)
  await client.connect()
  return { count: async () => (await client.query(text)).rows.length, end: () => client.end() }
}
