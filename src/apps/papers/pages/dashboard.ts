import { can } from '../../../platform/accounts/permissions.ts'
import { ago, bytes, number, time } from '../../../platform/web/dates.ts'
import { form } from '../../../platform/web/forms.ts'
import { attributes, type Content, type Html, html } from '../../../platform/web/html.ts'
import { live } from '../../../platform/web/live-fragment.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import type { Dashboard, Success } from '../dashboard.ts'
import { totalOf } from '../endings.ts'
import { links } from '../links.ts'
import type { Bucket } from '../planning/buckets.ts'
import type { UpcomingRow } from '../queries/planned.ts'
import { statuses } from '../statuses.ts'
import type { PaperStatus } from '../tables.ts'
import { collectorPanel, collectorTopic } from './collector-state.ts'
import { dayBars } from './day-bars.ts'
import { headingOf, reasonText, statusBadge } from './paper-parts.ts'

/** The first page of papers; where there are none yet, what to do first. */
export const dashboardPage = (page: Page, it: Dashboard): View => ({
  title: page.t('Papers'),
  body: html`<header class="page-head"><div><h1>${page.t('Papers')}</h1>
      <p>${page.t('Lists of references become records with details and open full texts, a few papers at a time.')}</p></div>
      ${can(page.person, 'papers.import') && html`<div class="page-head-actions"><a class="btn btn-primary" href="${links.upload()}">${icon('upload')} ${page.t('Upload a list')}</a></div>`}
    </header>
    ${papersOf(it) === 0 && firstSteps(page)}
    ${collectorPanel(page, it.status, 'dashboard')}
    ${dashboardNow(page, it)}`,
  styles: ['papers/papers.css', 'papers/collecting.css'],
  api: '/api/v1/papers/collector',
})

/** Everything below the collector, once there are papers; keeps itself up to date. */
export function dashboardNow(page: Page, it: Dashboard): Html {
  const pace = it.status.running > 0 ? 'busy' : 'idle'
  const content = papersOf(it) > 0 && [
    figures(page, it),
    html`<section class="panel"><h2>${icon('bar-chart')} ${page.t('Today')}</h2>${dayBars(page, it.day)}</section>`,
    html`<div class="two-columns">
      ${part(page.t('This hour'), 'hourglass-split', thisHour(page, it))}
      ${part(page.t('Papers by status'), 'collection', statusList(page, it))}
      ${it.reasons.length > 0 && part(page.t('Why papers are not done'), 'question-octagon', reasonList(page, it))}
      ${part(page.t('Last setbacks'), 'x-octagon', setbackList(page, it))}
      ${part(page.t('Success'), 'graph-up', successTable(page, it))}
      ${it.resting.length > 0 && part(page.t('Hosts left in peace'), 'plugin', restingList(page, it))}
    </div>`,
  ]
  return live(page, { id: 'papers-now', topic: collectorTopic, url: links.dashboardNow(), pace }, content)
}

const papersOf = ({ counts }: Dashboard): number => statuses.reduce((sum, status) => sum + counts[status], 0)

const part = (title: string, iconName: string, content: Content): Html =>
  html`<section class="panel"><h2>${icon(iconName)} ${title}</h2>${content}</section>`

function firstSteps(page: Page): Html {
  const steps = [
    [
      page.t('Upload a list'),
      page.t('From Scopus, Web of Science, PubMed, Zotero, OpenAlex or a reference manager, or a table of your own.'),
    ],
    [page.t('Say how many a day'), page.t('A daily number, and a weight for each hour.')],
    [
      page.t('Start the collector'),
      page.t('It looks papers up, fetches open full texts, and says why where it could not.'),
    ],
  ] as const
  const offer =
    can(page.person, 'papers.import') &&
    html`<div class="form-buttons"><a class="btn btn-primary" href="${links.upload()}">${icon('upload')} ${page.t('Upload a list')}</a>
      ${form(page, { action: links.samples() }, html`<button type="submit" class="btn btn-outline-secondary">${icon('magic')} ${page.t('Try with sample data')}</button>`)}</div>`
  return html`<section class="panel first-steps"><h2>${page.t('Nothing here yet')}</h2>
    <ol>${steps.map(([title, words]) => html`<li><strong>${title}</strong> <span class="quiet">${words}</span></li>`)}</ol>${offer}</section>`
}

