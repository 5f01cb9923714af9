import type { Platform } from '../../platform/platform.ts'
import { defineTask, Nothing, type Schedule, type Task } from '../../platform/tasks/tasks.ts'
import { rosterSchedules, rosterTasks } from './roster/tasks.ts'

/** A look at the desk that comes again by the clock. A second run would send its letters again, so none is retried. */
const look = (name: string, title: string, run: (platform: Platform) => Promise<number>): Task<Nothing> =>
  defineTask({
    name: `observations.${name}`,
    title,
    input: Nothing,
    timeoutMs: 10 * 60_000,
    run: async (platform) => ({ count: await run(platform) }),
  })

const remindSigners = look('remind-signers', 'Remind each team of what it has to sign', async (platform) =>
  (await import('./reminding.ts')).remindSigners(platform),
)
const remindHrc = look('remind-hrc', 'Remind the HRC team of SI modes', async (platform) =>
  (await import('./reminding.ts')).remindHrc(platform),
)
const checkUnplanned = look('check-unplanned', 'Look for observations without a planning date', async (platform) =>
  (await import('./watching.ts')).checkUnplanned(platform),
)
const checkUrgent = look('check-urgent', 'Look for newly triggered observations', async (platform) =>
  (await import('./watching.ts')).checkUrgent(platform, await (await import('./on-duty.ts')).onDuty(platform)),
)
const checkSplits = look('check-splits', 'Look for observations added to proposals', async (platform) =>
  (await import('./watching.ts')).checkSplits(platform, await (await import('./on-duty.ts')).onDuty(platform)),
)
const clearDrafts = look('clear-drafts', 'Forget old drafts of observations', async (platform) =>
  (await import('./clearing.ts')).clearDrafts(platform),
)

const every = (task: Task<Nothing>, cron: string, title: string): Schedule => ({
  name: `${task.name}-schedule`,
  title,
  task,
  input: {},
  cron,
  missed: 'skip',
})

export const tasks = [remindSigners, remindHrc, checkUnplanned, checkUrgent, checkSplits, clearDrafts, ...rosterTasks]
export const schedules = [
  every(remindSigners, '0 4 * * *', 'Reminders to sign, each day'),
  every(remindHrc, '34 5 * * *', 'Reminder to the HRC team, each day'),
  every(checkUnplanned, '23 3 * * 0', 'Observations without a date, each Sunday'),
  every(checkUrgent, '50 * * * *', 'Newly triggered observations, each hour'),
  every(checkSplits, '0 8,12,16 * * *', 'Observations added to proposals, three times a day'),
  every(clearDrafts, '40 1 * * *', 'Old drafts, each night'),
  ...rosterSchedules,
]
