import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { findJob } from '../queries.ts'
import { defineTask, type Schedule } from '../tasks.ts'
import { addEffect, effectsOf } from './effects.ts'

const Where = z.enum(['nowhere', 'before-commit', 'after-commit', 'while-running'])

/** Kills its own process at a named point on the first start; told by an effect of its own that this is the first. */
export const mortal = defineTask({
  name: 'test.mortal',
  title: 'Die once',
  input: z.object({ where: Where }),
  concurrency: 1,
  run: async (_platform, { where }, job) => {
    const isFirst = process.env.LYCEUM_TEST_MORTAL === '1'
    if (isFirst && where === 'while-running') die()
    return job.finish(async (tx) => {
      await addEffect(tx, job.id, 'effect')
      if (isFirst && where === 'before-commit') die()
      if (isFirst && where === 'after-commit') dieAfterCommit = job.id
    })
  },
})

/** Brings down every worker that runs it. */
export const poison = defineTask({
  name: 'test.poison',
  title: 'Poison',
  input: z.enum(['exit', 'abort', 'kill']),
  concurrency: 3,
  run: async (_platform, way) => {
    await sleep(20)
    if (way === 'exit') process.exit(7)
    if (way === 'abort') process.abort()
    die()
    await sleep(60_000)
  },
})

export const good = defineTask({
  name: 'test.good',
  title: 'Good',
  input: z.null(),
  concurrency: 5,
  run: async () => {
    await sleep(5)
  },
})

/** Waits until it is told to stop, or for a while, and leaves its effect. */
export const slow = defineTask({
  name: 'test.slow',
  title: 'Slow',
  input: z.object({ ms: z.number() }),
  concurrency: 10,
  run: async (_platform, { ms }, job) => {
    await sleep(ms)
    return job.finish((tx) => addEffect(tx, job.id, `effect of ${process.pid}`))
  },
})

export const narrowLimit = 4

/** Answers when it ran, on the clock that all processes of a machine share. */
export const narrow = defineTask({
  name: 'test.narrow',
  title: 'Narrow',
  input: z.object({ ms: z.number() }),
  concurrency: narrowLimit,
  run: async (_platform, { ms }) => {
    const from = Number(process.hrtime.bigint() / 1_000n)
    await sleep(ms)
    return { from, to: Number(process.hrtime.bigint() / 1_000n), pid: process.pid }
  },
})

/** Dies each time, once it has said how far it is; `steps` further each time, until it is through. */
export const climber = defineTask({
  name: 'test.climber',
  title: 'Climb',
  input: z.object({ steps: z.number() }),
  run: async ({ db }, { steps }, job) => {
    const camps = (await effectsOf(db, job.id)).length
    if (camps === 5) return
    job.progress(1 + camps * steps, 6)
    await job.fenced((tx) => addEffect(tx, job.id, 'camp'))
    while ((await findJob(db, job.id))?.progress_value !== 1 + camps * steps) await sleep(20)
    die()
    await sleep(60_000)
  },
})

export const hourly: Schedule<null> = {
  name: 'test.hourly',
  title: 'Ring each hour',
  task: defineTask({ name: 'test.ring', title: 'Ring', input: z.null(), concurrency: 20, run: async () => {} }),
  input: null,
  cron: '0 * * * *',
  missed: 'once',
}

let dieAfterCommit = ''

/** The worker tells pages of a change right after its commit: the second named point. */
export function heardAfterCommit(topic: string): void {
  if (topic === `job/${dieAfterCommit}` && dieAfterCommit !== '') die()
}

function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

export const childTasks = [mortal, poison, good, slow, narrow, climber, hourly.task]
