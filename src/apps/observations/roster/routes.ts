import type { FastifyRequest } from 'fastify'
import { personOf } from '../../../platform/accounts/person-of.ts'
import { csvLine } from '../../../platform/csv.ts'
import type { Platform } from '../../../platform/platform.ts'
import { sendLines } from '../../../platform/web/downloads.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { emptyForm, type FormState } from '../../../platform/web/forms.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { nameThem } from '../people.ts'
import { rosterCalendar } from './calendar.ts'
import { dayOf, plusDays } from './days.ts'
import { assignDuty, beginRoster, candidates, removeOpenDuty, splitOpenDuty, unlockDuty } from './keeping.ts'
import { rosterLinks } from './links.ts'
import { dutyPage } from './pages/duty.ts'
import { type RosterView, rosterFragment, rosterPage } from './pages/roster.ts'
import { listDuties } from './queries/duties.ts'
import { stateOf } from './rules.ts'
import { BeginForm, DutyForm, DutyParams } from './schemas.ts'

const read = { rule: 'observations.read' } as const
const change = { rule: 'observations.request' } as const
/** What is over for longer is not shown. */
const shownDays = 30

/** `/observations/roster`: who is on duty for urgent targets. */
export function addRosterRoutes(web: Web, platform: Platform): void {
  addRoster(web, platform)
  addDuty(web, platform)
  addDownloads(web, platform)
}

async function rosterView(platform: Platform, personId: string | undefined): Promise<RosterView> {
  const today = dayOf(platform.now())
  const duties = await listDuties(platform.db, { from: plusDays(today, -shownDays) })
  const names = await nameThem(
    platform.db,
    duties.map(({ person_id }) => person_id),
  )
  const isCandidate = (await candidates(platform.db)).some(({ id }) => id === personId)
  return { duties, names, today, isCandidate }
}

function addRoster(web: Web, platform: Platform): void {
  web.get(rosterLinks.roster(), { config: read }, async (request, reply) => {
    const view = await rosterView(platform, personOf(request).id)
    if (wantsFragment(request)) return sendFragment(reply, rosterFragment(pageOf(request), view))
    return sendPage(reply, rosterPage(pageOf(request), emptyForm, view))
  })

  web.post(
    rosterLinks.begin(),
    {
      schema: { body: BeginForm },
      config: {
        ...change,
        form: async (request, state) =>
          rosterPage(pageOf(request), state, await rosterView(platform, personOf(request).id)),
      },
    },
    async (request, reply) => {
      const count = await beginRoster(platform, personOf(request), request.body.starts_on)
      addNotice(reply, 'success', pageOf(request).t('{{count}} weeks were added.', { count }))
      return reply.redirect(rosterLinks.roster(), 303)
    },
  )
}

function addDuty(web: Web, platform: Platform): void {
  const dutyView = async (id: string) => {
    const duty = (await listDuties(platform.db)).find((one) => one.id === id)
    const today = dayOf(platform.now())
    if (!duty || stateOf(duty, today) !== 'open') throw notFound()
    return { duty, candidates: await candidates(platform.db), today }
  }

  const withForm = {
    ...change,
    form: async (request: FastifyRequest, state: FormState) =>
      dutyPage(pageOf(request), state, await dutyView((request.params as DutyParams).id)),
  }

  web.get(rosterLinks.duty(':id'), { schema: { params: DutyParams }, config: change }, async (request, reply) =>
    sendPage(reply, dutyPage(pageOf(request), emptyForm, await dutyView(request.params.id))),
  )

  web.post(
    rosterLinks.duty(':id'),
    {
      schema: { params: DutyParams, body: DutyForm },
      config: withForm,
    },
    async (request, reply) => {
      const { t } = pageOf(request)
      await assignDuty(platform, personOf(request), request.params.id, request.body)
      const words =
        request.body.person === '' ? t('The days are changed; nobody is on duty yet.') : t('The duty is taken.')
      addNotice(reply, 'success', words)
      return reply.redirect(rosterLinks.roster(), 303)
    },
  )

  web.post(
    rosterLinks.dutyPart(':id', 'split'),
    { schema: { params: DutyParams }, config: withForm },
    async (request, reply) => {
      await splitOpenDuty(platform, personOf(request), request.params.id)
      addNotice(reply, 'success', pageOf(request).t('The stretch is split.'))
      return reply.redirect(rosterLinks.roster(), 303)
    },
  )

  web.post(
    rosterLinks.dutyPart(':id', 'remove'),
    { schema: { params: DutyParams }, config: withForm },
    async (request, reply) => {
      const moved = await removeOpenDuty(platform, personOf(request), request.params.id)
      const days = moved.map(({ starts_on, ends_on }) => `${starts_on} – ${ends_on}`).join(', ')
      addNotice(reply, 'success', pageOf(request).t('The stretch is gone; beside it now: {{days}}.', { days }))
      return reply.redirect(rosterLinks.roster(), 303)
    },
  )

  web.post(
    rosterLinks.dutyPart(':id', 'unlock'),
    { schema: { params: DutyParams }, config: change },
    async (request, reply) => {
      await unlockDuty(platform, personOf(request), request.params.id)
      addNotice(reply, 'success', pageOf(request).t('The stretch is open again.'))
      return reply.redirect(rosterLinks.roster(), 303)
    },
  )
}

function addDownloads(web: Web, platform: Platform): void {
  const named = async () => {
    const duties = await listDuties(platform.db)
    const names = await nameThem(
      platform.db,
      duties.flatMap(({ person_id, assigned_by }) => [person_id, assigned_by]),
    )
    const nameOf = (id: string | null) => (id === null ? null : (names.get(id)?.name ?? null))
    return duties.map((duty) => ({ ...duty, name: nameOf(duty.person_id), assigner: nameOf(duty.assigned_by) }))
  }

  web.get(rosterLinks.calendar(), { config: read }, async (_request, reply) => {
    const text = rosterCalendar(await named(), platform.now(), new URL(platform.config.baseUrl).hostname)
    return sendLines(reply, { name: 'duty-roster.ics', type: 'text/calendar' }, lines([text]))
  })

  web.get(rosterLinks.csv(), { config: read }, async (_request, reply) => {
    const rows = (await named()).map((duty) => csvLine([duty.starts_on, duty.ends_on, duty.name, duty.assigner]))
    const head = csvLine(['First day', 'Last day', 'Contact', 'Assigned by'])
    return sendLines(reply, { name: 'duty-roster.csv', type: 'text/csv' }, lines([head, ...rows]))
  })
}

async function* lines(all: readonly string[]): AsyncGenerator<string> {
  yield* all
}
