import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { until } from '../../../../test/support/until.ts'
import { defineTask } from '../tasks.ts'
import { addEffect, createEffects, effectsOf } from './effects.ts'
import { inTx, jobOf, type OpenEngine, reached, submit } from './engine.ts'

const Way = z.enum(['succeeds', 'throws', 'waits'])

/** A task whose hooks leave a word each in our tables. */
const followed = (faults: Set<string>) =>
  defineTask({
    name: 'test.followed',
    title: 'Followed',
    input: Way,
    retry: { attempts: 2, backoffMs: 1 },
    concurrency: 10,
    run: async (_platform, input, job) => {
      if (input === 'throws') throw new Error('no')
      if (input === 'waits') await new Promise((_resolve, reject) => job.signal.addEventListener('abort', reject))
      return job.finish(async (tx) => {
        await addEffect(tx, job.id, 'effect')
        if (faults.has('effect')) throw new Error('effect')
        return { done: true }
      })
    },
    follow: {
      claimed: async (tx, jobs) => {
        for (const job of jobs) await addEffect(tx, job.id, `claimed ${job.input} ${job.attempt}`)
        if (faults.has('claimed')) throw new Error('claimed')
      },
      returned: (tx, job, reason) => addEffect(tx, job.id, `returned ${reason}`),
      ended: async (tx, jobs, outcome) => {
        for (const job of jobs) await addEffect(tx, job.id, `ended ${outcome.state}`)
        if (faults.has('ended')) throw new Error('ended')
      },
    },
  })

/** Effects and hooks: they commit together with the state of the job, or not at all. */
export function followingContract(name: string, open: OpenEngine): void {
  test(`PAP-I2 hooks change our tables exactly when the job moves (${name})`, async (t) => {
    const task = followed(new Set())
    const house = await open(t, [task])
    const { db, tasks } = house.platform
    await createEffects(db)
    const cancelled = await submit(house, task, 'waits')
    await inTx(house, (tx) => tasks.cancel(tx, cancelled.id, 'ada'))
    assert.deepEqual(await effectsOf(db, cancelled.id), ['ended cancelled'])
    const worker = await house.start()

    const good = await submit(house, task, 'succeeds')
    const bad = await submit(house, task, 'throws')
    const waiting = await submit(house, task, 'waits')
    const job = await reached(house, good.id, 'succeeded')
    await reached(house, bad.id, 'failed')
    await reached(house, waiting.id, 'running')
    await worker.stop()

    assert.equal(job.result_json, '{"done":true}')
    assert.deepEqual(await effectsOf(db, good.id), ['claimed succeeds 1', 'effect', 'ended succeeded'])
    assert.deepEqual(await effectsOf(db, bad.id), [
      'claimed throws 1',
      'claimed throws 2',
      'ended failed',
      'returned retry',
    ])
    assert.deepEqual(await effectsOf(db, waiting.id), ['claimed waits 1', 'returned handed-back'])
  })

  test(`R-T4 effects that throw leave nothing behind, and the job fails (${name})`, async (t) => {
    const task = followed(new Set(['effect']))
    const house = await open(t, [task])
    await createEffects(house.platform.db)
    await house.start()

    const { id } = await submit(house, task, 'succeeds')
    const job = await reached(house, id, 'failed')

    assert.deepEqual([job.attempt, job.error_code, job.result_json], [2, 'tasks.unexpected', null])
    assert.ok(!(await effectsOf(house.platform.db, id)).includes('effect'))
  })

  test(`PAP-I2 a hook that throws holds its job where it was, and harms no other (${name})`, async (t) => {
    const faults = new Set(['ended'])
    const task = followed(faults)
    const plain = defineTask({ name: 'test.plain', title: 'Plain', input: z.null(), run: async () => 'fine' })
    const house = await open(t, [task, plain])
    const { db } = house.platform
    await createEffects(db)
    await house.start()

    const { id } = await submit(house, task, 'succeeds')
    await reached(house, id, 'running')
    const other = await submit(house, plain, null)
    await reached(house, other.id, 'succeeded')
    assert.equal((await jobOf(house, id)).state, 'running')
    assert.ok(!(await effectsOf(db, id)).includes('effect'), 'effects and hooks stand or fall together')

    faults.clear()
    await reached(house, id, 'succeeded')
    assert.deepEqual(await effectsOf(db, id), ['claimed succeeds 1', 'effect', 'ended succeeded'])
  })

  test(`PAP-I2 a hook that refuses a claim leaves the job queued, and is asked again (${name})`, async (t) => {
    const faults = new Set(['claimed'])
    const task = followed(faults)
    const house = await open(t, [task])
    await createEffects(house.platform.db)
    const worker = await house.start()
    const { id } = await submit(house, task, 'succeeds')
    await until('a look', () => new Promise((resolve) => setTimeout(resolve, 100, true)))
    const job = await jobOf(house, id)
    assert.deepEqual([job.state, job.attempt, job.lease_epoch], ['queued', 0, 0])

    faults.clear()
    await worker.stop()
    await house.start()
    await reached(house, id, 'succeeded')
  })

  test(`what a batch of a job has stored stays when the job fails later (${name})`, async (t) => {
    const batches = defineTask({
      name: 'test.batches',
      title: 'In batches',
      input: z.null(),
      run: async (_platform, _input, job) => {
        await job.fenced((tx) => addEffect(tx, job.id, 'first'))
        await job.fenced(async (tx) => {
          await addEffect(tx, job.id, 'second')
          throw new Error('half-way')
        })
      },
    })
    const house = await open(t, [batches])
    await createEffects(house.platform.db)
    await house.start()

    const { id } = await submit(house, batches, null)
    await reached(house, id, 'failed')

    assert.deepEqual(await effectsOf(house.platform.db, id), ['first'])
  })
}
