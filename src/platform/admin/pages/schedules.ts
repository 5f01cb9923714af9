import type { ScheduleRow } from '../../tasks/tables.ts'
import { ago, time } from '../../web/dates.ts'
import { actionButton } from '../../web/forms.ts'
import { type Html, html } from '../../web/html.ts'
import { jobLinks } from '../../web/job-card.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { links } from '../links.ts'

/** A schedule with its next times, UTC ISO; none while it is paused. */
export type ShownSchedule = ScheduleRow & Readonly<{ runs: readonly string[] }>

export const schedulesPage = (page: Page, schedules: readonly ShownSchedule[]): View => ({
  title: page.t('Schedules'),
  body: html`<header class="page-head"><div><h1>${page.t('Schedules')}</h1>
      <p>${page.t('Work that comes again by the clock. Each occurrence runs once, however many processes there are.')}</p></div></header>
    ${schedules.length === 0 ? html`<div class="panel empty">${icon('calendar-week')}<p>${page.t('No schedule yet. They appear when a worker has started.')}</p></div>` : html`<div class="cards">${schedules.map((schedule) => card(page, schedule))}</div>`}`,
})

const card = (page: Page, schedule: ShownSchedule): Html => html`<section class="panel" id="schedule-${schedule.name}">
    <h2>${page.t(schedule.title)}</h2>
    <p><code>${schedule.cron}</code> <span class="quiet">${schedule.timezone}</span>
      ${schedule.paused_at !== null && html`<span class="state state-warn">${icon('pause-circle')} ${page.t('Paused')}</span> ${ago(page, schedule.paused_at)}`}</p>
    <dl class="facts">
      <dt>${page.t('Next')}</dt><dd>${schedule.runs.length === 0 ? '–' : schedule.runs.map((run) => html`<div>${time(page, run)}${otherZone(page, schedule, run)}</div>`)}</dd>
      <dt>${page.t('Last')}</dt><dd>${time(page, schedule.last_occurrence_at)} ${schedule.last_job_id !== null && html`<a href="${jobLinks.job(schedule.last_job_id)}">${page.t('its job')}</a>`}</dd>
      <dt>${page.t('If missed')}</dt><dd>${schedule.missed === 'once' ? page.t('made up for, once') : page.t('left out')}</dd>
    </dl>
    <div class="form-buttons mt-3">${buttons(page, schedule)}</div>
  </section>`

/** The same moment in the zone of the schedule, where that is another one than the visitor's. */
const otherZone = (page: Page, { timezone }: ShownSchedule, run: string): Html | false =>
  timezone !== page.timezone && html` <span class="quiet">(${time({ ...page, timezone }, run)})</span>`

const buttons = (page: Page, { name, paused_at }: ShownSchedule): Html[] => [
  actionButton(page, { action: links.runSchedule(name), text: page.t('Run now'), icon: 'play' }),
  paused_at === null
    ? actionButton(page, { action: links.pauseSchedule(name), text: page.t('Pause'), icon: 'pause' })
    : actionButton(page, { action: links.resumeSchedule(name), text: page.t('Go on'), icon: 'play-circle' }),
]
