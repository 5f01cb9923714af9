import { sql } from 'kysely'
import type { DatabaseKind } from '../../database/migrating.ts'
import type { Db } from '../../database/tables.ts'
import type { ScheduleRow } from '../tables.ts'
import { textsAs } from './records.ts'

/** Adds a schedule, or changes it; its next time is planned anew only where expression or zone have changed. */
export async function saveSchedule(tx: Db, row: Omit<ScheduleRow, 'paused_at' | 'paused_by'>): Promise<void> {
  await tx
    .insertInto('tasks_schedules')
    .values({ ...row, paused_at: null, paused_by: null })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({
        title: row.title,
        task: row.task,
        missed: row.missed,
        cron: row.cron,
        timezone: row.timezone,
        next_run_at: sql<string | null>`case
          when tasks_schedules.cron = ${row.cron} and tasks_schedules.timezone = ${row.timezone}
          then tasks_schedules.next_run_at else ${row.next_run_at} end`,
      }),
    )
    .execute()
}

/** When the first of these is due; undefined where none is planned. */
export async function findNextScheduleAt(
  db: Db,
  kind: DatabaseKind,
  names: readonly string[],
): Promise<string | undefined> {
  const { rows } = await sql<{ next: string | null }>`
    select min(next_run_at) as next from tasks_schedules where paused_at is null and name in ${textsAs(kind, names)}
  `.execute(db)
  return rows[0]?.next ?? undefined
}

export async function findDueSchedules(
  db: Db,
  kind: DatabaseKind,
  names: readonly string[],
  now: string,
): Promise<ScheduleRow[]> {
  const { rows } = await sql<ScheduleRow>`
    select * from tasks_schedules
    where paused_at is null and next_run_at <= ${now} and name in ${textsAs(kind, names)}
    order by next_run_at, name
  `.execute(db)
  return rows
}

/** False where another instance has kept this occurrence already. */
export async function advanceSchedule(
  tx: Db,
  step: Readonly<{ name: string; from: string; to: string | null; isKept: boolean }>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('tasks_schedules')
    .set(step.isKept ? { next_run_at: step.to, last_occurrence_at: step.from } : { next_run_at: step.to })
    .where('name', '=', step.name)
    .where('next_run_at', '=', step.from)
    .where('paused_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
