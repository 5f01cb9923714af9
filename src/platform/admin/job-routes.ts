import { actorOf, type Person } from '../accounts/person.ts'
import { personOf } from '../accounts/person-of.ts'
import type { Db } from '../database/tables.ts'
import type { Platform } from '../platform.ts'
import {
  findJob,
  lastLogLines,
  listHolds,
  listWorkerRows,
  logEpochs,
  logLines,
  waitingBefore,
} from '../tasks/queries.ts'
import type { JobRow } from '../tasks/tables.ts'
import { sendLines } from '../web/downloads.ts'
import { notFound } from '../web/errors.ts'
import { jobCard, jobLinks, type ShownJob } from '../web/job-card.ts'
import { addNotice } from '../web/notices.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../web/page.ts'
import type { Web } from '../web/web.ts'
import { mayActOnJob, maySeeInside, maySeeJob } from './job-rules.ts'
import { jobPage } from './pages/job.ts'
import { jobLog } from './pages/job-log.ts'
import { IdParams, LogQuery } from './schemas.ts'
import { titleOfTask } from './task-titles.ts'

const shownLines = 200
const linesAPiece = 1_000
const config = { rule: 'house.read' } as const

/** One job: its page, its card, its log, and what may be done about it. */
export function addJobRoutes(web: Web, platform: Platform): void {
  const { db, tasks } = platform
  const params = IdParams

  web.get(jobLinks.job(':id'), { schema: { params, querystring: LogQuery }, config }, async (request, reply) => {
    const person = personOf(request)
    const job = await findForPerson(db, request.params.id, person)
    const page = pageOf(request)
    const shown = await shownJob(web, db, job, person)
    const log = {
      query: request.query,
      lines: await linesOf(db, job, request.query),
      starts: await logEpochs(db, job.id),
    }
    return sendPage(reply, jobPage(page, { shown, log, withInside: maySeeInside(person) }))
  })

  web.get(jobLinks.card(':id'), { schema: { params }, config }, async (request, reply) => {
    const person = personOf(request)
    const job = await findForPerson(db, request.params.id, person)
    if (!wantsFragment(request)) return reply.redirect(jobLinks.job(job.id), 303)
    return sendFragment(reply, jobCard(pageOf(request), await shownJob(web, db, job, person)))
  })

  web.get(jobLinks.log(':id'), { schema: { params, querystring: LogQuery }, config }, async (request, reply) => {
    const job = await findForPerson(db, request.params.id, personOf(request))
    if (!wantsFragment(request)) return reply.redirect(jobLinks.job(job.id), 303)
    const log = {
      query: request.query,
      lines: await linesOf(db, job, request.query),
      starts: await logEpochs(db, job.id),
    }
    return sendFragment(reply, jobLog(pageOf(request), job, log))
  })

  web.get(jobLinks.logText(':id'), { schema: { params }, config }, async (request, reply) => {
    const job = await findForPerson(db, request.params.id, personOf(request))
    return sendLines(reply, { name: `job-${job.id}.txt`, type: 'text/plain' }, wholeLog(db, job.id))
  })

  web.post(jobLinks.cancel(':id'), { schema: { params }, config }, async (request, reply) => {
    const person = personOf(request)
    const job = await findForPerson(db, request.params.id, person, mayActOnJob)
    await db.transaction().execute(async (tx) => {
      if (!(await tasks.cancel(tx, job.id, actorOf(person)))) return
      await platform.activity.record(tx, {
        actor: actorOf(person),
        action: 'tasks.cancelled',
        target: `job/${job.id}`,
        jobId: job.id,
        requestId: request.id,
      })
    })
    platform.live.publish(jobLinks.topic(job.id))
    if (!wantsFragment(request)) return reply.redirect(jobLinks.job(job.id), 303)
    const after = await findForPerson(db, job.id, person)
    return sendFragment(reply, jobCard(pageOf(request), await shownJob(web, db, after, person)))
  })

  web.post(jobLinks.retry(':id'), { schema: { params }, config }, async (request, reply) => {
    const person = personOf(request)
    const job = await findForPerson(db, request.params.id, person, mayActOnJob)
    const fresh = await db.transaction().execute(async (tx) => {
      const enqueued = await tasks.retry(tx, job.id, actorOf(person))
      await platform.activity.record(tx, {
        actor: actorOf(person),
        action: 'tasks.retried',
        target: `job/${job.id}`,
        jobId: enqueued.id,
        requestId: request.id,
      })
      return enqueued
    })
    addNotice(reply, 'info', pageOf(request).t('It is tried again, as a job of its own.'))
    return reply.redirect(jobLinks.job(fresh.id), 303)
  })
}

/** @throws UserError `web.not-found`, alike for a job that is not there and for one that is not theirs to know of. */
async function findForPerson(
  db: Db,
  id: string,
  person: Person,
  may: (person: Person, job: JobRow) => boolean = maySeeJob,
): Promise<JobRow> {
  const job = await findJob(db, id)
  if (!job || !maySeeJob(person, job) || !may(person, job)) throw notFound()
  return job
}

async function shownJob(web: Web, db: Db, job: JobRow, person: Person): Promise<ShownJob> {
  const mayAct = mayActOnJob(person, job)
  const title = await titleOfTask(web.house.parts, job.task)
  const shown = { job, title, mayCancel: mayAct, mayRetry: mayAct }
  if (job.state !== 'queued') return shown
  const { before } = await waitingBefore(db, job)
  const isHeld = (await listHolds(db)).some((hold) => hold.task === job.task)
  return { ...shown, waiting: { before, isHeld, workers: (await listWorkerRows(db)).length } }
}

const linesOf = (db: Db, job: JobRow, { level, q, start }: LogQuery) =>
  lastLogLines(
    db,
    job.id,
    { epoch: start, levels: level ? [level] : undefined, search: q === '' ? undefined : q },
    shownLines,
  )

/** All lines, a piece at a time. */
async function* wholeLog(db: Db, jobId: string): AsyncGenerator<string> {
  let after: { epoch: number; seq: number } | undefined
  for (;;) {
    const lines = await logLines(db, jobId, { after }, linesAPiece)
    const last = lines.at(-1)
    if (!last) return
    yield lines.map((line) => `${line.created_at} ${line.level.padEnd(5)} ${line.line}\n`).join('')
    after = { epoch: last.lease_epoch, seq: last.seq }
  }
}
