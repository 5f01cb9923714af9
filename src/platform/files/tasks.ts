import { defineTask, Nothing, type Schedule } from '../tasks/tasks.ts'

export const sweep = defineTask({
  name: 'files.sweep',
  title: 'Clear up files that nobody uses',
  input: Nothing,
  retry: { attempts: 3, backoffMs: 60_000 },
  run: async (platform, _input, job) => (await import('./sweeping.ts')).sweepFiles(platform, job.signal),
})

export const nightly: Schedule = {
  name: 'files.nightly-sweep',
  title: 'Clear up files each night',
  task: sweep,
  input: {},
  cron: '17 3 * * *',
  missed: 'once',
}
