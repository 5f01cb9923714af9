import { can } from '../../../platform/accounts/permissions.ts'
import { ago, duration, number, time } from '../../../platform/web/dates.ts'
import { type FormState, form, formMessage, textField } from '../../../platform/web/forms.ts'
import { attributes, type Content, type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { HOURS } from '../client/quotas.js'
import { links } from '../links.ts'
import type { DayForecast, ForecastWarning } from '../planning/forecast.ts'
import type { Outlook, ScheduleInForce, ScopeChoice } from '../schedule-view.ts'
import { weightField } from '../schemas/schedule.ts'
import { actorText } from './collector-state.ts'
import { clockOf } from './day-bars.ts'
import { scopePart } from './plan-scope.ts'
import { draftOf, scheduleEditor, volumeField } from './schedule-editor.ts'

type ScheduleValues = Readonly<{
  inForce: ScheduleInForce
  /** Of what the form holds: that in force, or a draft. */
  outlook: Outlook
  state: FormState
  /** The form holds something that is not in force yet. */
  isDraft: boolean
  /** Somebody else was faster: both are shown. */
  isOvertaken: boolean
  zones: readonly string[]
  choice: ScopeChoice
  scopeState: FormState
}>

/** How many papers a day, spread over its hours. */
export function schedulePage(page: Page, values: ScheduleValues): View {
  const { inForce, outlook, state } = values
  const mayEdit = can(page.person, 'papers.operate')
  const { current } = inForce
  return {
    title: page.t('Schedule'),
    body: html`<header class="page-head"><div><h1>${page.t('Schedule')}</h1>
        <p>${page.t('How many papers a day, and how they are spread over its hours. An hour with twice the weight gets twice the papers.')}</p></div></header>
      ${!mayEdit && html`<p class="alert alert-info">${icon('lock')} ${page.t('You may look at the schedule; members may change it.')}</p>`}
      ${form(page, { action: links.schedule(), id: 'schedule', class: 'schedule-form' }, [
        formMessage(state),
        values.isOvertaken && comparison(page, values),
        html`<input type="hidden" name="volumeVersion" value="${current.volumeVersion}"><input type="hidden" name="weightsVersion" value="${current.weightsVersion}">`,
        html`<section class="panel"><div class="schedule-head">${volumeField(page, outlook.schedule, state, mayEdit)}${zoneField(page, values, mayEdit)}</div>
          ${scheduleEditor(page, outlook, state, mayEdit)}</section>`,
        mayEdit && applyPart(page, values),
      ])}
      ${scopePart(page, values.choice, values.scopeState)}
      ${forecastPart(page, outlook)}`,
    scripts: ['papers/schedule.js'],
    styles: ['papers/collecting.css', 'papers/schedule.css'],
    api: '/api/v1/papers/config/schedule',
  }
}

const zoneField = (page: Page, { outlook, state, zones }: ScheduleValues, mayEdit: boolean): Html =>
  html`${textField(state, {
    name: 'timezone',
    label: page.t('Time zone of the hours'),
    value: outlook.schedule.timezone,
    required: true,
    attributes: { list: 'zones', autocomplete: 'off', spellcheck: 'false', maxlength: 100, readonly: !mayEdit },
  })}<datalist id="zones">${zones.map((zone) => html`<option value="${zone}"></option>`)}</datalist>`

/** The moment from which it holds is chosen by the button. */
function applyPart(page: Page, { inForce, isDraft }: ScheduleValues): Html {
  const { lastChange } = inForce
  const button = (value: string, text: string, iconName: string, kind: string): Html =>
    html`<button type="submit" class="btn btn-${kind}" name="apply" value="${value}">${icon(iconName)} ${text}</button>`
  return html`<div class="schedule-apply">
    <div class="form-buttons">${button('next', page.t('Apply from the next hour'), 'check-lg', 'primary')}${button('now', page.t('Apply now'), 'lightning-charge', 'outline-secondary')}
      <noscript>${button('preview', page.t('Show what it would do'), 'eye', 'outline-secondary')}</noscript></div>
    <p class="quiet" data-draft${attributes({ hidden: !isDraft })}>${icon('pencil')} ${page.t('Not in force yet.')} <a href="${links.schedule()}">${page.t('Back to what is in force')}</a></p>
    <p class="quiet">${lastChange ? html`${page.t('Last changed')} ${ago(page, lastChange.at)} · ${actorText(page, lastChange.by)}` : page.t('Nobody has set a schedule yet: this is what the house begins with.')}</p>
  </div>`
}

/** Theirs beside ours, where they differ. */
function comparison(page: Page, { inForce, outlook, state }: ScheduleValues): Html {
  const { current, lastChange } = inForce
  const mine = draftOf(outlook.schedule, state)
  const rows: [string, Content, Content][] = [
    [page.t('Papers a day'), number(page, current.papersPerDay), number(page, mine.papersPerDay)],
    [page.t('Time zone'), current.timezone, String(state.values.timezone ?? mine.timezone)],
    ...HOURS.map((hour): [string, Content, Content] => [
      clockOf(hour),
      current.weights[hour] ?? 0,
      String(state.values[weightField(hour)] ?? ''),
    ]),
  ]
  const different = rows.filter(([, theirs, ours]) => String(theirs) !== String(ours))
  return html`<section class="panel" id="comparison"><h2>${icon('people')} ${page.t('Two people at once')}</h2>
    <p>${lastChange && html`${actorText(page, lastChange.by)}, ${ago(page, lastChange.at)}. `}${page.t('What you typed is still below; nothing of theirs was overwritten.')} <a href="${links.schedule()}">${page.t('Keep theirs')}</a></p>
    <table class="table compact-table"><caption class="visually-hidden">${page.t('Differences')}</caption>
    <thead><tr><th scope="col"></th><th scope="col" class="number">${page.t('In force now')}</th><th scope="col" class="number">${page.t('Yours')}</th></tr></thead>
    <tbody>${different.map(([name, theirs, ours]) => html`<tr><th scope="row">${name}</th><td class="number">${theirs}</td><td class="number">${ours}</td></tr>`)}</tbody></table></section>`
}

/** What the curve will do; fetched again while it is being drawn. */
export function forecastPart(page: Page, { schedule, forecast, existingHours }: Outlook): Html {
  const { papersLeft, daysLeft, shortestMeanGapSeconds, nextClockChange } = forecast
  const zoned = { ...page, timezone: schedule.timezone }
  const change = nextClockChange
    ? html`${time(zoned, nextClockChange.at)} (${nextClockChange.shiftMinutes > 0 ? page.t('{{count}} minutes forward', { count: nextClockChange.shiftMinutes }) : page.t('{{count}} minutes back', { count: -nextClockChange.shiftMinutes })})`
    : page.t('none in this zone')
  // Beside UTC, a time says it itself.
  const zoneName = html` <span class="quiet">${schedule.timezone}</span>`
  const facts: readonly [string, Content][] = [
    [page.t('Papers to do'), number(page, papersLeft)],
    [
      page.t('The list is done in'),
      daysLeft === null ? page.t('never, at this rate') : page.t('{{count}} days', { count: daysLeft }),
    ],
    [
      page.t('In the busiest hour'),
      shortestMeanGapSeconds === null
        ? page.t('nothing')
        : page.t('one paper every {{gap}}', { gap: duration(shortestMeanGapSeconds * 1000) }),
    ],
    [page.t('Time of the server'), [time(zoned, page.now), schedule.timezone !== 'UTC' && zoneName]],
    [page.t('Next change of clocks'), change],
  ]
  return html`<section class="panel" id="forecast" data-existing="${existingHours.join(',')}" aria-live="polite"><h2>${icon('binoculars')} ${page.t('What it will do')}</h2>
    ${forecast.warnings.map((warning) => html`<p class="alert alert-warning">${icon('exclamation-triangle')} ${warningText(page, warning)}</p>`)}
    ${[forecast.today, forecast.tomorrow].map((day) => oddDay(page, day))}
    <dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
    <details class="chart"><summary>${page.t('Today and tomorrow, hour by hour')}</summary>${dayTable(page, forecast.today, forecast.tomorrow)}</details></section>`
}

function warningText(page: Page, warning: ForecastWarning): string {
  if (warning.kind === 'none-in-scope')
    return page.t('No paper that waits is in the chosen lists, tags and journals: nothing will be collected.')
  if (warning.kind === 'no-hour-has-weight')
    return page.t('No hour of {{date}} has weight: nothing will be collected.', { date: warning.date })
  return page.t(
    'The busiest hour asks for {{papers}} papers; the slowest source answers {{most}} in an hour. Some will be late.',
    {
      papers: number(page, Math.ceil(warning.papersPerHour)),
      most: number(page, warning.sourcePerHour),
    },
  )
}

const oddDay = (page: Page, { date, oddHours }: DayForecast): Html | false =>
  oddHours.length > 0 &&
  html`<p class="alert alert-info">${icon('clock')} ${oddHours
    .map(({ hour, minutes }) =>
      minutes === 0
        ? page.t('On {{date}} there is no {{clock}}: clocks change, and the other hours share its papers.', {
            date,
            clock: clockOf(hour),
          })
        : page.t('On {{date}} the hour of {{clock}} lasts {{count}} minutes: clocks change.', {
            date,
            clock: clockOf(hour),
            count: minutes,
          }),
    )
    .join(' ')}</p>`

const dayTable = (
  page: Page,
  today: DayForecast,
  tomorrow: DayForecast,
): Html => html`<table class="table table-sm compact-table">
    <caption class="visually-hidden">${page.t('Papers by hour')}</caption>
    <thead><tr><th scope="col">${page.t('Hour')}</th><th scope="col" class="number">${today.date}</th><th scope="col" class="number">${tomorrow.date}</th></tr></thead>
    <tbody>${HOURS.map((hour) => html`<tr><th scope="row">${clockOf(hour)}</th><td class="number">${today.quotas[hour]}</td><td class="number">${tomorrow.quotas[hour]}</td></tr>`)}</tbody></table>`
