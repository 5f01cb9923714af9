import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { z } from 'zod'
import { until } from '../../../../test/support/until.ts'
import { inTx, jobOf, reached, submit } from '../contract/engine.ts'
import { defineTask } from '../tasks.ts'
import { openEngineOn } from './open-engine.ts'

test('R-D6 a job under which PostgreSQL goes away comes again, and has spent no attempt', async (t) => {
  const starts: number[] = []
  const asking = defineTask({
    name: 'test.asking',
    title: 'Ask the database',
    input: z.null(),
    run: async ({ db }, _input, job) => {
      starts.push(job.attempt)
      if (starts.length > 1) return
      const cut = sql`select pg_terminate_backend(pg_backend_pid())`.execute(db)
      await cut.catch((cause: unknown) => {
        throw new Error('The list could not be read.', { cause })
      })
    },
  })
  const house = await openEngineOn('postgres')(t, [asking])
  await house.start()

  const { id } = await submit(house, asking, null)
  await reached(house, id, 'succeeded')

  const { attempt, crash_count } = await jobOf(house, id)
  assert.deepEqual([starts, attempt, crash_count], [[1, 1], 1, 1])
})

test('R-D6 a claim whose worker does not hear of it, since the database went away, is given back at once', async (t) => {
  const starts: number[] = []
  const taken = defineTask({
    name: 'test.taken',
    title: 'Be taken first',
    input: z.null(),
    run: async (_platform, _input, job) => void starts.push(job.attempt),
  })
  let cuts = 0
  const cutting = defineTask({
    name: 'test.cutting',
    title: 'Cut the connection that claims it',
    input: z.null(),
    run: async () => {},
    follow: {
      claimed: async (tx) => {
        if (++cuts === 1) await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx)
      },
    },
  })
  const house = await openEngineOn('postgres')(t, [taken, cutting])
  const jobs = await inTx(house, (tx) =>
    Promise.all([
      house.platform.tasks.enqueue(tx, taken, null, { priority: 1 }),
      house.platform.tasks.enqueue(tx, cutting, null),
    ]),
  )

  await house.start()
  const ended = await Promise.all(jobs.map(({ id }) => reached(house, id, 'succeeded')))

  assert.ok(cuts > 1, 'the connection must have been cut between two claims')
  assert.deepEqual(starts, [1])
  assert.deepEqual(
    ended.map(({ attempt, crash_count }) => [attempt, crash_count]),
    [
      [1, 0],
      [1, 0],
    ],
    'no attempt is spent, and no worker died',
  )
})

test('R-D6 the same words from another server make a job fail', async (t) => {
  const refused = defineTask({
    name: 'test.refused',
    title: 'Ask somebody else',
    input: z.null(),
    run: async () => {
      throw Object.assign(new Error('connect ECONNREFUSED 192.0.2.1:80'), { code: 'ECONNREFUSED' })
    },
  })
  const house = await openEngineOn('postgres')(t, [refused])
  await house.start()

  const { id } = await submit(house, refused, null)

  await reached(house, id, 'failed')
})

test('effects that lose against another transaction are done again, and the job succeeds', async (t) => {
  let tries = 0
  const losing = defineTask({
    name: 'test.losing',
    title: 'Lose once',
    input: z.null(),
    run: async (_platform, _input, job) =>
      job.finish(async (tx) => {
        tries += 1
        if (tries === 1) await sql`do $$ begin raise exception using errcode = '40P01'; end $$`.execute(tx)
      }),
  })
  const house = await openEngineOn('postgres')(t, [losing])
  await house.start()

  const { id } = await submit(house, losing, null)
  await until('an end', async () => (await jobOf(house, id)).finished_at !== null)

  assert.deepEqual([(await jobOf(house, id)).state, tries], ['succeeded', 2])
})
