import { sql } from 'kysely'
import type { Migration, MigrationDb } from '../../database/migrating.ts'

/** Jobs with their log lines, holds, schedules, and the workers that run them. */
export const tasks: Migration = {
  up: async (db) => {
    await createJobs(db)
    await createLogLines(db)
    await createHolds(db)
    await createSchedules(db)
    await createWorkers(db)
  },
  down: async (db) => {
    for (const table of ['tasks_workers', 'tasks_schedules', 'tasks_holds', 'tasks_log_lines', 'tasks_jobs'])
      await db.schema.dropTable(table).execute()
  },
  destroys: 'all jobs, their logs, and which schedules are paused',
}

async function createJobs(db: MigrationDb): Promise<void> {
  await db.schema
    .createTable('tasks_jobs')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('task', 'text', (column) => column.notNull())
    .addColumn('input_json', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) =>
      column.notNull().check(sql`state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')`),
    )
    .addColumn('priority', 'integer', (column) => column.notNull())
    .addColumn('run_at', 'text', (column) => column.notNull())
    .addColumn('unique_key', 'text')
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('max_attempts', 'integer', (column) => column.notNull())
    .addColumn('lease_epoch', 'integer', (column) => column.notNull())
    .addColumn('lease_until', 'bigint')
    .addColumn('worker_id', 'text')
    .addColumn('crash_count', 'integer', (column) => column.notNull())
    .addColumn('progress_value', 'double precision')
    .addColumn('progress_total', 'double precision')
    .addColumn('progress_step', 'text')
    .addColumn('progress_sentence', 'text')
    .addColumn('result_json', 'text')
    .addColumn('error_code', 'text')
    .addColumn('error_message', 'text')
    .addColumn('asked_by', 'text', (column) => column.notNull())
    .addColumn('subject', 'text')
    .addColumn('request_id', 'text')
    .addColumn('retry_of', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('started_at', 'text')
    .addColumn('finished_at', 'text')
    .addColumn('cancel_requested_at', 'text')
    .addColumn('cancel_requested_by', 'text')
    .addColumn('handled_at', 'text')
    .execute()

  // The claim: the first job of each lane (task, priority), and the next of one lane. Also "upcoming" on the jobs page.
  await sql`create index tasks_jobs_lanes on tasks_jobs (task, priority, run_at, id)
    where state = 'queued' and crash_count < 2`.execute(db)
  // The claim of jobs that run alone because their workers died twice.
  await sql`create index tasks_jobs_suspects on tasks_jobs (run_at, id)
    where state = 'queued' and crash_count >= 2`.execute(db)
  // Beats, rescue, requests to cancel, and "running now" on the jobs page.
  await sql`create index tasks_jobs_running on tasks_jobs (worker_id) where state = 'running'`.execute(db)
  await sql`create unique index tasks_jobs_unique_key on tasks_jobs (unique_key)
    where unique_key is not null and state in ('queued', 'running')`.execute(db)
  // The jobs page filtered by failures, and their count in the bar.
  await sql`create index tasks_jobs_failed on tasks_jobs (id) where state = 'failed'`.execute(db)
  // The pages of the things that jobs are about.
  await sql`create index tasks_jobs_subject on tasks_jobs (subject, id) where subject is not null`.execute(db)
}

function createLogLines(db: MigrationDb): Promise<void> {
  return db.schema
    .createTable('tasks_log_lines')
    .addColumn('job_id', 'text', (column) => column.notNull().references('tasks_jobs.id').onDelete('cascade'))
    .addColumn('lease_epoch', 'integer', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('level', 'text', (column) => column.notNull())
    .addColumn('line', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('tasks_log_lines_key', ['job_id', 'lease_epoch', 'seq'])
    .execute()
}

function createHolds(db: MigrationDb): Promise<void> {
  return db.schema
    .createTable('tasks_holds')
    .addColumn('task', 'text', (column) => column.primaryKey())
    .addColumn('held_at', 'text', (column) => column.notNull())
    .addColumn('held_by', 'text', (column) => column.notNull())
    .execute()
}

function createSchedules(db: MigrationDb): Promise<void> {
  return db.schema
    .createTable('tasks_schedules')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('task', 'text', (column) => column.notNull())
    .addColumn('cron', 'text', (column) => column.notNull())
    .addColumn('timezone', 'text', (column) => column.notNull())
    .addColumn('missed', 'text', (column) => column.notNull())
    .addColumn('next_run_at', 'text')
    .addColumn('last_occurrence_at', 'text')
    .addColumn('last_job_id', 'text')
    .addColumn('paused_at', 'text')
    .addColumn('paused_by', 'text')
    .execute()
}

function createWorkers(db: MigrationDb): Promise<void> {
  return db.schema
    .createTable('tasks_workers')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('host', 'text', (column) => column.notNull())
    .addColumn('pid', 'integer', (column) => column.notNull())
    .addColumn('process_start', 'text', (column) => column.notNull())
    .addColumn('started_at', 'text', (column) => column.notNull())
    .addColumn('beat_at', 'text', (column) => column.notNull())
    .addColumn('lease_until', 'bigint', (column) => column.notNull())
    .execute()
}
