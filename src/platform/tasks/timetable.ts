import type { Db } from '../database/tables.ts'
import type { Platform } from '../platform.ts'
import { nextOccurrence } from './occurrences.ts'
import { advanceSchedule, findDueSchedules, findNextScheduleAt, saveSchedule } from './statements/schedules.ts'
import type { ScheduleRow } from './tables.ts'
import type { AnySchedule } from './tasks.ts'

/** An occurrence that is kept later than this was missed, and its policy decides. */
const onTimeMs = 60_000

/** The schedules of one worker; the times stand in the database, so that all instances together keep each once. */
export type Timetable = Readonly<{
  /** Brings the table in line with what the program declares. */
  sync: () => Promise<void>
  /** Enqueues what is due; with `isLook` it asks the database first whether somebody has changed the times. */
  keep: (isLook: boolean) => Promise<void>
  /** When it should be asked again; undefined: nothing is planned. */
  nextAt: () => string | undefined
}>

export function openTimetable(platform: Platform, schedules: readonly AnySchedule[]): Timetable {
  const byName = new Map(schedules.map((schedule) => [schedule.name, schedule]))
  const names = [...byName.keys()]
  const { db, database, now } = platform
  const followed = new Map<string, string>()
  let next: string | undefined

  const look = async () => {
    next = names.length > 0 ? await findNextScheduleAt(db, database.kind, names) : undefined
  }

  const save = async (some: readonly AnySchedule[]) => {
    const rows = await Promise.all(some.map((schedule) => rowOf(schedule, platform)))
    await db.transaction().execute(async (tx) => {
      for (const row of rows) await saveSchedule(tx, row)
    })
    for (const { name, cron } of rows) followed.set(name, cron)
  }

  const followSettings = async () => {
    for (const schedule of schedules) {
      if (schedule.cronNow && (await schedule.cronNow(platform)) !== followed.get(schedule.name)) await save([schedule])
    }
  }

  return {
    nextAt: () => next,

    sync: async () => {
      await save(schedules)
      await look()
    },

    keep: async (isLook) => {
      if (isLook) {
        await followSettings()
        await look()
      }
      if (next === undefined || next > now()) return
      await db.transaction().execute(async (tx) => {
        for (const row of await findDueSchedules(tx, database.kind, names, now())) {
          const schedule = byName.get(row.name)
          if (schedule) await keepOne(tx, platform, schedule, row)
        }
      })
      await look()
    },
  }
}

/** The conditional update decides which instance keeps an occurrence; the job is made in the same transaction. */
async function keepOne(tx: Db, platform: Platform, schedule: AnySchedule, row: ScheduleRow): Promise<void> {
  const now = platform.now()
  const due = row.next_run_at
  if (due === null) return
  const upcoming = nextOccurrence(row.cron, row.timezone, now) ?? null
  const isMissed = Date.parse(now) - Date.parse(due) > onTimeMs
  const isKept = !isMissed || schedule.missed === 'once'
  if (!(await advanceSchedule(tx, { name: row.name, from: due, to: upcoming, isKept }))) return
  if (!isKept) return

  const { id } = await platform.tasks.enqueue(tx, schedule.task, schedule.input, {
    askedBy: `schedule:${row.name}`,
    subject: `schedule/${row.name}`,
    uniqueKey: `schedule:${row.name}:${due}`,
  })
  await tx.updateTable('tasks_schedules').set({ last_job_id: id }).where('name', '=', row.name).execute()
}

async function rowOf(schedule: AnySchedule, platform: Platform): Promise<Omit<ScheduleRow, 'paused_at' | 'paused_by'>> {
  const { config, now } = platform
  const timezone = schedule.timezone ?? config.timezone
  const cron = (await schedule.cronNow?.(platform)) ?? schedule.cron
  return {
    name: schedule.name,
    title: schedule.title,
    task: schedule.task.name,
    cron,
    timezone,
    missed: schedule.missed,
    next_run_at: nextOccurrence(cron, timezone, now()) ?? null,
    last_occurrence_at: null,
    last_job_id: null,
  }
}
