import { actorOf } from '../accounts/person.ts'
import { personOf } from '../accounts/person-of.ts'
import { declaredBy } from '../app.ts'
import type { Platform } from '../platform.ts'
import { findSchedule, listSchedules } from '../tasks/queries.ts'
import { nextOccurrences, pauseSchedule, resumeSchedule, runScheduleNow } from '../tasks/schedules.ts'
import { notFound } from '../web/errors.ts'
import { jobLinks } from '../web/job-card.ts'
import { pageOf, sendPage } from '../web/page.ts'
import type { Web } from '../web/web.ts'
import { links } from './links.ts'
import { schedulesPage } from './pages/schedules.ts'
import { NameParams } from './schemas.ts'

const config = { rule: 'house.administer' } as const
const shownRuns = 5

/** What comes again by the clock. */
export function addScheduleRoutes(web: Web, platform: Platform): void {
  const { db } = platform

  web.get(links.schedules(), { config }, async (request, reply) => {
    const schedules = (await listSchedules(db)).map((row) => ({
      ...row,
      runs: row.paused_at === null ? nextOccurrences(row.cron, row.timezone, platform.now(), shownRuns) : [],
    }))
    return sendPage(reply, schedulesPage(pageOf(request), schedules))
  })

  for (const verb of ['pause', 'resume'] as const) {
    const address = verb === 'pause' ? links.pauseSchedule(':name') : links.resumeSchedule(':name')
    web.post(address, { schema: { params: NameParams }, config }, async (request, reply) => {
      const { name } = request.params
      const by = actorOf(personOf(request))
      await db.transaction().execute(async (tx) => {
        if (!(await findSchedule(tx, name))) throw notFound()
        await (verb === 'pause'
          ? pauseSchedule(tx, name, by, platform.now())
          : resumeSchedule(tx, name, platform.now()))
        const action = verb === 'pause' ? 'tasks.schedule-paused' : 'tasks.schedule-resumed'
        await platform.activity.record(tx, { actor: by, action, target: `schedule/${name}`, requestId: request.id })
      })
      return reply.redirect(links.schedules(), 303)
    })
  }

  web.post(links.runSchedule(':name'), { schema: { params: NameParams }, config }, async (request, reply) => {
    const declared = await declaredBy(web.house.parts, (part) => part.schedules?.())
    const schedule = declared.find(({ name }) => name === request.params.name)
    if (!schedule) throw notFound()
    const by = actorOf(personOf(request))
    const job = await db.transaction().execute(async (tx) => {
      const enqueued = await runScheduleNow(tx, platform, schedule, by)
      await platform.activity.record(tx, {
        actor: by,
        action: 'tasks.schedule-run',
        target: `schedule/${schedule.name}`,
        jobId: enqueued.id,
        requestId: request.id,
      })
      return enqueued
    })
    return reply.redirect(jobLinks.job(job.id), 303)
  })
}
