import { number } from '../../../platform/web/dates.ts'
import { attributes, type Html, html } from '../../../platform/web/html.ts'
import type { Page } from '../../../platform/web/page.ts'
import type { DayProgress, HourProgress } from '../day-progress.ts'

/** Today's hours: the frame of a bar is what is planned, its filling what has started. The same as a table below. */
export function dayBars(page: Page, day: DayProgress): Html {
  const top = Math.max(1, ...day.hours.map((hour) => Math.max(expected(hour), hour.started)))
  const total = day.hours.reduce((sum, hour) => sum + expected(hour), 0)
  const summary = page.t('{{started}} of {{planned}} papers have started today.', {
    started: number(page, day.started),
    planned: number(page, total),
  })
  return html`<figure class="day-bars">
    <figcaption>${summary} <span class="quiet">${day.date}, ${day.timezone}</span></figcaption>
    <svg viewBox="0 0 ${24 * pitch} ${height}" preserveAspectRatio="none" role="img" aria-label="${summary}">
      ${day.hours.map((hour) => bar(page, hour, top))}
    </svg>
    <div class="hour-axis" aria-hidden="true">${['00', '06', '12', '18'].map((label) => html`<span>${label}:00</span>`)}<span>24:00</span></div>
    <ul class="legend"><li class="legend-plan">${page.t('planned')}</li><li class="legend-done">${page.t('started')}</li><li class="legend-now">${page.t('this hour')}</li></ul>
    <details><summary>${page.t('As a table')}</summary>${hourTable(page, day)}</details>
  </figure>`
}

const pitch = 20
const barWidth = 14
const height = 100

/** What is planned; before that what the schedule gives, unless the hour went by. */
const expected = ({ planned, quota, state }: HourProgress): number =>
  planned ?? (state === 'past' || state === 'skipped' ? 0 : quota)

function bar(page: Page, hour: HourProgress, top: number): Html {
  const x = hour.hour * pitch + (pitch - barWidth) / 2
  const planned = expected(hour)
  const rect = (value: number, name: string): Html => {
    const size = Math.round((value / top) * (height - 2) * 10) / 10
    return html`<rect${attributes({ class: name, x, y: height - size, width: barWidth, height: size })}></rect>`
  }
  return html`<g class="hour-${hour.state}"><title>${wordsOf(page, hour)}</title>
    <rect class="bar-ground" x="${x}" y="0" width="${barWidth}" height="${height}"></rect>
    ${rect(planned, hour.planned === null ? 'bar-quota' : 'bar-plan')}${rect(hour.started, 'bar-started')}</g>`
}

function wordsOf(page: Page, { hour, quota, planned, started, state }: HourProgress): string {
  const clock = clockOf(hour)
  if (state === 'missing') return page.t('{{clock}}: this hour does not exist today.', { clock })
  if (state === 'skipped') return page.t('{{clock}}: passed without a plan.', { clock })
  if (planned === null && state === 'past') return page.t('{{clock}}: nothing was planned.', { clock })
  if (planned === null) return page.t('{{clock}}: {{count}} papers by the schedule.', { clock, count: quota })
  return page.t('{{clock}}: {{started}} of {{count}} planned papers started.', { clock, started, count: planned })
}

const states: Readonly<Record<HourProgress['state'], string>> = {
  past: 'over',
  now: 'this hour',
  'to-come': 'to come',
  missing: 'does not exist today',
  skipped: 'passed without a plan',
}

const hourTable = (page: Page, { hours }: DayProgress): Html => html`<table class="table table-sm compact-table">
    <caption class="visually-hidden">${page.t('Papers by hour')}</caption>
    <thead><tr><th scope="col">${page.t('Hour')}</th><th scope="col" class="number">${page.t('By the schedule')}</th>
      <th scope="col" class="number">${page.t('Planned')}</th><th scope="col" class="number">${page.t('Started')}</th><th scope="col">${page.t('State')}</th></tr></thead>
    <tbody>${hours.map(
      ({
        hour,
        quota,
        planned,
        started,
        state,
      }) => html`<tr><th scope="row">${clockOf(hour)}</th><td class="number">${quota}</td>
      <td class="number">${planned ?? '–'}</td><td class="number">${started}</td><td>${page.t(states[state])}</td></tr>`,
    )}</tbody></table>`

/** 7 → 07:00. */
export const clockOf = (hour: number): string => `${String(hour).padStart(2, '0')}:00`
