import { sql } from 'kysely'
import type { DatabaseKind } from '../../database/migrating.ts'
import type { Db } from '../../database/tables.ts'
import { runBatched, textsAs } from './records.ts'

/** What is new about a job; everything else begins the same for all. */
export type Submission = Readonly<{
  id: string
  task: string
  input_json: string
  priority: number
  run_at: string
  unique_key: string | null
  max_attempts: number
  asked_by: string
  subject: string | null
  request_id: string | null
  retry_of: string | null
  created_at: string
}>

const columns = {
  id: 'text',
  task: 'text',
  input_json: 'text',
  priority: 'integer',
  run_at: 'text',
  unique_key: 'text',
  max_attempts: 'integer',
  asked_by: 'text',
  subject: 'text',
  request_id: 'text',
  retry_of: 'text',
  created_at: 'text',
} as const

const names = Object.keys(columns).join(', ')
const insertion = `insert into tasks_jobs (${names}, state, attempt, lease_epoch, crash_count)
  select ${names}, 'queued', 0, 0, 0 from r where true`
const uniqueInsertion = `${insertion}
  on conflict (unique_key) where unique_key is not null and state in ('queued', 'running') do nothing returning id`

/** Adds jobs whose keys nobody can hold. */
export async function insertJobs(db: Db, kind: DatabaseKind, jobs: readonly Submission[]): Promise<void> {
  await runBatched(db, kind, { columns, records: jobs, text: insertion })
}

/** Adds the jobs whose keys are free, and answers with their ids. */
export async function insertUniqueJobs(db: Db, kind: DatabaseKind, jobs: readonly Submission[]): Promise<Set<string>> {
  const rows = await runBatched<{ id: string }>(db, kind, { columns, records: jobs, text: uniqueInsertion })
  return new Set(rows.map((row) => row.id))
}

/** The jobs that hold these keys, by key. */
export async function findKeyHolders(
  db: Db,
  kind: DatabaseKind,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; unique_key: string }>`
    select id, unique_key from tasks_jobs
    where unique_key in ${textsAs(kind, keys)} and unique_key is not null and state in ('queued', 'running')
  `.execute(db)
  return new Map(rows.map((row) => [row.unique_key, row.id]))
}
