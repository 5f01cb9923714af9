import { outcomeBadge, outcomeLooks } from '../../../platform/activity/pages/outcome.ts'
import { time } from '../../../platform/web/dates.ts'
import { type Content, type Html, html, nothing } from '../../../platform/web/html.ts'
import { jobLinks } from '../../../platform/web/job-card.ts'
import { live } from '../../../platform/web/live-fragment.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { type Column, table } from '../../../platform/web/table.ts'
import { type TableState, tableAddress } from '../../../platform/web/table-query.ts'
import { links } from '../links.ts'
import type { Group } from '../log-grouping.ts'
import type { LogEntry } from '../reading-log.ts'
import { actorText, collectorTopic } from './collector-state.ts'
import { headingOf } from './paper-parts.ts'

type LogList = Readonly<{
  state: TableState
  groups: readonly Group<LogEntry>[]
  next: string | null
  /** The newest entry when the list was read: the tail begins behind it. */
  newest: number
  /** Every action of papers that ever happened. */
  actions: readonly string[]
}>

export const logPage = (page: Page, list: LogList): View => ({
  title: page.t('Log'),
  body: html`<header class="page-head"><div><h1>${page.t('Log')}</h1>
      <p>${page.t('Everything that happened to papers, lists and the collector: who, when, and why. Entries are only ever added.')}</p></div></header>
    ${logTable(page, list)}`,
  styles: ['papers/papers.css', 'papers/collecting.css'],
  api: '/api/v1/papers/log',
})

export function logTable(page: Page, { state, groups, next, newest, actions }: LogList): Html {
  const isPaused = state.filters.tail?.[0] === 'off'
  const isFirstPage = state.cursor === undefined
  return table(page, {
    name: 'log',
    caption: page.t('Log'),
    address: links.log(),
    state,
    columns: columns(page, state),
    rows: groups,
    rowId: ({ first }) => String(first.seq),
    paging: { previous: null, next },
    searchHint: page.t('Words of an entry'),
    filters: [
      { name: 'action', isSingle: true, label: page.t('Action'), options: actions.map(plainOption) },
      {
        name: 'status',
        isSingle: true,
        label: page.t('Outcome'),
        options: statuses.map((value) => ({ value, text: page.t(outcomeLooks[value].word) })),
      },
      ...linked(page),
    ],
    notes: [isFirstPage && !isPaused && logTail(page, state, newest, []), lookedThrough(page, state, groups, next)],
    empty: html`${icon('clock-history')}<p>${page.t('Nothing has happened yet.')}</p>`,
    downloads: [
      { text: 'CSV', address: links.logFile('csv') },
      { text: 'JSON Lines', address: links.logFile('jsonl') },
    ],
    actions: [timeMenu(page, state), pauseLink(page, state, isPaused)],
  })
}

/** What has come since the list was read; asks for itself again while it is there. */
export function logTail(page: Page, state: TableState, after: number, groups: readonly Group<LogEntry>[]): Html {
  const query = tableAddress('', { ...state, cursor: undefined }).slice(1)
  const url = `${links.logTail()}?after=${after}${query && `&${query}`}`
  const items = groups.map(
    ({ first, others }) => html`<li><span class="when">${time(page, first.at, 'clock')}</span>
      <span>${paperLink(page, first)}${first.paper !== null && ' · '}${first.message ?? first.action}${times(page, others.length)}</span></li>`,
  )
  return live(page, { id: 'log-tail', topic: collectorTopic, url, pace: 'idle', class: 'log-tail' }, [
    items.length > 0 && html`<h2 class="h6">${page.t('Since you opened this page')}</h2>`,
    items.length > 0 && html`<ul class="plain-list timed">${items}</ul>`,
  ])
}

const statuses = ['success', 'info', 'warning', 'error'] as const
const plainOption = (value: string) => ({ value, text: value.replace(/^papers\./, '') })

/** Filters that come with links, and can be taken off. */
const linked = (page: Page) =>
  (
    [
      ['actor', page.t('Who')],
      ['target', page.t('Of what')],
      ['job', page.t('Job')],
      ['host', page.t('Host')],
      ['source', page.t('Source')],
      ['from', page.t('From')],
      ['until', page.t('Until')],
      ['tail', page.t('New entries')],
    ] as const
  ).map(([name, label]) => ({ name, label, options: [] }))

const narrowed = (state: TableState, name: string, value: string): string =>
  tableAddress(links.log(), state, { filters: { ...state.filters, [name]: [value] } })