function figures(page: Page, it: Dashboard): Html {
  const { counts, forecast, freeBytes, success } = it
  const week = success.find(({ days }) => days === 7)
  const left = counts.new + counts.deferred + counts.pending + counts.running
  const figure = (value: Content, label: string, href?: string): Html =>
    href === undefined
      ? html`<div class="figure-card"><strong>${value}</strong><span>${label}</span></div>`
      : html`<a class="figure-card" href="${href}"><strong>${value}</strong><span>${label}</span></a>`
  return html`<div class="figures papers-figures">
    ${figure(number(page, papersOf(it) - counts.deleted), page.t('papers'), links.list())}
    ${figure(number(page, counts.done), page.t('done'), listOf('done'))}
    ${figure(number(page, left), page.t('to do'))}
    ${figure(number(page, counts.manual), page.t('for a person'), links.manual())}
    ${figure(percent(page, week?.share ?? null), page.t('success in 7 days'), links.stats())}
    ${figure(perHour(page, success), page.t('papers an hour, in 24 hours'), links.stats('?days=1'))}
    ${figure(finish(page, forecast.daysLeft), page.t('until the list is done'), links.schedule())}
    ${figure(bytes(page, freeBytes), page.t('free on the disk'))}
  </div>`
}

/** How many came to an end, by whatever verdict; a dash where none did. */
function perHour(page: Page, success: Dashboard['success']): string {
  const day = success.find(({ days }) => days === 1)
  const ended = day === undefined ? 0 : totalOf(day.endings)
  return ended === 0 ? '–' : number(page, ended / 24, { maximumFractionDigits: 1 })
}

function finish(page: Page, days: number | null): string {
  if (days === null) return page.t('never')
  return days === 0 ? page.t('now') : page.t('{{count}} days', { count: days })
}

export const percent = (page: Page, share: number | null): string =>
  share === null ? '–' : number(page, share, { style: 'percent', maximumFractionDigits: 0 })

const listOf = (status: PaperStatus): string => links.list(`?status=${status}`)

function statusList(page: Page, it: Dashboard): Html {
  const top = Math.max(1, ...statuses.map((status) => it.counts[status]))
  const shown = statuses.filter((status) => status !== 'deleted' || it.counts.deleted > 0)
  const rows = shown.map((status) => {
    const count = it.counts[status]
    const width = count === 0 ? 0 : Math.max(0.5, Math.round((count / top) * 1000) / 10)
    return html`<tr><th scope="row"><a href="${listOf(status)}">${statusBadge(page, status)}</a></th>
      <td class="bar-cell" aria-hidden="true"><svg viewBox="0 0 100 8" preserveAspectRatio="none"><rect class="bar-ground" width="100" height="8"></rect><rect${attributes({ class: `bar-status bar-${status}`, width, height: 8 })}></rect></svg></td>
      <td class="number">${number(page, count)}</td></tr>`
  })
  return html`<table class="table compact-table align-middle"><caption class="visually-hidden">${page.t('Papers by status')}</caption>
    <thead class="visually-hidden"><tr><th scope="col">${page.t('Status')}</th><td></td><th scope="col">${page.t('Papers')}</th></tr></thead>
    <tbody>${rows}</tbody></table>`
}

const mostListed = 5

function thisHour(page: Page, { upcoming, day, status }: Dashboard): Html {
  if (upcoming.length === 0) {
    const words =
      status.collector.state === 'running'
        ? page.t('No more papers in this hour.')
        : page.t('The moments of the coming papers stand here while the collector runs.')
    return html`<p class="quiet">${words}</p>`
  }
  const items = upcoming
    .slice(0, mostListed)
    .map(
      (paper) =>
        html`<li><span class="when">${time(page, paper.run_at, 'clock')}</span> <a href="${links.paper(paper.paper_id)}">${headingOf(page, paper)}</a></li>`,
    )
  const more = upcoming.length - items.length
  return html`${timeline(page, upcoming, day.bucket)}<ul class="plain-list timed">${items}</ul>
    ${more > 0 && html`<p class="quiet">${page.t('and {{count}} more', { count: more })} · <a href="${links.collector()}">${page.t('show the next ones')}</a></p>`}`
}

