import { duration } from '../../../platform/web/dates.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { Plot } from '../results.ts'
import type { AnalysisRow, StudyRow } from '../tables.ts'
import { shownNumber } from './analysis.ts'
import { plotFigure } from './plots.ts'
import { analysisState } from './states.ts'

/** One line of the comparison: a fact of each analysis. */
export type ComparedRow = Readonly<{ label: string; values: readonly (string | number | undefined)[] }>

type ShownComparison = Readonly<{
  study: StudyRow
  analyses: readonly AnalysisRow[]
  groups: readonly Readonly<{ title: string; rows: readonly ComparedRow[] }>[]
  /** Others of the study that could be put beside. */
  others: readonly AnalysisRow[]
  /** What several of them draw, in one picture each. */
  plots: readonly Plot[]
  showsAll: boolean
}>

const isDifferent = ({ values }: ComparedRow): boolean => new Set(values.map(String)).size > 1

/** Analyses side by side: differences only, unless somebody asks for all. */
export function comparePage(page: Page, { study, analyses, groups, others, plots, showsAll }: ShownComparison): View {
  const ids = analyses.map(({ id }) => id)
  return {
    title: page.t('Compare analyses'),
    styles: ['studies/studies.css'],
    scripts: plots.length > 0 ? ['echarts/echarts.js', 'studies/plots.js'] : [],
    body: html`<header class="page-head"><div><h1>${page.t('Compare analyses')}</h1><p class="quiet"><a href="${links.study(study.id)}">${study.title}</a></p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.compare(ids)}${showsAll ? '' : '&all=1'}">${icon('layout-three-columns')} ${showsAll ? page.t('Differences only') : page.t('Show all')}</a></div></header>
      <div class="table-part"><div class="table-responsive" tabindex="0" role="region" aria-label="${page.t('Compare analyses')}"><table class="table compare-table">
      <thead><tr><th scope="col">${page.t('What')}</th>${analyses.map(
        (one) => html`<th scope="col"><a href="${links.analysis(one.id)}">${one.title}</a> ${analysisState(page, one)}
        ${ids.length > 1 && html`<br><a class="quiet" href="${links.compare(ids.filter((id) => id !== one.id))}">${page.t('leave out')}</a>`}</th>`,
      )}</tr></thead>
      ${groups.map(({ title, rows }) => {
        const shown = showsAll ? rows : rows.filter(isDifferent)
        return (
          shown.length > 0 &&
          html`<tbody><tr><th scope="rowgroup" colspan="${analyses.length + 1}">${title}</th></tr>${shown.map((row) => line(page, row, analyses))}</tbody>`
        )
      })}
      <tbody><tr><th scope="row">${page.t('Took')}</th>${analyses.map((one) => html`<td data-label="${one.title}">${took(one)}</td>`)}</tr></tbody></table></div></div>
      ${!showsAll && !groups.some(({ rows }) => rows.some(isDifferent)) && html`<p class="quiet">${page.t('They differ in nothing.')}</p>`}
      ${others.length > 0 && html`<p class="chips">${page.t('Put beside:')} ${others.map(({ id, title }) => html`<a class="chip" href="${links.compare([...ids, id])}">${icon('plus')} ${title}</a>`)}</p>`}
      ${plots.length > 0 && html`<section id="plots"><h2>${page.t('Plots')}</h2><div class="plots">${plots.map((plot, at) => plotFigure(page, plot, at))}</div></section>`}`,
  }
}

const took = ({ started_at: from, finished_at: to }: AnalysisRow): string | false =>
  from !== null && to !== null && duration(Date.parse(to) - Date.parse(from))

const line = (page: Page, row: ComparedRow, analyses: readonly AnalysisRow[]): Html =>
  html`<tr><th scope="row">${row.label}</th>${row.values.map(
    (value, at) =>
      html`<td data-label="${analyses[at]?.title}"${isDifferent(row) && html` class="is-different"`}>${value === undefined ? '–' : shownNumber(page, value)}</td>`,
  )}</tr>`
