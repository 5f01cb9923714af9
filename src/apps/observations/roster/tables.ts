/** A stretch of duty for urgent targets. Where it stands in the roster follows from its days. */
export type DutyRow = {
  id: string
  /** First and last day, `YYYY-MM-DD` in UT; the last one counts to its end. */
  starts_on: string
  ends_on: string
  /** Who is on duty; null: open. Ids of the previous desk begin with `previous:`. */
  person_id: string | null
  /** Who made the entry; null while it is open, or where nobody wrote it down. */
  assigned_by: string | null
  /** Raised by each change; a form names the one it saw. */
  version: number
}

/** The one row that a change of the roster holds. */
type RosterLockRow = { name: 'roster' }

declare module '../../../platform/database/tables.ts' {
  interface Tables {
    observations_duties: DutyRow
    observations_roster_lock: RosterLockRow
  }
}
