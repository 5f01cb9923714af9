import { z } from 'zod'
import { defineTask, Nothing, type Schedule } from '../../platform/tasks/tasks.ts'
import { followPaper } from './processing/follow.ts'
import { sourceNames } from './sources/declarations.ts'

// The verbs are loaded when a job runs: who only asks for work never loads them.

/** Collects one paper: details, full text, verdict. The paper follows the job from Pending to where it ends. */
export const processPaper = defineTask({
  name: 'papers.process',
  title: 'Collect a paper',
  input: z.object({ paperId: z.string() }),
  timeoutMs: 45 * 60_000,
  concurrency: 2,
  follow: followPaper,
  run: async (platform, { paperId }, job) =>
    (await import('./processing/process-paper.ts')).processPaper(platform, paperId, job),
})

/** Plans the hour that has just begun, and asks for itself at the start of the next one in the zone of the schedule. */
export const planHour = defineTask({
  name: 'papers.plan-hour',
  title: 'Plan the hour',
  input: Nothing,
  retry: { attempts: 5, backoffMs: 2_000 },
  timeoutMs: 60_000,
  run: async (platform) => (await import('./planning-hours.ts')).planHourNow(platform),
})

/** Ends a stop whose grace is over. */
export const endGrace = defineTask({
  name: 'papers.end-grace',
  title: 'Call off what still runs',
  input: z.object({ generation: z.number().int() }),
  retry: { attempts: 5, backoffMs: 1_000 },
  timeoutMs: 60_000,
  run: async (platform, { generation }) => (await import('./collecting.ts')).endGrace(platform, generation),
})

/** Asks a source about a paper that it must know. */
export const testSource = defineTask({
  name: 'papers.test-source',
  title: 'Test a source',
  input: z.object({ source: z.enum(sourceNames) }),
  timeoutMs: 5 * 60_000,
  run: async (platform, { source }, job) =>
    (await import('./processing/testing-source.ts')).testSource(platform, source, job),
})

/** Looks again for open copies of papers that had none three months ago. */
export const recheckClosed = defineTask({
  name: 'papers.recheck-closed',
  title: 'Look again for open copies',
  input: Nothing,
  retry: { attempts: 3, backoffMs: 60_000 },
  run: async (platform, _input, job) => (await import('./rechecking.ts')).recheckClosed(platform, job.signal),
})

/** Forgets what sources said, once it holds no longer. */
export const forgetAnswers = defineTask({
  name: 'papers.forget-answers',
  title: 'Forget old answers of sources',
  input: Nothing,
  retry: { attempts: 3, backoffMs: 60_000 },
  run: async (platform, _input, job) => (await import('./rechecking.ts')).forgetAnswers(platform, job.signal),
})

export const tasks = [processPaper, planHour, endGrace, testSource, recheckClosed, forgetAnswers]

const nightly: Schedule = {
  name: 'papers.nightly-recheck',
  title: 'Look again for open copies each night',
  task: recheckClosed,
  input: {},
  cron: '23 4 * * *',
  missed: 'once',
}
const nightlyForgetting: Schedule = {
  name: 'papers.nightly-forgetting',
  title: 'Forget old answers of sources each night',
  task: forgetAnswers,
  input: {},
  cron: '41 4 * * *',
  missed: 'once',
}
export const schedules = [nightly, nightlyForgetting]
