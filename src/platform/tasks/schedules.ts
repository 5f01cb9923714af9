import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { nextOccurrence } from './occurrences.ts'
import { findSchedule } from './queries.ts'
import type { ScheduleRow } from './tables.ts'
import type { AnySchedule, Enqueued } from './tasks.ts'

export { nextOccurrence, nextOccurrences } from './occurrences.ts'

/** Keeps no occurrence until it is resumed; what it has enqueued goes on. */
export async function pauseSchedule(tx: Db, name: string, by: string, now: string): Promise<void> {
  await demandSchedule(tx, name)
  await tx
    .updateTable('tasks_schedules')
    .set({ paused_at: now, paused_by: by })
    .where('name', '=', name)
    .where('paused_at', 'is', null)
    .execute()
}

/** Goes on with the next occurrence; those of the pause are not made up for. */
export async function resumeSchedule(tx: Db, name: string, now: string): Promise<void> {
  const { cron, timezone } = await demandSchedule(tx, name)
  await tx
    .updateTable('tasks_schedules')
    .set({ paused_at: null, paused_by: null, next_run_at: nextOccurrence(cron, timezone, now) ?? null })
    .where('name', '=', name)
    .where('paused_at', 'is not', null)
    .execute()
}

/** A job of this schedule beside its times. */
export async function runScheduleNow(
  tx: Db,
  { tasks }: Platform,
  schedule: AnySchedule,
  by: string,
): Promise<Enqueued> {
  const enqueued = await tasks.enqueue(tx, schedule.task, schedule.input, {
    askedBy: by,
    subject: `schedule/${schedule.name}`,
  })
  await tx.updateTable('tasks_schedules').set({ last_job_id: enqueued.id }).where('name', '=', schedule.name).execute()
  return enqueued
}

async function demandSchedule(tx: Db, name: string): Promise<ScheduleRow> {
  const schedule = await findSchedule(tx, name)
  if (schedule) return schedule
  throw new UserError('not-found', 'tasks.unknown-schedule', `There is no schedule called "${name}".`)
}
