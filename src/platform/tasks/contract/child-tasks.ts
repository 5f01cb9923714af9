import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { defineTask } from '../tasks.ts'
import { addEffect } from './effects.ts'

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

let dieAfterCommit = ''

/** The worker tells pages of a change right after its commit: the second named point. */
export function heardAfterCommit(topic: string): void {
  if (topic === `job/${dieAfterCommit}` && dieAfterCommit !== '') die()
}

function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

export const childTasks = [mortal, poison, good, slow]
