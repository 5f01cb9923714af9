import { z } from 'zod'
import { definePart } from '../app.ts'
import { defineTask, type Schedule } from '../tasks/tasks.ts'
import { diskSpace, sampledFiles, storeAnswers } from './checks.ts'
import { migrations } from './migrations/line.ts'
import { sweepFiles } from './sweeping.ts'

const Nothing = z.object({})

export const sweep = defineTask({
  name: 'files.sweep',
  title: 'Clear up files that nobody uses',
  input: Nothing,
  retry: { attempts: 3, backoffMs: 60_000 },
  run: (platform, _input, job) => sweepFiles(platform, job.signal),
})

const nightly: Schedule<z.infer<typeof Nothing>> = {
  name: 'files.nightly-sweep',
  title: 'Clear up files each night',
  task: sweep,
  input: {},
  cron: '17 3 * * *',
  missed: 'once',
}

export const files = definePart({
  name: 'files',
  migrations,
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  tasks: [sweep],
  schedules: [nightly],
  checks: [storeAnswers, diskSpace, sampledFiles],
  gauges: async () => (await import('./gauges.ts')).gauges,
})
