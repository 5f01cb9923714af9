import type { Person } from '../../../platform/accounts/person.ts'
import { actorOf } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import { mayActOnJob, maySeeInside } from '../../../platform/admin/job-rules.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { findJob, listJobs } from '../../../platform/tasks/queries.ts'
import type { JobRow } from '../../../platform/tasks/tables.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { readCursor, writeCursor } from '../../../platform/web/table-query.ts'
import type { Web } from '../../../platform/web/web.ts'
import { apiLinks } from '../links.ts'
import { IdParams } from '../schemas/imports.ts'
import { JobsQuery } from '../schemas/jobs.ts'

/** The work of this app in the background, for programs: progress, result, and calling it off. */
export function addJobApi(web: Web, platform: Platform): void {
  const { db } = platform
  const reading = (summary: string) => ({ rule: 'papers.read', about: { summary } }) as const

  web.get(
    apiLinks.jobs(),
    { schema: { querystring: JobsQuery }, config: reading('Jobs of papers, the newest first') },
    async (request) => {
      const { task, state, limit, cursor } = request.query
      const part = task === undefined ? 'papers' : undefined
      const [before] = readCursor(cursor, 1) ?? []
      const place = { limit: limit + 1, ...(typeof before === 'string' && { before }) }
      const rows = await listJobs(
        db,
        { ...(task && { task }), ...(part && { part }), ...(state && { states: [state] }) },
        place,
      )
      const last = rows.length > limit ? rows[limit - 1] : undefined
      const person = personOf(request)
      return {
        items: rows.slice(0, limit).map((row) => shown(person, row)),
        next: last ? writeCursor([last.id]) : null,
      }
    },
  )
  web.get(
    apiLinks.job(':id'),
    { schema: { params: IdParams }, config: reading('One job: state, progress, result and error') },
    async (request) => shown(personOf(request), await demandJob(platform, request.params.id)),
  )
  web.post(
    apiLinks.revokeJob(':id'),
    {
      schema: { params: IdParams },
      config: { rule: 'papers.operate', about: { summary: 'Call a job off, whether it waits or runs' } },
    },
    async (request) => {
      const person = personOf(request)
      const job = await demandJob(platform, request.params.id)
      if (!mayActOnJob(person, job)) throw new UserError('forbidden', 'accounts.not-allowed', 'You may not do this.')
      const by = actorOf(person)
      const isRevoked = await db.transaction().execute(async (tx) => {
        const done = await platform.tasks.cancel(tx, job.id, by)
        const entry = { actor: by, action: 'tasks.job-cancelled', target: `tasks/job/${job.id}`, jobId: job.id }
        if (done) await platform.activity.record(tx, entry)
        return done
      })
      return { ...shown(person, await demandJob(platform, job.id)), isRevoked }
    },
  )
}

/** Jobs of other apps are as good as none here. */
async function demandJob({ db }: Platform, id: string): Promise<JobRow> {
  const job = await findJob(db, id)
  if (!job?.task.startsWith('papers.')) throw notFound()
  return job
}

function shown(person: Person, job: JobRow) {
  const { id, task, state, run_at, attempt, subject, created_at, started_at, finished_at, error_code, error_message } =
    job
  return {
    id,
    task,
    state,
    runAt: run_at,
    attempt,
    subject,
    createdAt: created_at,
    startedAt: started_at,
    finishedAt: finished_at,
    progress: { done: job.progress_value, total: job.progress_total, note: job.progress_sentence },
    error: error_code === null ? null : { code: error_code, message: error_message },
    ...(maySeeInside(person) && { input: parsed(job.input_json), result: parsed(job.result_json) }),
  }
}

const parsed = (json: string | null): unknown => (json === null ? null : JSON.parse(json))
