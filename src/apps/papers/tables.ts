import type { Generated } from 'kysely'

/** See `docs/glossary.md` for the words. Times are UTC ISO text, `*_json` is JSON text, 0/1 stand for no and yes. */
export type PaperStatus = 'new' | 'pending' | 'running' | 'deferred' | 'done' | 'failed' | 'manual' | 'deleted'
export type MetadataState = 'none' | 'partial' | 'complete' | 'failed'
export type FulltextState = 'none' | 'stored' | 'unavailable' | 'blocked'
export type DoiState = 'none' | 'unchecked' | 'registered' | 'not_found' | 'invalid'

export type PaperRow = {
  /** Grows with each paper, never used again; the order of the table and the row of the full-text index. */
  seq: number
  id: string
  title: string | null
  /** The title with `i`, `b`, `sub` and `sup`; null where it has no markup. */
  title_html: string | null
  /** Title folded to letters and digits, at most 120: likely duplicates are found by it. */
  title_fingerprint: string | null
  doi: string | null
  doi_raw: string | null
  doi_state: DoiState
  registration_agency: string | null
  issn: string | null
  journal: string | null
  publisher: string | null
  type: string
  type_raw: string | null
  /** BCP 47 primary tag. */
  language: string | null
  language_raw: string | null
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`: never more than is known. */
  published_on: string | null
  published_year: number | null
  volume: string | null
  issue: string | null
  pages: string | null
  article_number: string | null
  abstract: string | null
  /** Ordered `{ family, given, literal, orcid }`. */
  authors_json: string | null
  alternative_id: string | null
  retracted: number
  oa_status: string | null
  license: string | null
  license_url: string | null
  status: PaperStatus
  /** Where a Pending or Running paper goes back to; null for every other. */
  previous_status: PaperStatus | null
  /** Where a Deleted paper goes back to. */
  status_before_delete: PaperStatus | null
  status_changed_at: string
  failure_code: string | null
  failure_detail: string | null
  metadata_state: MetadataState
  fulltext_state: FulltextState
  attempt_count: number
  crash_count: number
  reset_count: number
  /** Set exactly while Deferred. */
  next_attempt_at: string | null
  last_attempt_at: string | null
  /** −10 … 10. */
  priority: number
  /** Where each field came from: `{ field: source }`. */
  sources_json: string | null
  /** Columns of the list that no field takes, by header. */
  extra_json: string | null
  import_id: string | null
  import_row: number | null
  created_at: string
  updated_at: string
  /** Raised by each write; an edit names the one it saw. */
  version: number
}

/** Identifiers besides the DOI: pmid, pmcid, arxiv, openalex, scopus_eid, wos_ut, isbn, url … */
export type PaperIdRow = { paper_id: string; scheme: string; value: string }

export type PaperFileRow = {
  id: string
  paper_id: string
  /** The stored file in the platform's files. */
  file_id: string
  sha256: string
  size_bytes: number
  media_type: string
  kind: 'pdf' | 'jats_xml' | 'html' | 'supplement' | 'manual'
  version: 'submitted' | 'accepted' | 'published' | 'unknown'
  license: string | null
  source: string
  source_url: string | null
  final_url: string | null
  http_etag: string | null
  http_last_modified: string | null
  fetched_at: string
  added_by: string
  /** What may not be done with it, such as `internal use`; null where nothing is known against any use. */
  use_note: string | null
}

/** One try to process a paper; rows are added and closed, never rewritten. */
export type AttemptRow = {
  id: string
  paper_id: string
  job_id: string | null
  n: number
  started_at: string
  ended_at: string | null
  outcome: 'done' | 'deferred' | 'failed' | 'manual' | 'aborted' | 'crashed' | null
  failure_code: string | null
  http_status: number | null
  host: string | null
  bytes: number
  source: string | null
  candidate_url: string | null
  /** What was done, step by step, for the paper's page. */
  steps_json: string | null
}

/** `checking`: a dry run is queued or running, and the import will be a draft again. */
export type ImportState =
  | 'draft'
  | 'checking'
  | 'queued'
  | 'running'
  | 'done'
  | 'cancelled'
  | 'failed'
  | 'rolling_back'
  | 'rolled_back'

/**
 * What happens to a paper that is in the house already. `skip`: nothing. `fill`: its empty fields are filled. `update`:
 * what the list says replaces what is there, but for fields that a person edited.
 */
export type ImportPolicy = 'skip' | 'fill' | 'update'

export type ImportRow = {
  id: string
  file_id: string
  sha256: string
  name: string
  size_bytes: number
  /** `csv` or `wos-tags` today. */
  format: string
  preset: string | null
  /** What was detected and chosen, as `importing/stored-plan.ts` writes it. */
  plan_json: string
  policy: ImportPolicy
  state: ImportState
  /** Rows read and committed so far: an interrupted import goes on behind them. */
  rows_done: number
  bytes_done: number
  inserted: number
  updated: number
  duplicates: number
  /** Rows left out. */
  errors: number
  warnings: number
  /** All that there was to say about rows; of these the first 100,000 are stored. */
  issues: number
  job_id: string | null
  failure_message: string | null
  created_by: string
  created_at: string
  started_at: string | null
  finished_at: string | null
}

export type ImportIssueRow = {
  import_id: string
  /** 1 for the first data row. */
  row_number: number
  /** 1 for the first line of the file. */
  line_number: number
  column_name: string | null
  severity: 'error' | 'warning' | 'info'
  code: string
  message: string
  /** At most 200 characters. */
  value: string | null
  /** The row as it stood in the file; only for rejected rows. */
  original: string | null
  /** The paper it became, or the one it repeats. */
  paper_id: string | null
}

export type HourPlanRow = {
  /** UTC start of the bucket; one plan a bucket over all processes. */
  bucket_start: string
  bucket_end: string
  local_date: string
  hour: number
  timezone: string
  quota: number
  planned: number
  started: number
  /** 128 random bits in hex: the plan's random times can be drawn again from it. */
  rng_key: string
  state: 'planned' | 'skipped' | 'closed'
  reason: string | null
  created_at: string
}

export type VolumeRow = { version: number; papers_per_day: number; valid_from: string; set_by: string }
export type WeightsRow = {
  version: number
  weights_json: string
  timezone: string
  preset: string | null
  valid_from: string
  set_by: string
}

export type CollectorState = 'stopped' | 'running' | 'paused' | 'draining' | 'emergency'

/** The one row that says what the collector is doing. */
export type CollectorRow = {
  id: 1
  state: CollectorState
  changed_at: string
  changed_by: string
  reason: string | null
  last_planned_bucket: string | null
  /** Raised by each stop, so that work begun before it can tell. */
  generation: number
}

/** A planned or running processing of one paper, beside its job in the queue. Where the row is gone, the job has no say. */
export type PlannedRow = {
  paper_id: string
  job_id: string
  run_at: string
  /** The plan that chose the paper; null where a person asked for it. */
  bucket_start: string | null
  /** When the paper was due while it was Deferred; it goes back with the status. */
  deferred_until: string | null
  asked_by: string
  /** The first claim; null while it waits. A start is counted once, however often the work is taken up again. */
  started_at: string | null
  created_at: string
}

/** A word by which papers are found together; in small letters, and a paper has it once. */
export type TagRow = { tag: string; paper_id: string; added_by: string; added_at: string }

/** A paper that went into another one. */
export type MergeRow = {
  id: string
  kept_id: string
  /** Deleted since, and brought back when this is undone. */
  merged_id: string
  /** What moved, and what stood there before, as `merging-papers.ts` writes it. */
  moved_json: string
  merged_by: string
  merged_at: string
  undone_at: string | null
}

/** Two papers that may be one; `first_id` is the smaller id. */
export type LikenessRow = {
  first_id: string
  second_id: string
  /** `identifier`: they share one, under different DOIs. `title`: title and year, and first author, page or journal. */
  rule: 'identifier' | 'title'
  /** What they share, in words: `pmid 123`, or a title. */
  shared: string
  found_at: string
  /** Who said that they are two papers; null while nobody has. */
  parted_by: string | null
  parted_at: string | null
}

/** How the columns of a kind of list are read, under a name. */
export type MappingRow = { id: string; name: string; choices_json: string; saved_by: string; saved_at: string }

/** What a source answered to a question, as far as it is used here. */
export type SourceAnswerRow = {
  source: string
  /** Without key and address of ours. */
  question: string
  /** Null: the source does not know it. */
  body_json: string | null
  fetched_at: string
  expires_at: string
}

/** What a source was asked on a day (UTC), over all processes. */
export type SourceDayRow = {
  source: string
  /** `YYYY-MM-DD`. */
  day: string
  requests: number
  /** Millionths of a dollar, by the prices of the source. */
  cost_micro_usd: number
  /** What of its answers could not be read; null where everything could. */
  contract_detail: string | null
  /** The beginning of such an answer. */
  contract_sample: string | null
}

declare module '../../platform/database/tables.ts' {
  interface Tables {
    papers: Omit<PaperRow, 'seq'> & { seq: Generated<number> }
    papers_ids: PaperIdRow
    papers_files: PaperFileRow
    papers_attempts: AttemptRow
    papers_imports: ImportRow
    papers_import_issues: ImportIssueRow
    papers_hour_plans: HourPlanRow
    papers_volumes: VolumeRow
    papers_weights: WeightsRow
    papers_collector: CollectorRow
    papers_planned: PlannedRow
    papers_tags: TagRow
    papers_merges: MergeRow
    papers_likenesses: LikenessRow
    papers_mappings: MappingRow
    papers_source_answers: SourceAnswerRow
    papers_source_days: SourceDayRow
  }
}