/** A line from the start of the hour to its end, with a tick for each paper and one for now. */
function timeline(page: Page, upcoming: readonly UpcomingRow[], { start, end }: Bucket): Html {
  const place = (at: string): number => {
    const share = (Date.parse(at) - Date.parse(start)) / (Date.parse(end) - Date.parse(start))
    return Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 10
  }
  const label = page.t('{{count}} papers until the end of the hour', { count: upcoming.length })
  return html`<svg class="timeline" viewBox="0 0 1000 30" preserveAspectRatio="none" role="img" aria-label="${label}">
    <rect class="bar-ground" x="0" y="12" width="1000" height="6"></rect>
    <rect class="bar-started" x="0" y="12" width="${place(page.now)}" height="6"></rect>
    ${upcoming.map(({ run_at }) => html`<rect class="tick" x="${place(run_at)}" y="5" width="3" height="20"></rect>`)}
    <rect class="tick-now" x="${place(page.now)}" y="0" width="4" height="30"></rect></svg>`
}

function setbackList(page: Page, { setbacks }: Dashboard): Html {
  if (setbacks.length === 0) return html`<p class="quiet">${page.t('Nothing has gone wrong yet.')}</p>`
  const items = setbacks.map(
    (
      one,
    ) => html`<li>${one.outcome !== null && statusBadge(page, one.outcome as PaperStatus)} <a href="${links.paper(one.paper_id)}">${headingOf(page, one)}</a>
      <div class="quiet">${reasonText(page, one.failure_code)} ${ago(page, one.ended_at)}</div></li>`,
  )
  return html`<ul class="plain-list">${items}</ul>`
}

/** Each reason leads to the papers that it keeps from being done. */
const reasonList = (page: Page, { reasons }: Dashboard): Html =>
  html`<ul class="plain-list reasons">${reasons.map(
    ({ failure_code, count }) =>
      html`<li><a href="${links.list(`?${new URLSearchParams({ code: failure_code })}`)}">${reasonText(page, failure_code)}</a> <span class="number">${number(page, count)}</span></li>`,
  )}</ul>`

const spans: Readonly<Record<number, string>> = { 1: '24 hours', 7: '7 days', 30: '30 days' }
const outcomes = [
  ['done', 'Done'],
  ['failed', 'Failed'],
  ['manual', 'Manual'],
  ['deferred', 'Put off'],
] as const

function successTable(page: Page, { success }: Dashboard): Html {
  if (success.every(({ endings }) => totalOf(endings) === 0))
    return html`<p class="quiet">${page.t('Shares are shown once the first papers have come to an end.')}</p>`
  const row = (title: string, cellOf: (of: Success) => Content): Html =>
    html`<tr><th scope="row">${title}</th>${success.map((of) => html`<td class="number">${cellOf(of)}</td>`)}</tr>`
  return html`<table class="table compact-table align-middle"><caption class="visually-hidden">${page.t('Success')}</caption>
    <thead><tr><th scope="col">${page.t('In the last')}</th>${success.map(({ days }) => html`<th scope="col" class="number">${page.t(spans[days] ?? '')}</th>`)}</tr></thead>
    <tbody>${row(page.t('Success'), ({ share }) => percent(page, share))}
      ${outcomes.map(([outcome, word]) => row(page.t(word), ({ endings }) => number(page, endings[outcome])))}</tbody></table>`
}

const restingList = (page: Page, { resting }: Dashboard): Html =>
  html`<ul class="plain-list">${resting.map(
    ({
      host,
      restsUntil,
      failures,
      circuit,
    }) => html`<li><strong>${host}</strong> ${page.t('until')} ${time(page, restsUntil)}
      <div class="quiet">${circuit === 'open' ? page.t('after {{count}} failures in a row', { count: failures }) : page.t('it asked for quiet')}</div></li>`,
  )}</ul>`
