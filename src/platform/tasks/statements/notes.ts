import type { DatabaseKind } from '../../database/migrating.ts'
import type { Db } from '../../database/tables.ts'
import { isHeld } from './moves.ts'
import { runBatched } from './records.ts'

export type ProgressNote = Readonly<{
  id: string
  epoch: number
  value: number
  total: number | null
  step: string | null
  sentence: string | null
}>

export type LogNote = Readonly<{
  id: string
  epoch: number
  seq: number
  level: string
  line: string
  created_at: string
}>

const progressColumns = {
  id: 'text',
  epoch: 'integer',
  value: 'double precision',
  total: 'double precision',
  step: 'text',
  sentence: 'text',
} as const

const progressText = `update tasks_jobs set progress_value = r.value, progress_total = r.total, progress_step = r.step,
    progress_sentence = r.sentence
  from r where ${isHeld}`

/** Stores the progress of those starts that still hold their job. */
export async function saveProgress(tx: Db, kind: DatabaseKind, notes: readonly ProgressNote[]): Promise<void> {
  await runBatched(tx, kind, { columns: progressColumns, records: notes, text: progressText })
}

const lineColumns = {
  id: 'text',
  epoch: 'integer',
  seq: 'integer',
  level: 'text',
  line: 'text',
  created_at: 'text',
} as const

const lineText = `insert into tasks_log_lines (job_id, lease_epoch, seq, level, line, created_at)
  select r.id, r.epoch, r.seq, r.level, r.line, r.created_at
  from r join tasks_jobs on tasks_jobs.id = r.id and tasks_jobs.lease_epoch = r.epoch
  where true on conflict do nothing`

/** Adds lines to the logs of starts that are still the latest of their job. */
export async function saveLines(tx: Db, kind: DatabaseKind, notes: readonly LogNote[]): Promise<void> {
  await runBatched(tx, kind, { columns: lineColumns, records: notes, text: lineText })
}
