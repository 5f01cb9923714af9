import { defineTask, Nothing, type Schedule } from './tasks.ts'

export const clearOld = defineTask({
  name: 'tasks.clear-old',
  title: 'Remove jobs that ended long ago',
  input: Nothing,
  retry: { attempts: 3, backoffMs: 60_000 },
  run: async (platform, _input, job) => (await import('./clearing.ts')).clearJobs(platform, job.signal),
})

export const nightly: Schedule = {
  name: 'tasks.nightly-clearing',
  title: 'Remove old jobs each night',
  task: clearOld,
  input: {},
  cron: '41 3 * * *',
  missed: 'once',
}
