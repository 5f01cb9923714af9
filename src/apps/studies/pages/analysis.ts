import type { RunOutput } from '../../../platform/analyses.ts'
import { howItWasMade } from '../../../platform/provenance/pages/made.ts'
import type { Provenance } from '../../../platform/provenance/record.ts'
import type { Ways } from '../../../platform/provenance/ways.ts'
import { bytes, number } from '../../../platform/web/dates.ts'
import { actionButton } from '../../../platform/web/forms.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { Plot, Summary } from '../results.ts'
import type { StudyRow } from '../tables.ts'
import { analysisCard, log, type ShownAnalysis } from './analysis-card.ts'
import { logSearch } from './log-lines.ts'
import { plotFigure } from './plots.ts'
import { structuresViewer } from './structures.ts'
import { resultTable } from './tables.ts'

/** A result with the address at which this visitor gets it. */
export type ShownOutput = RunOutput & Readonly<{ href: string; sizeBytes: number }>

export type ShownResults = ShownAnalysis &
  Readonly<{
    study: StudyRow
    owner: string
    summary: Summary | undefined
    plots: readonly Plot[]
    tables: readonly Readonly<{
      name: string
      href: string
      head: readonly string[]
      rows: readonly (readonly string[])[]
      isCut: boolean
    }>[]
    outputs: readonly ShownOutput[]
    record: Provenance
    ways: Ways
    /** Looked at through a link: without what only people of the house may do. */
    isPublic: boolean
  }>

/** One analysis: how it does, and once it has ended what came of it. */
export const analysisPage = (page: Page, shown: ShownResults): View => ({
  title: shown.analysis.title,
  styles: ['studies/studies.css'],
  scripts: scriptsFor(shown),
  body: html`<header class="page-head"><div><h1>${shown.analysis.title}</h1>
      <p class="quiet">${shown.isPublic ? shown.study.title : html`<a href="${links.study(shown.study.id)}">${shown.study.title}</a>`} · ${shown.owner}</p></div>
      <div class="page-head-actions">${shown.outputs.length > 0 && !shown.isPublic && html`<a class="btn btn-primary" id="download-results" href="${links.results(shown.analysis.id)}" download>${icon('download')} ${page.t('Download all')}</a>`}</div></header>
    ${shown.isPublic ? '' : analysisCard(page, shown)}
    ${shown.analysis.state === 'done' && results(page, shown)}
    ${made(page, shown)}`,
  api: shown.isPublic ? undefined : `/api/v1/studies/analyses/${shown.analysis.id}`,
})

const scriptsFor = ({ plots, summary }: ShownResults): string[] => [
  ...(plots.length > 0 ? ['echarts/echarts.js', 'studies/plots.js'] : []),
  ...((summary?.structures ?? []).length > 0 ? ['3dmol/3dmol.js', 'studies/structures.js'] : []),
]

/** In the order in which people ask: is it good, show me, give it to me. */
const results = (page: Page, shown: ShownResults): Html => html`
    ${verdict(page, shown)}
    ${shown.plots.length > 0 && html`<section id="plots"><h2>${page.t('Plots')}</h2><div class="plots">${shown.plots.map((plot, at) => plotFigure(page, plot, at))}</div></section>`}
    ${shown.tables.length > 0 && html`<section id="tables"><h2>${page.t('Tables')}</h2>${shown.tables.map((one) => resultTable(page, one))}</section>`}
    ${structuresViewer(page, shown.summary?.structures ?? [], shown.outputs)}
    <section id="result-files"><h2>${page.t('Files')}</h2>${files(page, shown)}</section>`

function verdict(page: Page, { summary, outputs, analysis }: ShownResults): Html {
  const tones = { good: 'success', fair: 'warning', poor: 'danger' } as const
  const icons = { good: 'check-circle', fair: 'exclamation-triangle', poor: 'x-octagon' } as const
  const level = summary?.verdict.level ?? 'good'
  const sentence =
    summary?.verdict.sentence ?? page.t('It has finished, and left {{count}} files.', { count: outputs.length })
  return html`<section id="verdict" class="alert alert-${tones[level]} verdict"><p><strong>${icon(icons[level])} ${sentence}</strong></p>
      ${summary && summary.verdict.details.length > 0 && html`<ul>${summary.verdict.details.map((one) => html`<li>${one}</li>`)}</ul>`}</section>
    ${
      summary &&
      summary.figures.length > 0 &&
      html`<div class="figures" aria-label="${page.t('Key numbers of {{title}}', { title: analysis.title })}" role="group">${summary.figures.map(
        ({
          label,
          value,
          unit,
          help,
        }) => html`<div class="figure-card"><strong>${shownNumber(page, value)}${unit && html` <small>${unit}</small>`}</strong><span>${label}</span>
      ${help && html`<p class="quiet figure-help">${help}</p>`}</div>`,
      )}</div>`
    }`
}

/** Four digits are what a reader can use; the file has them all. */
export const shownNumber = (page: Page, value: number | string): string => {
  if (typeof value === 'string') return value
  const size = Math.abs(value)
  if (value !== 0 && (size < 1e-3 || size >= 1e7)) return value.toExponential(3)
  return number(page, value, { maximumSignificantDigits: 4 })
}

const files = (page: Page, { outputs, mayAct, study, analysis }: ShownResults): Html =>
  outputs.length === 0
    ? html`<p class="quiet">${page.t('There are no files.')}</p>`
    : html`<div class="table-part"><div class="table-responsive"><table class="table"><thead><tr><th scope="col">${page.t('File')}</th>
      <th scope="col">${page.t('What it is')}</th><th scope="col" class="number">${page.t('Size')}</th>${mayAct && html`<th scope="col"><span class="visually-hidden">${page.t('Actions')}</span></th>`}</tr></thead>
      <tbody>${outputs.map(
        (
          output,
        ) => html`<tr><th scope="row"><a href="${output.href}" download>${output.name}</a></th><td data-label="${page.t('What it is')}"><div>${output.dataType} <small class="quiet">${output.contentType}</small></div></td>
        <td class="number" data-label="${page.t('Size')}">${bytes(page, output.sizeBytes)}</td>
        ${mayAct && html`<td><a class="btn btn-sm btn-outline-secondary" href="${links.analyseFile(study.id, `result/${analysis.id}/${output.number}`)}">${icon('send')} ${page.t('Analyse')}<span class="visually-hidden"> (${output.name})</span></a></td>`}</tr>`,
      )}</tbody></table></div></div>`

function made(page: Page, shown: ShownResults): Html {
  const { analysis, run, record, ways, outputs, isPublic, mayAct } = shown
  const about = {
    record,
    ways,
    bibtexHref: isPublic ? undefined : links.citations(analysis.id),
    crateHref: isPublic || outputs.length === 0 ? undefined : links.results(analysis.id),
    isOwn: !isPublic,
  }
  return howItWasMade(page, about, [
    run !== undefined &&
      run.log !== '' &&
      !isPublic &&
      html`<details class="panel"><summary>${page.t('Log')}</summary>${logSearch(page, analysis.id)}<div id="log-lines">${log(page, run.log)}</div>
      <p><a href="${links.log(analysis.id)}" download>${page.t('The whole log')}</a></p></details>`,
    mayAct &&
      analysis.expires_at !== null &&
      actionButton(page, {
        action: links.extend(analysis.id),
        text: page.t('Keep the results longer'),
        icon: 'calendar-plus',
      }),
  ])
}
