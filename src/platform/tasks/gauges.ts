import { sql } from 'kysely'
import type { Gauge } from '../metrics/gauges.ts'
import { listWorkers } from './statements/leases.ts'

const waitingAndRunning: Gauge = {
  name: 'jobs',
  help: 'Jobs that wait or run',
  labels: ['task', 'state'],
  read: async ({ db }) => {
    const { rows } = await sql<{ task: string; state: string; n: number }>`
      select task, 'queued' as state, count(*) as n from tasks_jobs where state = 'queued' group by task
      union all
      select task, 'running' as state, count(*) as n from tasks_jobs where state = 'running' group by task
    `.execute(db)
    return rows.map(({ task, state, n }) => ({ labels: { task, state }, value: Number(n) }))
  },
}

const oldestWait: Gauge = {
  name: 'jobs_oldest_wait_seconds',
  help: 'Since when the job that waits longest could have begun; those of held tasks do not count',
  read: async ({ db, now }) => {
    const first = await db
      .selectFrom('tasks_jobs')
      .select((job) => job.fn.min('run_at').as('run_at'))
      .where('state', '=', 'queued')
      .where('task', 'not in', (held) => held.selectFrom('tasks_holds').select('task'))
      .executeTakeFirst()
    const waited = first?.run_at ? (Date.parse(now()) - Date.parse(first.run_at)) / 1_000 : 0
    return [{ value: Math.max(waited, 0) }]
  },
}

const workers: Gauge = {
  name: 'workers',
  help: 'Workers that live, over all processes',
  read: async ({ db, database }) => {
    const all = await listWorkers(db, database.kind)
    return [{ value: all.filter((worker) => !worker.isOver).length }]
  },
}

export const gauges: readonly Gauge[] = [waitingAndRunning, oldestWait, workers]
