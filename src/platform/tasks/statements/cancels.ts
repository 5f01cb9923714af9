import { type RawBuilder, sql } from 'kysely'
import type { DatabaseKind } from '../../database/migrating.ts'
import type { Db } from '../../database/tables.ts'
import { textsAs } from './records.ts'

/** One job, or all of a task, or those of a task about the given subjects. */
export type CancelFilter = Readonly<{ id: string }> | Readonly<{ task: string; subjects?: readonly string[] }>

export type CancelledRow = Readonly<{
  id: string
  task: string
  input_json: string
  attempt: number
  crash_count: number
}>

/** Ends the waiting ones at once. */
export async function cancelQueued(
  tx: Db,
  kind: DatabaseKind,
  filter: CancelFilter,
  by: string,
  now: string,
): Promise<CancelledRow[]> {
  const { rows } = await sql<CancelledRow>`
    update tasks_jobs set state = 'cancelled', finished_at = ${now}, error_code = null, error_message = null,
      cancel_requested_at = ${now}, cancel_requested_by = ${by}
    where state = 'queued' and ${matches(kind, filter)}
    returning id, task, input_json, attempt, crash_count
  `.execute(tx)
  return rows
}

/** Asks the workers of the running ones to stop them; answers how many there are. */
export async function requestCancel(
  tx: Db,
  kind: DatabaseKind,
  filter: CancelFilter,
  by: string,
  now: string,
): Promise<number> {
  const { numAffectedRows } = await sql`
    update tasks_jobs set cancel_requested_at = coalesce(cancel_requested_at, ${now}),
      cancel_requested_by = coalesce(cancel_requested_by, ${by})
    where state = 'running' and ${matches(kind, filter)}
  `.execute(tx)
  return Number(numAffectedRows ?? 0)
}

function matches(kind: DatabaseKind, filter: CancelFilter): RawBuilder<unknown> {
  if ('id' in filter) return sql`id = ${filter.id}`
  if (!filter.subjects) return sql`task = ${filter.task}`
  return sql`task = ${filter.task} and subject in ${textsAs(kind, filter.subjects)}`
}
