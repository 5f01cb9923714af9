/** Times are UTC ISO text, `*_json` is JSON text, 0/1 stand for no and yes. */
export type StudyRow = {
  id: string
  owner_id: string
  title: string
  /** The title as names are compared: one owner has no two studies of one name outside the bin. */
  title_key: string
  about: string
  /** Markdown with formulas. */
  notebook: string
  /** The group that may look; null: nobody but those named. */
  group_id: string | null
  /** Sample data counts for no quota. */
  is_sample: number
  created_at: string
  updated_at: string
  /** Raised by each edit; an edit names the one it saw. */
  version: number
  /** Since when it lies in the bin; null outside. */
  binned_at: string | null
}

export type FileFormat = 'curve' | 'structures' | 'structure' | 'table' | 'other'

export type StudyFileRow = {
  id: string
  study_id: string
  /** The stored file in the platform's files. */
  file_id: string
  sha256: string
  size_bytes: number
  name: string
  format: FileFormat
  /** What the checks found, as `checking/findings.ts` writes it. */
  report_json: string
  added_by: string
  created_at: string
}

/** `queued` also while a person's other runs come first; then it has no run yet. */
export type AnalysisState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

/** Why an analysis failed: what its owner, or an administrator, can do about it differs. */
export type FailureClass = 'input' | 'limits' | 'tool' | 'timeout' | 'internal'

export type AnalysisRow = {
  id: string
  study_id: string
  owner_id: string
  title: string
  title_key: string
  /** Id of the kind: name and version of the plugin. */
  kind: string
  kind_title: string
  /** What the form brought, secrets masked, as the form of a later run is filled in with. */
  parameters_json: string
  /** The same for the run that is to come, sealed; null once it has begun. */
  sealed: string | null
  /** `{ field: { id, name, sha256 } }` of the files that went in. */
  inputs_json: string
  /** Id of the run; null while it waits for the person's others. */
  run: string | null
  state: AnalysisState
  failure: FailureClass | null
  /** What went wrong, in a sentence for its owner. */
  sentence: string | null
  /** Bytes of the results; 0 until it has ended. */
  output_bytes: number
  /** What the results say of themselves, for lists and comparison; null where they say nothing. */
  summary_json: string | null
  tell_by_mail: number
  /** Analyses that were asked for together. */
  sweep_id: string | null
  created_at: string
  started_at: string | null
  finished_at: string | null
  /** When the results are taken away; null: never. */
  expires_at: string | null
  /** The last day on which its owner was told so. */
  warned_at: string | null
  /** Versions of the house and of Node that computed it; null until it began. */
  made_with: string | null
}

/** Somebody who may look at a study. */
export type StudyPersonRow = { study_id: string; person_id: string; added_by: string; added_at: string }

/** An address that lets whoever has it look, until it expires. */
export type StudyLinkRow = {
  id: string
  study_id: string
  /** SHA-256 of the secret in the address. */
  secret_hash: string
  note: string
  created_by: string
  created_at: string
  expires_at: string
  /** What has to be typed besides, as `accounts/passwords.ts` writes it; null: the address alone opens it. */
  password_hash: string | null
}

/** Values of a form that somebody wants to find again. */
export type PresetRow = {
  id: string
  owner_id: string
  kind: string
  title: string
  values_json: string
  created_at: string
}

/** What an administrator allows one person; null: as everybody. The row is also what two requests of one person wait at. */
export type LimitsRow = {
  person_id: string
  studies: number | null
  analyses: number | null
  running: number | null
  megabytes: number | null
  /** What the person asked for; null once it was answered. */
  wish: string | null
  touched_at: string
}

/** A large file on its way, in parts. */
export type UploadRow = {
  id: string
  study_id: string
  owner_id: string
  name: string
  size_bytes: number
  /** Of the whole file, where the browser said it. */
  sha256: string | null
  part_bytes: number
  created_at: string
}

export type UploadPartRow = { upload_id: string; number: number; file_id: string; size_bytes: number }

declare module '../../platform/database/tables.ts' {
  interface Tables {
    studies_studies: StudyRow
    studies_files: StudyFileRow
    studies_analyses: AnalysisRow
    studies_people: StudyPersonRow
    studies_links: StudyLinkRow
    studies_presets: PresetRow
    studies_limits: LimitsRow
    studies_uploads: UploadRow
    studies_upload_parts: UploadPartRow
  }
}
