import type { JobState } from './tasks.ts'

/** One request for a task. Times are UTC ISO text, but for leases. */
export type JobRow = {
  id: string
  task: string
  input_json: string
  state: JobState
  priority: number
  run_at: string
  /** At most one job that is queued or running has it; null: any number. */
  unique_key: string | null
  /** Tries that count: hand-backs and lost workers are not among them. */
  attempt: number
  max_attempts: number
  /** Rises with every start: a worker that names an older one changes nothing. */
  lease_epoch: number
  /** Milliseconds on the lease clock (`lease-clock.ts`), which no wall clock moves; null unless running. */
  lease_until: number | null
  /** Who runs it, or ran it last; null: not started yet. */
  worker_id: string | null
  /** How many times in a row it broke off without getting further: its worker died, or lost the database. */
  crash_count: number
  /** The furthest that it was (`progress_value`) when it broke off; null: it never did, or said nothing. */
  crash_progress: number | null
  progress_value: number | null
  /** Null: unknown. */
  progress_total: number | null
  progress_step: string | null
  progress_sentence: string | null
  result_json: string | null
  error_code: string | null
  error_message: string | null
  /** A person's id, `token:…`, `schedule:…` or `system`. */
  asked_by: string
  subject: string | null
  request_id: string | null
  /** The job that this one repeats. */
  retry_of: string | null
  created_at: string
  /** The latest start. */
  started_at: string | null
  finished_at: string | null
  cancel_requested_at: string | null
  cancel_requested_by: string | null
  /** A failure that somebody has seen to no longer counts in the bar. */
  handled_at: string | null
}

/** A line that a job wrote; `lease_epoch` tells which of its starts. */
export type LogLineRow = {
  job_id: string
  lease_epoch: number
  /** 1 for the first line of a start. */
  seq: number
  level: 'debug' | 'info' | 'warn' | 'error'
  line: string
  created_at: string
}

/** A task of which no more jobs are claimed for now. */
export type HoldRow = { task: string; held_at: string; held_by: string }

export type ScheduleRow = {
  name: string
  title: string
  task: string
  cron: string
  timezone: string
  missed: 'skip' | 'once'
  /** Null: the expression never comes true again. */
  next_run_at: string | null
  /** The occurrence that ran last, by the clock; runs asked for by hand are not among them. */
  last_occurrence_at: string | null
  last_job_id: string | null
  paused_at: string | null
  paused_by: string | null
}

/** A worker that lives, or whose death nobody has noticed yet. */
export type WorkerRow = {
  id: string
  /** Kernel and process namespace in which the process id means something. */
  host: string
  pid: number
  /** Tells a process from a later one with the same id; empty where the system does not say. */
  process_start: string
  started_at: string
  beat_at: string
  /** On the lease clock. */
  lease_until: number
  /** Somebody wants its process to end, and to be started again; null: nobody does. */
  exit_requested_at: string | null
}

declare module '../database/tables.ts' {
  interface Tables {
    tasks_jobs: JobRow
    tasks_log_lines: LogLineRow
    tasks_holds: HoldRow
    tasks_schedules: ScheduleRow
    tasks_workers: WorkerRow
  }
}
