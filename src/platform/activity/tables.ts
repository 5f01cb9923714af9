import type { Generated, Selectable } from 'kysely'
import type { ActivityStatus } from './activity.ts'

/** One thing that happened; never changed and never deleted. `*_json` is JSON text; null: there is none. */
export type ActivityTable = {
  /** Grows with each entry: the order of the log. */
  seq: Generated<number>
  /** UTC ISO time. */
  at: string
  /** The part of `action` before its dot. */
  category: string
  action: string
  status: ActivityStatus
  actor: string
  target: string | null
  message: string | null
  before_json: string | null
  after_json: string | null
  details_json: string | null
  job_id: string | null
  request_id: string | null
  /** The server and the source of details or files that it is about. */
  host: string | null
  source: string | null
}

export type ActivityRow = Selectable<ActivityTable>

declare module '../database/tables.ts' {
  interface Tables {
    activity_entries: ActivityTable
  }
}
