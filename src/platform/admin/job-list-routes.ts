import { z } from 'zod'
import { actorOf } from '../accounts/person.ts'
import { personOf } from '../accounts/person-of.ts'
import type { Db } from '../database/tables.ts'
import type { Platform } from '../platform.ts'
import {
  countByState,
  countJobs,
  type JobFilter,
  listHolds,
  listJobs,
  listWorkerRows,
  markHandled,
} from '../tasks/queries.ts'
import type { JobRow } from '../tasks/tables.ts'
import type { JobState } from '../tasks/tasks.ts'
import { sendLines } from '../web/downloads.ts'
import { notFound } from '../web/errors.ts'
import { jobLinks } from '../web/job-card.ts'
import { addNotice } from '../web/notices.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../web/page.ts'
import { tableCsv } from '../web/table.ts'
import { readCursor, type TableState, writeCursor } from '../web/table-query.ts'
import type { Web } from '../web/web.ts'
import { actOnJobs } from './jobs-together.ts'
import { links } from './links.ts'
import { type JobList, jobColumns, jobsPage, jobsTable } from './pages/jobs.ts'
import { IdParams, JobsQuery, TogetherForm } from './schemas.ts'
import { allTasks } from './task-titles.ts'

const config = { rule: 'house.administer' } as const
const TaskParams = z.object({ task: z.string().max(100) })
const rowsAPiece = 1_000

/** Every job of the house, and the kinds of work that are held back. */
export function addJobListRoutes(web: Web, platform: Platform): void {
  const { db } = platform

  web.get(links.jobs(), { schema: { querystring: JobsQuery }, config }, async (request, reply) => {
    const page = pageOf(request)
    const list = await jobList(db, request.query, await allTasks(web.house.parts))
    if (wantsFragment(request)) return sendFragment(reply, jobsTable(page, list))
    const overview = { counts: await countByState(db), holds: await listHolds(db), workers: await listWorkerRows(db) }
    return sendPage(reply, jobsPage(page, list, overview))
  })

  web.get(links.jobsCsv(), { schema: { querystring: JobsQuery }, config }, async (request, reply) => {
    const columns = jobColumns(pageOf(request), await allTasks(web.house.parts))
    const lines = tableCsv(columns, everyJob(db, filterOf(request.query)))
    return sendLines(reply, { name: 'jobs.csv', type: 'text/csv' }, lines)
  })

  web.post(links.handled(':id'), { schema: { params: IdParams }, config }, async (request, reply) => {
    const by = actorOf(personOf(request))
    const { id } = request.params
    await db.transaction().execute(async (tx) => {
      if (!(await markHandled(tx, id, platform.now()))) return
      await platform.activity.record(tx, {
        actor: by,
        action: 'tasks.handled',
        target: `job/${id}`,
        jobId: id,
        requestId: request.id,
      })
    })
    return reply.redirect(links.jobs(), 303)
  })

  web.post(links.jobsTogether(), { schema: { body: TogetherForm }, config }, async (request, reply) => {
    const by = actorOf(personOf(request))
    const { id: ids, act } = request.body
    const count = await actOnJobs(platform, ids, act, by, request.id)
    for (const id of ids) platform.live.publish(jobLinks.topic(id))
    const { t } = pageOf(request)
    addNotice(
      reply,
      count === ids.length ? 'success' : 'info',
      t('{{done}} of {{count}} jobs.', { done: count, count: ids.length }),
    )
    return reply.redirect(links.jobs(), 303)
  })

  for (const verb of ['hold', 'release'] as const) {
    web.post(links[verb](':task'), { schema: { params: TaskParams }, config }, async (request, reply) => {
      const { task } = request.params
      if (!(await allTasks(web.house.parts)).some(({ name }) => name === task)) throw notFound()
      const by = actorOf(personOf(request))
      await db.transaction().execute(async (tx) => {
        await (verb === 'hold' ? platform.tasks.hold(tx, task, by) : platform.tasks.release(tx, task))
        await platform.activity.record(tx, {
          actor: by,
          action: verb === 'hold' ? 'tasks.held' : 'tasks.released',
          target: `task/${task}`,
          requestId: request.id,
        })
      })
      const { t } = pageOf(request)
      addNotice(
        reply,
        'success',
        verb === 'hold' ? t('Jobs of this kind wait from now on.') : t('Jobs of this kind run again.'),
      )
      return reply.redirect(links.jobs(), 303)
    })
  }
}

async function jobList(db: Db, state: TableState, tasks: JobList['tasks']): Promise<JobList> {
  const filter = filterOf(state)
  const [before] = readCursor(state.cursor, 1) ?? []
  const rows = await listJobs(db, filter, {
    before: typeof before === 'string' ? before : undefined,
    limit: state.limit + 1,
  })
  const last = rows.length > state.limit ? rows[state.limit - 1] : undefined
  return {
    state,
    tasks,
    rows: rows.slice(0, state.limit),
    next: last ? writeCursor([last.id]) : null,
    total: await countJobs(db, filter),
  }
}

const filterOf = ({ q, filters }: TableState): JobFilter => ({
  search: q === '' ? undefined : q,
  states: filters.state?.length ? (filters.state as JobState[]) : undefined,
  task: filters.task?.[0],
})

async function* everyJob(db: Db, filter: JobFilter): AsyncGenerator<JobRow> {
  let before: string | undefined
  for (;;) {
    const rows = await listJobs(db, filter, { before, limit: rowsAPiece })
    yield* rows
    before = rows.at(-1)?.id
    if (rows.length < rowsAPiece) return
  }
}
