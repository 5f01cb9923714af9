import { defineTask, Nothing, type Schedule } from '../../../platform/tasks/tasks.ts'

/** Looks for papers that may be one. */
export const findDuplicates = defineTask<Nothing, unknown>({
  name: 'papers.find-duplicates',
  title: 'Look for likely duplicates',
  input: Nothing,
  retry: { attempts: 3, backoffMs: 60_000 },
  timeoutMs: 60 * 60_000,
  run: async (platform, _input, job) => (await import('./finding.ts')).findLikenesses(platform, job),
})

export const nightlyDuplicates: Schedule = {
  name: 'papers.nightly-duplicates',
  title: 'Look for likely duplicates each night',
  task: findDuplicates,
  input: {},
  cron: '47 3 * * *',
  missed: 'once',
}
