import pg from 'pg'
import { z } from 'zod'
import { openDatabase } from '../src/platform/database/open-database.ts'
import { openTaskHouse } from '../src/platform/tasks/contract/house.ts'
import { defineTask } from '../src/platform/tasks/tasks.ts'
import { openBoss, queueName } from './boss.ts'

/**
 * A worker process of the benchmark on PostgreSQL: `tasks-process.ts house|bare|boss|boss-woken URL`. Says that it is
 * ready, and asked to, when each job has started.
 */
const [kind = '', url = ''] = process.argv.slice(2)
const batch = 500
let isTelling = false
let isStopping = false

const tellStart = (n: number): void => {
  if (isTelling) process.send?.([n, performance.timeOrigin + performance.now()])
}

const kinds: Readonly<Record<string, () => Promise<() => Promise<void>>>> = {
  house: async () => {
    const nothing = defineTask({
      name: 'bench.nothing',
      title: 'Do nothing',
      input: z.object({ n: z.number() }),
      concurrency: Number.POSITIVE_INFINITY,
      run: async (_platform, { n }) => tellStart(n),
    })
    const database = await openDatabase(url, 'worker')
    const worker = await openTaskHouse(database, [nothing]).start()
    return async () => {
      await worker.stop()
      await database.close()
    }
  },

  /** The least that takes each job once, runs it, and keeps that it ran; claims are not flushed, ends are. */
  bare: async () => {
    const client = new pg.Client({ connectionString: url, options: '-c random_page_cost=1.1' })
    await client.connect()
    const loop = async (): Promise<void> => {
      while (!isStopping) {
        await client.query('begin; set local synchronous_commit = off')
        const { rows } = await client.query<{ id: string; input: string }>({
          name: 'claim',
          text: claim,
          values: [batch],
        })
        await client.query('commit')
        for (const { input } of rows) tellStart(Number(JSON.parse(input).n))
        const ids = rows.map(({ id }) => id)
        if (ids.length > 0) await client.query({ name: 'end', text: end, values: [ids, new Date().toISOString()] })
        else await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    const looping = loop()
    return async () => {
      await looping
      await client.end()
    }
  },

  boss: async () => {
    const boss = await openBoss(url)
    const loop = async (): Promise<void> => {
      while (!isStopping) {
        const jobs = await boss.fetch<{ n: number }>(queueName, { batchSize: batch })
        for (const { data } of jobs) tellStart(data.n)
        const ids = jobs.map(({ id }) => id)
        if (ids.length > 0) await boss.complete(queueName, ids)
        else await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    const looping = loop()
    return async () => {
      await looping
      await boss.stop()
    }
  },

  'boss-woken': async () => {
    const boss = await openBoss(url)
    await boss.work<{ n: number }>(queueName, async (jobs) => {
      for (const { data } of jobs) tellStart(data.n)
    })
    return () => boss.stop()
  },
}

const claim = `update jobs set state = 'running', epoch = epoch + 1 where ctid = any(array(
    select ctid from jobs where state = 'queued' order by run_at, id limit $1 for update skip locked)) returning id, input`
const end = `update jobs set state = 'succeeded', finished_at = $2 from unnest($1::text[]) as r (id)
  where jobs.id = r.id and state = 'running'`

const stop = await kinds[kind]?.()
process.send?.('ready')
process.on('message', async (message) => {
  if (message === 'tell') isTelling = true
  if (message !== 'stop') return
  isStopping = true
  await stop?.()
  process.exit(0)
})
