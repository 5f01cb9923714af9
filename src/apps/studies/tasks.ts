import { z } from 'zod'
import { defineTask, Nothing, type Schedule } from '../../platform/tasks/tasks.ts'

/** Lets the next one begin of what a person has waiting. */
export const startWaiting = defineTask({
  name: 'studies.start-waiting',
  title: 'Start the next analysis of somebody',
  input: z.object({ personId: z.string() }),
  retry: { attempts: 5, backoffMs: 1_000 },
  timeoutMs: 5 * 60_000,
  concurrency: 4,
  run: async (platform, { personId }) => (await import('./analysing.ts')).startHeld(platform, personId),
})

/** Reads what an analysis says of its results, and tells its owner. */
export const settleAnalysis = defineTask({
  name: 'studies.settle',
  title: 'Look at the results of an analysis',
  input: z.object({ analysisId: z.string() }),
  retry: { attempts: 5, backoffMs: 1_000 },
  timeoutMs: 5 * 60_000,
  concurrency: 4,
  run: async (platform, { analysisId }, job) => (await import('./settling.ts')).settle(platform, analysisId, job),
})

/** Empties the bin, and takes away what has had its time. */
export const clearAway = defineTask({
  name: 'studies.clear-away',
  title: 'Clear away old studies and results',
  input: Nothing,
  retry: { attempts: 3, backoffMs: 60_000 },
  run: async (platform, _input, job) => (await import('./clearing.ts')).clearAway(platform, job.signal),
})

export const tasks = [startWaiting, settleAnalysis, clearAway]

export const schedules: readonly Schedule[] = [
  {
    name: 'studies.clearing',
    title: 'Clear away old studies and results',
    task: clearAway,
    input: {},
    cron: '25 4 * * *',
    missed: 'once',
  },
]
