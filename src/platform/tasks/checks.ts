import { sql } from 'kysely'
import type { DatabaseKind } from '../database/migrating.ts'
import type { Db } from '../database/tables.ts'
import type { Check } from '../diagnostics/check.ts'
import { leaseIsOver } from './lease-clock.ts'
import { listWorkers } from './statements/leases.ts'

/** A due job that nobody has taken for this long waits for something that does not come. */
const overdueMs = 15 * 60_000

/** Jobs whose worker is gone are taken up within seconds; where they are not, no worker looks. */
export const stuckLeases: Check = {
  name: 'tasks.leases',
  title: 'Running jobs',
  run: async ({ db, database }) => {
    const stuck = await countStuck(db, database.kind)
    if (stuck === 0) return { level: 'ok', message: 'Every running job has a living worker.' }
    return {
      level: 'fail',
      message: `${stuck} running jobs have lost their worker.`,
      remedy: 'Start the server (lyceum serve): its worker takes them up again by itself.',
    }
  },
}

export const overdueJobs: Check = {
  name: 'tasks.overdue',
  title: 'Waiting jobs',
  href: '/admin/jobs',
  run: async ({ db, now }) => {
    const overdue = await countOverdue(db, new Date(Date.parse(now()) - overdueMs).toISOString())
    if (overdue.length === 0) return { level: 'ok', message: 'No job waits longer than it should.' }
    return {
      level: 'warn',
      message: `Jobs have been due for over ${overdueMs / 60_000} minutes: ${inWords(overdue)}.`,
      remedy: 'Look under Admin → Jobs whether the worker is busy, the task is held, or no worker runs.',
    }
  },
}

/** What should have run by itself, and did not: nobody waits for it, so nobody else would notice. */
export const overdueSchedules: Check = {
  name: 'tasks.schedules',
  title: 'Schedules',
  href: '/admin/schedules',
  run: async ({ db, database, now }) => {
    const late = await listLateSchedules(db, new Date(Date.parse(now()) - overdueMs).toISOString())
    if (late.length === 0) return { level: 'ok', message: 'Every schedule has run when it should.' }
    const message = `Schedules have been due for over ${overdueMs / 60_000} minutes: ${late.join(', ')}.`
    const isWorked = (await listWorkers(db, database.kind)).some((worker) => !worker.isOver)
    if (!isWorked) return { level: 'warn', message, remedy: 'They run once a worker runs (lyceum serve).' }
    return {
      level: 'fail',
      message,
      remedy: 'Look into logs/ below the instance why the worker does not plan them, and start it again.',
    }
  },
}

/** Failures that nobody has seen to; those of a person's own runs stand on their own pages. */
export const failedJobs: Check = {
  name: 'tasks.failed',
  title: 'Failed jobs',
  href: '/admin/jobs?state=failed',
  run: async ({ db }) => {
    const failed = await countFailed(db)
    if (failed.length === 0) return { level: 'ok', message: 'Somebody has seen to every failed job.' }
    return {
      level: 'warn',
      message: `Jobs have failed, and nobody has seen to them: ${inWords(failed)}.`,
      remedy: 'Look under Admin → Jobs why; run them again, or mark them as seen to.',
    }
  },
}

export const deadWorkers: Check = {
  name: 'tasks.workers',
  title: 'Workers',
  run: async ({ db, database }) => {
    const workers = await listWorkers(db, database.kind)
    const alive = workers.filter((worker) => !worker.isOver).length
    if (alive > 0) return { level: 'ok', message: `${alive} ${alive === 1 ? 'worker runs' : 'workers run'} jobs.` }
    return {
      level: 'warn',
      message: 'No worker runs, so no job does.',
      remedy: 'Start the server (lyceum serve), or a worker beside it (lyceum serve --role worker).',
    }
  },
}

async function countStuck(db: Db, kind: DatabaseKind): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from tasks_jobs
    where state = 'running' and (${leaseIsOver(kind)} or worker_id not in (select id from tasks_workers))
  `.execute(db)
  return Number(rows[0]?.n ?? 0)
}

type CountOfTask = Readonly<{ task: string; n: number }>

async function countOverdue(db: Db, before: string): Promise<CountOfTask[]> {
  const rows = await db
    .selectFrom('tasks_jobs')
    .select((row) => ['task', row.fn.countAll<number>().as('n')])
    .where('state', '=', 'queued')
    .where('run_at', '<', before)
    .where('task', 'not in', (held) => held.selectFrom('tasks_holds').select('task'))
    .groupBy('task')
    .orderBy('task')
    .limit(20)
    .execute()
  return rows.map(({ task, n }) => ({ task, n: Number(n) }))
}

async function listLateSchedules(db: Db, before: string): Promise<string[]> {
  const rows = await db
    .selectFrom('tasks_schedules')
    .select('name')
    .where('paused_at', 'is', null)
    .where('next_run_at', '<', before)
    .orderBy('name')
    .limit(20)
    .execute()
  return rows.map(({ name }) => name)
}

async function countFailed(db: Db): Promise<CountOfTask[]> {
  const rows = await db
    .selectFrom('tasks_jobs')
    .select((row) => ['task', row.fn.countAll<number>().as('n')])
    // Written out, so that the partial index of failures can be used.
    .where(sql<boolean>`state = 'failed'`)
    .where('handled_at', 'is', null)
    .groupBy('task')
    .orderBy('task')
    .limit(20)
    .execute()
  return rows.map(({ task, n }) => ({ task, n: Number(n) }))
}

const inWords = (counts: readonly CountOfTask[]): string => counts.map(({ task, n }) => `${task} (${n})`).join(', ')

/** What `lyceum doctor` asks about background work. */
export const checks: readonly Check[] = [stuckLeases, overdueJobs, overdueSchedules, failedJobs, deadWorkers]
