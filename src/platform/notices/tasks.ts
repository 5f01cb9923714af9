import { defineTask, Nothing, type Schedule } from '../tasks/tasks.ts'
import { deleteOldNotices } from './queries/items.ts'
import { deleteOldTroubles, lastTold } from './queries/troubles.ts'
import { errorMailSetting } from './settings.ts'
import { tellOfTroubles } from './troubles.ts'

const hourMs = 3_600_000
const keptDays = 90

/** A day that is told at the same hour each day would else be a minute short. */
const almostDayMs = 23 * hourMs

const tellErrors = defineTask({
  name: 'notices.tell-errors',
  title: 'Tell administrators of errors',
  input: Nothing,
  retry: { attempts: 3, backoffMs: 60_000 },
  run: async (platform, _input, job) => {
    const when = await platform.settings.get(platform.db, errorMailSetting)
    const last = await lastTold(platform.db)
    const isSoon = last !== null && Date.parse(platform.now()) - Date.parse(last) < almostDayMs
    if (when === 'never' || (when === 'every day' && isSoon)) return undefined
    return job.finish((tx) => tellOfTroubles(platform, tx))
  },
})

const clearOld = defineTask({
  name: 'notices.clear-old',
  title: 'Remove old notices',
  input: Nothing,
  retry: { attempts: 3, backoffMs: 60_000 },
  run: async (platform, _input, job) => {
    const before = new Date(Date.parse(platform.now()) - keptDays * 24 * hourMs).toISOString()
    return job.finish(async (tx) => {
      await deleteOldNotices(tx, before)
      await deleteOldTroubles(tx, before)
    })
  },
})

export const tasks = [tellErrors, clearOld]

export const schedules: readonly Schedule[] = [
  {
    name: 'notices.hourly-errors',
    title: 'Tell administrators of errors every hour',
    task: tellErrors,
    input: {},
    cron: '7 * * * *',
    missed: 'once',
  },
  {
    name: 'notices.nightly-clearing',
    title: 'Remove old notices each night',
    task: clearOld,
    input: {},
    cron: '53 3 * * *',
    missed: 'once',
  },
]
