import type { Role } from '../accounts/person.ts'

export type NoticeLevel = 'info' | 'success' | 'warning' | 'danger'

/** Something that a person wants to hear of. Times are UTC ISO text, 0/1 stand for no and yes. */
export type NoticeRow = {
  id: string
  person_id: string
  /** `part.what`. */
  kind: string
  /** Which of the kind's texts. */
  text: string
  /** What stands in it, by name, as JSON: the words themselves are said in the reader's language. */
  values_json: string
  level: NoticeLevel
  /** A page of the house; null where there is none. */
  href: string | null
  /** Notices of one batch become one while it is unread; null: each stands alone. */
  batch: string | null
  /** How many became this one. */
  count: number
  created_at: string
  updated_at: string
  read_at: string | null
}

/** Where a person wants to hear of a kind; without a row it is as the kind says. */
export type ChoiceRow = {
  person_id: string
  kind: string
  on_page: number
  by_mail: number
  changed_at: string
}

/** A sentence of the administrators to everybody, or to some, for a time. */
export type BroadcastRow = {
  id: string
  text: string
  level: NoticeLevel
  /** `all`: everyone who is signed in; a role: those who have it. */
  audience: 'all' | Role
  starts_at: string
  /** Null: until somebody deletes it. */
  ends_at: string | null
  is_dismissible: number
  created_at: string
  updated_at: string
}

export type DismissalRow = { broadcast_id: string; person_id: string; dismissed_at: string }

/** A tour that somebody has seen, or put aside. */
export type TourRow = { person_id: string; tour: string; version: number; seen_at: string }

/** Errors of one make, told from others by their fingerprint. */
export type TroubleRow = {
  /** SHA-256 of what stays the same from one time to the next, 32 letters of it. */
  fingerprint: string
  message: string
  /** The place in the program; null where the error names none. */
  place: string | null
  stack: string | null
  count: number
  /** How many no letter has told of yet. */
  untold: number
  first_at: string
  last_at: string
  /** When a letter last told of it; null: never. */
  told_at: string | null
  /** Of the last time. */
  request_id: string | null
  job_id: string | null
}

declare module '../database/tables.ts' {
  interface Tables {
    notices_items: NoticeRow
    notices_choices: ChoiceRow
    notices_broadcasts: BroadcastRow
    notices_dismissals: DismissalRow
    notices_tours: TourRow
    notices_troubles: TroubleRow
  }
}
