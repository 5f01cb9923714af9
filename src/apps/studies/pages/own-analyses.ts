import { ago, duration } from '../../../platform/web/dates.ts'
import { form } from '../../../platform/web/forms.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { type Column, table } from '../../../platform/web/table.ts'
import type { TableState } from '../../../platform/web/table-query.ts'
import { links } from '../links.ts'
import type { OwnAnalysis } from '../queries/own-analyses.ts'
import type { Quotas } from '../quotas.ts'
import type { AnalysisRow } from '../tables.ts'
import { analysisState, stateWord } from './states.ts'
import { quotaFigures } from './studies.ts'

export type ShownOwn = Readonly<{
  state: TableState
  rows: readonly OwnAnalysis[]
  next: string | null
  total: number
  kinds: readonly Readonly<{ kind: string; kind_title: string }>[]
}>

export const analysisStates = [
  'queued',
  'running',
  'done',
  'failed',
  'cancelled',
] as const satisfies readonly AnalysisRow['state'][]

/** Everything somebody computed, in whichever study. */
export const ownAnalysesPage = (page: Page, list: Html, quotas: Quotas): View => ({
  title: page.t('My analyses'),
  styles: ['studies/studies.css'],
  body: html`<header class="page-head"><div><h1>${page.t('My analyses')}</h1>
      <p>${page.t('Of all your studies, the latest first.')}</p></div></header>
    ${quotaFigures(page, quotas)}${list}`,
})

const together = 'analyses-together'

export const ownAnalysesTable = (page: Page, { state, rows, next, total, kinds }: ShownOwn): Html =>
  table(page, {
    name: 'studies-analyses',
    caption: page.t('My analyses'),
    address: links.ownAnalyses(),
    state,
    columns: ownColumns(page),
    rows,
    rowId: (row) => row.id,
    paging: { previous: null, next },
    total,
    searchHint: page.t('Name, study or outcome'),
    filters: [
      {
        name: 'state',
        label: page.t('State'),
        options: analysisStates.map((value) => ({ value, text: stateWord(page, value) })),
      },
      {
        name: 'kind',
        label: page.t('Kind'),
        isSingle: true,
        options: kinds.map(({ kind, kind_title }) => ({ value: kind, text: `${page.t(kind_title)} (${kind})` })),
      },
    ],
    empty: html`${icon('calculator')}<p>${page.t('Nothing was computed yet. Open a study, press Analyse, and what comes of it stands here.')}</p>`,
    csv: links.ownAnalysesCsv(),
    selectForm: together,
    actions: form(
      page,
      {
        action: links.removeAnalyses(),
        id: together,
        class: 'd-inline-flex gap-1',
        confirm: page.t('Remove those that are ticked, with their results? What runs is called off.'),
      },
      html`<button type="submit" class="btn btn-outline-danger">${icon('trash3')} ${page.t('Remove')}</button>`,
    ),
  })

export const ownColumns = (page: Page): Column<OwnAnalysis>[] => [
  {
    name: 'title',
    title: page.t('Analysis'),
    isHeading: true,
    cell: (row) => html`<a href="${links.analysis(row.id)}">${row.title}</a>`,
    text: (row) => row.title,
  },
  { name: 'state', title: page.t('State'), cell: (row) => analysisState(page, row), text: (row) => row.state },
  {
    name: 'study',
    title: page.t('Study'),
    cell: (row) => html`<a href="${links.study(row.study_id)}">${row.study_title}</a>`,
    text: (row) => row.study_title,
  },
  { name: 'result', title: page.t('Result'), cell: (row) => row.sentence, text: (row) => row.sentence },
  { name: 'kind', title: page.t('Kind'), cell: (row) => page.t(row.kind_title), text: (row) => row.kind },
  {
    name: 'asked',
    title: page.t('Asked for'),
    cell: (row) => ago(page, row.created_at),
    text: (row) => row.created_at,
  },
  {
    name: 'took',
    title: page.t('Took'),
    isNumeric: true,
    cell: (row) => {
      const ms = tookMs(row)
      return ms === null ? null : duration(ms)
    },
    text: (row) => {
      const ms = tookMs(row)
      return ms === null ? null : ms / 1_000
    },
  },
]

const tookMs = ({ started_at: from, finished_at: to }: AnalysisRow): number | null =>
  from === null || to === null ? null : Date.parse(to) - Date.parse(from)
