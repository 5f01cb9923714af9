import type { FastifyRequest } from 'fastify'
import { actorOf } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import type { Platform } from '../../../platform/platform.ts'
import { emptyForm, type FormState } from '../../../platform/web/forms.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, sendFragment, sendPage, type View, wantsFragment } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { links } from '../links.ts'
import { forecastPart, schedulePage } from '../pages/schedule.ts'
import { draftOf } from '../pages/schedule-editor.ts'
import type { Schedule } from '../planning/day-quotas.ts'
import { presetOf, presets } from '../planning/presets.ts'
import { findOutlook, findScheduleInForce, findScopeChoice } from '../schedule-view.ts'
import { changePlanScope, changeSchedule } from '../scheduling.ts'
import { PlanScopeForm } from '../schemas/plan-scope.ts'
import { PreviewQuery, readScheduleForm, ScheduleForm, ScheduleQuery } from '../schemas/schedule.ts'
import { Timezone } from '../schemas.ts'

/** `/papers/schedule`: the daily volume and the 24 weights. */
export function addScheduleRoutes(web: Web, platform: Platform): void {
  addReading(web, platform)

  const form = async (request: FastifyRequest, state: FormState): Promise<View> => {
    const zone = Timezone.safeParse(state.values.timezone)
    const draft = (current: Schedule) => ({ ...draftOf(current, state), timezone: zone.data ?? current.timezone })
    return viewOf(platform, request, draft, state)
  }
  web.post(
    links.schedule(),
    { schema: { body: ScheduleForm }, config: { rule: 'papers.operate', form } },
    async (request, reply) => {
      const { apply, volumeVersion, weightsVersion } = request.body
      const draft = readScheduleForm(request.body)
      if (apply === 'preview') return sendPage(reply, await viewOf(platform, request, () => draft))

      const change = { ...draft, preset: presetOf(draft.weights) }
      await changeSchedule(platform, actorOf(personOf(request)), change, apply, { volumeVersion, weightsVersion })
      const { t } = pageOf(request)
      addNotice(
        reply,
        'success',
        apply === 'now' ? t('The schedule holds from now on.') : t('The schedule holds from the next hour on.'),
      )
      return reply.redirect(links.schedule(), 303)
    },
  )

  const scopeForm = (request: FastifyRequest, state: FormState): Promise<View> =>
    viewOf(platform, request, (current) => current, emptyForm, state)
  web.post(
    links.planScope(),
    { schema: { body: PlanScopeForm }, config: { rule: 'papers.operate', form: scopeForm } },
    async (request, reply) => {
      await changePlanScope(platform, actorOf(personOf(request)), request.body)
      addNotice(reply, 'success', pageOf(request).t('Plans choose from these papers from the next hour on.'))
      return reply.redirect(links.schedule(), 303)
    },
  )
}

function addReading(web: Web, platform: Platform): void {
  const config = { rule: 'papers.read' } as const

  web.get(links.schedule(), { schema: { querystring: ScheduleQuery }, config }, async (request, reply) => {
    const preset = presets.find(({ name }) => name === request.query.preset)
    const draft = (current: Schedule): Schedule => (preset ? { ...current, weights: preset.weights } : current)
    return sendPage(reply, await viewOf(platform, request, draft))
  })

  web.get(links.forecast(), { schema: { querystring: PreviewQuery }, config }, async (request, reply) => {
    if (!wantsFragment(request)) return reply.redirect(links.schedule(), 303)
    const { current } = await findScheduleInForce(platform)
    const { volume = current.papersPerDay, weights = current.weights, tz = current.timezone } = request.query
    const outlook = await findOutlook(platform, { papersPerDay: volume, weights, timezone: tz })
    return sendFragment(reply, forecastPart(pageOf(request), outlook))
  })
}

/** The page of a schedule: that in force, or what somebody makes of it. After a refusal `state` holds what was typed. */
async function viewOf(
  platform: Platform,
  request: FastifyRequest,
  draftFrom: (current: Schedule) => Schedule,
  state: FormState = emptyForm,
  scopeState: FormState = emptyForm,
): Promise<View> {
  const inForce = await findScheduleInForce(platform)
  const draft = draftFrom(inForce.current)
  const { papersPerDay, weights, timezone } = inForce.current
  const isSame =
    papersPerDay === draft.papersPerDay && timezone === draft.timezone && String(weights) === String(draft.weights)
  return schedulePage(pageOf(request), {
    inForce,
    outlook: await findOutlook(platform, draft),
    state,
    isDraft: !isSame || state.message !== null,
    isOvertaken: isOvertaken(state, inForce.current),
    zones: Intl.supportedValuesOf('timeZone'),
    choice: await findScopeChoice(platform),
    scopeState,
  })
}

/** A form that was sent with other versions than those in force. */
const isOvertaken = (
  { values, message }: FormState,
  current: Readonly<{ volumeVersion: number; weightsVersion: number }>,
): boolean =>
  message !== null &&
  (['volumeVersion', 'weightsVersion'] as const).some(
    (name) => values[name] !== undefined && String(values[name]) !== String(current[name]),
  )
