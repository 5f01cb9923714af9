import type { Generated } from 'kysely'
import type { Status } from './signoff/engine.ts'
import type { Part } from './signoff/signoff.ts'

/** Times are UTC ISO text, `*_json` is JSON text. */
export type RevisionKind = 'norm' | 'asis' | 'remove' | 'clone'

export type RevisionRow = {
  /** Order of making over all observations. */
  seq: number
  id: string
  obsid: number
  /** From 1 for each observation; never used again. */
  revision_number: number
  kind: RevisionKind
  /** Copy of the catalog's; null where it has none. */
  sequence_number: string | null
  /** What somebody must look at: keys with `true`; null where there is nothing. */
  notes_json: string | null
  /** A person's id. */
  submitted_by: string
  submitted_at: string
  /** Copies of the catalog's when it was made: the type, and the date of the schedule or else of the long-term plan. */
  obs_type: string | null
  planned_at: string | null
  /** Set where the submission was taken back; it counts for nothing then. */
  removed_by: string | null
  removed_at: string | null
}

/** One cell of the sign-off row of a revision; there are five of them. */
type SignoffRow = {
  revision_id: string
  part: Part
  status: Status
  /** Set exactly while the status is `Signed`. */
  signed_by: string | null
  signed_at: string | null
}

/** One parameter of a revision. A missing row of originals is null; a missing row of requests is "leave it". */
type ValueRow = {
  revision_id: string
  name: string
  /** JSON text: a number, a text, or for ranked parameters an array in the order of ranks. Null: clear it. */
  value_json: string | null
}

/** What a person has begun and not yet sent, under a name of its own for each page. */
export type DraftRow = {
  person_id: string
  name: string
  draft_json: string
  updated_at: string
}

/** An observation that a regular look into the catalog has met. */
type SeenRow = {
  list: SeenList
  obsid: number
  first_seen_at: string
}
export type SeenList = 'unplanned' | 'urgent' | 'proposals'

/** What the Director's Office said about a revision. */
export type AgreementRow = {
  id: string
  revision_id: string
  state: AgreementState
  /** `YYYY-MM-DD` in UT: when it was asked, or answered. */
  on_day: string
  /** What was said; may be empty. */
  note: string
  recorded_by: string
  recorded_at: string
}
export const agreementStates = ['asked', 'agreed', 'refused'] as const
export type AgreementState = (typeof agreementStates)[number]

declare module '../../platform/database/tables.ts' {
  interface Tables {
    observations_revisions: Omit<RevisionRow, 'seq'> & { seq: Generated<number> }
    observations_signoffs: SignoffRow
    observations_originals: ValueRow
    observations_requests: ValueRow
    observations_drafts: DraftRow
    observations_seen: SeenRow
    observations_agreements: AgreementRow
  }
}
