import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { defineTask } from '../../src/platform/tasks/tasks.ts'

export const poisons = ['endless-loop', 'out-of-memory', 'stack-overflow', 'exit'] as const
export type Poison = (typeof poisons)[number]

/** Does to its worker what a bug might. */
export const poison = defineTask({
  name: 'test.poison',
  title: 'Poison',
  input: z.enum(poisons),
  concurrency: 4,
  run: async (_platform, way) => {
    await sleep(20)
    if (way === 'endless-loop') for (;;);
    if (way === 'out-of-memory') fillMemory()
    if (way === 'stack-overflow') return overflow(0)
    process.exit(7)
  },
})

export const good = defineTask({
  name: 'test.good',
  title: 'Good',
  input: z.null(),
  concurrency: 4,
  run: async () => {
    await sleep(50)
  },
})

function fillMemory(): never {
  const kept: number[][] = []
  for (let n = 0; ; n++) kept.push(Array.from({ length: 100_000 }, () => n))
}

const overflow = (depth: number): number => 1 + overflow(depth + 1)