function columns(page: Page, state: TableState): Column<Group<LogEntry>>[] {
  const only = (name: string, value: string | null, text: Content): Content =>
    value === null ? nothing : html`<a href="${narrowed(state, name, value)}">${text}</a>`
  return [
    { name: 'at', title: page.t('When'), cell: ({ first }) => time(page, first.at, 'second') },
    {
      name: 'actor',
      title: page.t('Who'),
      cell: ({ first }) => only('actor', first.actor, actorText(page, first.who)),
    },
    { name: 'message', title: page.t('What'), isHeading: true, cell: (group) => what(page, state, group) },
    { name: 'target', title: page.t('Of what'), cell: ({ first }) => subject(page, first) },
    { name: 'host', title: page.t('Host'), cell: ({ first }) => only('host', first.host, first.host) },
    {
      name: 'source',
      title: page.t('Source'),
      isHidden: true,
      cell: ({ first }) => only('source', first.source, first.source),
    },
    { name: 'job', title: page.t('Job'), isHidden: true, cell: ({ first }) => jobLink(page, first) },
    { name: 'status', title: page.t('Outcome'), cell: ({ first }) => outcomeBadge(page, first.status) },
  ]
}

const times = (page: Page, others: number): Content =>
  others > 0 && html` <span class="badge text-bg-secondary">${page.t('{{times}} times', { times: others + 1 })}</span>`

/** The change itself, what else was said the same of, and the way to all that happened to it fold out below the sentence. */
function what(page: Page, state: TableState, { first, others }: Group<LogEntry>): Html {
  const { before_json: before, after_json: after, details_json: details, target } = first
  return html`${first.message ?? first.action}${times(page, others.length)}
    <details><summary>${page.t('Details')}</summary><dl class="facts">
      <dt>${page.t('Action')}</dt><dd><a href="${narrowed(state, 'action', first.action)}"><code>${first.action}</code></a></dd>
      ${before !== null && html`<dt>${page.t('Before')}</dt><dd><code>${before}</code></dd>`}
      ${after !== null && html`<dt>${page.t('After')}</dt><dd><code>${after}</code></dd>`}
      ${details !== null && html`<dt>${page.t('Facts')}</dt><dd><code>${details}</code></dd>`}
      ${target !== null && html`<dt>${page.t('Of what')}</dt><dd><a href="${narrowed(state, 'target', target)}">${page.t('its history')}</a></dd>`}
    </dl>${others.length > 0 && html`<h3 class="h6">${page.t('The others')}</h3><ul class="plain-list">${others.map((entry) => html`<li>${time(page, entry.at, 'second')} ${subject(page, entry)}</li>`)}</ul>`}</details>`
}

function subject(page: Page, entry: LogEntry): Content {
  if (entry.paper !== null) return paperLink(page, entry)
  const list = /^papers\/import\/(.+)$/.exec(entry.target ?? '')?.[1]
  if (list !== undefined) return html`<a href="${links.import(list)}">${page.t('Import')}</a>`
  return entry.target ?? nothing
}

const paperLink = (page: Page, { paper }: LogEntry): Content =>
  paper === null ? nothing : html`<a href="${links.paper(paper.id)}">${headingOf(page, paper)}</a>`

const jobLink = (page: Page, { job_id }: LogEntry): Content =>
  job_id === null ? nothing : html`<a href="${jobLinks.job(job_id)}">${page.t('Job')}</a>`

/** A page of rare words may be short, and yet not the last. */
function lookedThrough(page: Page, state: TableState, groups: LogList['groups'], next: string | null): Content {
  if (next === null || groups.reduce((sum, { others }) => sum + 1 + others.length, 0) >= state.limit) return nothing
  return html`<p class="alert alert-info">${page.t('A part of the log was looked through.')} <a href="${tableAddress(links.log(), state, { cursor: next })}">${page.t('Look further back')}</a></p>`
}

function pauseLink(page: Page, state: TableState, isPaused: boolean): Html {
  const { tail: _, ...rest } = state.filters
  const address = tableAddress(links.log(), state, { filters: isPaused ? rest : { ...rest, tail: ['off'] } })
  return isPaused
    ? html`<a class="btn btn-outline-secondary" href="${address}">${icon('play')} ${page.t('Show new entries')}</a>`
    : html`<a class="btn btn-outline-secondary" href="${address}">${icon('pause')} ${page.t('Hold still')}</a>`
}

/** From one day to another; what else narrows the list stays. */
function timeMenu(page: Page, state: TableState): Html {
  const kept = new URLSearchParams(tableAddress('', state).slice(1))
  kept.delete('from')
  kept.delete('until')
  const day = (name: 'from' | 'until', label: string): Html =>
    html`<label class="form-label" for="log-${name}">${label}</label><input class="form-control mb-2" type="date" id="log-${name}" name="${name}" value="${state.filters[name]?.[0] ?? ''}">`
  return html`<details class="menu" data-menu><summary class="btn btn-outline-secondary">${icon('calendar-range')} ${page.t('Days')}</summary>
    <form class="menu-body" action="${links.log()}" method="get">
      ${[...kept].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
      ${day('from', page.t('From'))}${day('until', page.t('Until'))}
      <button type="submit" class="btn btn-primary">${page.t('Show')}</button>
    </form></details>`
}
