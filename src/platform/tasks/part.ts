import { z } from 'zod'
import { definePart } from '../app.ts'
import { deadWorkers, failedJobs, overdueJobs, overdueSchedules, stuckLeases } from './checks.ts'
import { jobEnded } from './kinds.ts'
import { migrations } from './migrations/line.ts'
import { settings } from './settings.ts'
import { defineTask, type Schedule } from './tasks.ts'

const Nothing = z.object({})

export const clearOld = defineTask({
  name: 'tasks.clear-old',
  title: 'Remove jobs that ended long ago',
  input: Nothing,
  retry: { attempts: 3, backoffMs: 60_000 },
  run: async (platform, _input, job) => (await import('./clearing.ts')).clearJobs(platform, job.signal),
})

const nightly: Schedule<z.infer<typeof Nothing>> = {
  name: 'tasks.nightly-clearing',
  title: 'Remove old jobs each night',
  task: clearOld,
  input: {},
  cron: '41 3 * * *',
  missed: 'once',
}

export const tasks = definePart({
  name: 'tasks',
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  migrations,
  noticeKinds: [jobEnded],
  tasks: [clearOld],
  schedules: [nightly],
  settings,
  checks: [stuckLeases, overdueJobs, overdueSchedules, failedJobs, deadWorkers],
  gauges: async () => (await import('./gauges.ts')).gauges,
  commands: { jobs: async () => (await import('./commands.ts')).addCommands },
})
