import { outcomeBadge, outcomeLooks } from '../../activity/pages/outcome.ts'
import type { ActivityRow } from '../../activity/tables.ts'
import { time } from '../../web/dates.ts'
import { type Html, html } from '../../web/html.ts'
import { jobLinks } from '../../web/job-card.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { type Column, table } from '../../web/table.ts'
import { type TableState, tableAddress } from '../../web/table-query.ts'
import { links } from '../links.ts'

export type ActivityList = Readonly<{
  state: TableState
  rows: readonly ActivityRow[]
  next: string | null
  /** Names by id. */
  people: ReadonlyMap<string, string>
  /** Every action that ever happened. */
  actions: readonly string[]
}>

export const activityPage = (page: Page, list: ActivityList): View => ({
  title: page.t('Activity'),
  body: html`<header class="page-head"><div><h1>${page.t('Activity')}</h1>
      <p>${page.t('Who did what to what, when. Entries are only ever added.')}</p></div></header>
    ${activityTable(page, list)}`,
})

export function activityTable(page: Page, { state, rows, next, people, actions }: ActivityList): Html {
  const categories = [...new Set(actions.map((action) => action.split('.', 1)[0] ?? action))]
  return table(page, {
    name: 'activity',
    caption: page.t('Activity'),
    address: links.activity(),
    state,
    columns: columns(page, people),
    rows,
    rowId: (row) => String(row.seq),
    paging: { previous: null, next },
    searchHint: page.t('Action, target or sentence'),
    filters: [
      {
        name: 'category',
        isSingle: true,
        label: page.t('Part'),
        options: categories.map((value) => ({ value, text: value })),
      },
      {
        name: 'action',
        isSingle: true,
        label: page.t('Action'),
        options: actions.map((value) => ({ value, text: value })),
      },
      {
        name: 'status',
        isSingle: true,
        label: page.t('Outcome'),
        options: statuses.map((value) => ({ value, text: page.t(outcomeLooks[value].word) })),
      },
    ],
    empty: html`${icon('clock-history')}<p>${page.t('Nothing has happened yet.')}</p>`,
    csv: links.activityCsv(),
    actions: html`<a class="btn btn-outline-secondary" href="${tableAddress(links.activityJson(), state)}" download>${icon('download')} JSON Lines</a>`,
  })
}

const statuses = ['success', 'info', 'warning', 'error'] as const
function columns(page: Page, people: ReadonlyMap<string, string>): Column<ActivityRow>[] {
  return [
    { name: 'at', title: page.t('When'), cell: (row) => time(page, row.at, 'second') },
    { name: 'actor', title: page.t('Who'), cell: (row) => people.get(row.actor) ?? row.actor },
    { name: 'action', title: page.t('What'), isHeading: true, cell: (row) => what(page, row) },
    { name: 'target', title: page.t('Of what'), cell: target },
    { name: 'status', title: page.t('Outcome'), cell: (row) => outcomeBadge(page, row.status) },
    { name: 'request', title: page.t('Request'), isHidden: true, cell: (row) => html`<code>${row.request_id}</code>` },
  ]
}

/** The change itself folds out below the sentence. */
function what(page: Page, row: ActivityRow): Html {
  const { before_json: before, after_json: after, details_json: details } = row
  const change =
    (before !== null || after !== null || details !== null) &&
    html`<details><summary>${page.t('Details')}</summary><dl class="facts">
      ${before !== null && html`<dt>${page.t('Before')}</dt><dd><code>${before}</code></dd>`}
      ${after !== null && html`<dt>${page.t('After')}</dt><dd><code>${after}</code></dd>`}
      ${details !== null && html`<dt>${page.t('Facts')}</dt><dd><code>${details}</code></dd>`}</dl></details>`
  return html`${row.message ?? row.action} ${row.message !== null && html`<code>${row.action}</code>`}${change}`
}

const target = ({ target: name, job_id: jobId }: ActivityRow): Html =>
  jobId !== null ? html`<a href="${jobLinks.job(jobId)}">${name}</a>` : html`${name}`
