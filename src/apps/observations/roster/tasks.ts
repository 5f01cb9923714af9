import { defineTask, Nothing, type Schedule } from '../../../platform/tasks/tasks.ts'

/** Keeps the roster filled 240 days ahead; an empty one is begun by a person. */
const fillRoster = defineTask({
  name: 'observations.fill-roster',
  title: 'Add weeks to the duty roster',
  input: Nothing,
  retry: { attempts: 5, backoffMs: 60_000 },
  timeoutMs: 60_000,
  run: async (platform) => ({ weeks: await (await import('./keeping.ts')).fillRoster(platform, 'system') }),
})

/** Once a day: a second run would send the letters again, so it is not retried. */
const tellDuties = defineTask({
  name: 'observations.tell-duties',
  title: 'Tell who is next on duty',
  input: Nothing,
  timeoutMs: 60_000,
  run: async (platform) => ({ letters: await (await import('./noticing.ts')).sendDueLetters(platform) }),
})

const nightly: Schedule = {
  name: 'observations.nightly-roster',
  title: 'Add weeks to the duty roster each night',
  task: fillRoster,
  input: {},
  cron: '0 2 * * *',
  missed: 'once',
}

const daily: Schedule = {
  name: 'observations.daily-duties',
  title: 'Tell who is next on duty each day',
  task: tellDuties,
  input: {},
  cron: '3 0 * * *',
  timezone: 'UTC',
  missed: 'once',
}

export const rosterTasks = [fillRoster, tellDuties]
export const rosterSchedules = [nightly, daily]
