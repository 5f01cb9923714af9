import { attributes, type Html, html, jsonText } from '../../../platform/web/html.ts'
import { icon, type Page } from '../../../platform/web/page.ts'
import type { Plot } from '../results.ts'

type Matrix = NonNullable<Plot['matrix']>

/** Rows of the table beside a plot; the file has all. */
const mostRows = 200

/** A plot: drawn by a script, with its numbers beside it for who cannot see it, and as SVG, PNG and CSV. */
export function plotFigure(page: Page, plot: Plot, at: number): Html {
  const id = `plot-${at}`
  const words = {
    'data-plot': true,
    'data-linear': page.t('linear'),
    'data-log': page.t('logarithmic'),
  }
  return html`<figure class="panel plot"${attributes(words)} aria-labelledby="${id}-title">
    <figcaption id="${id}-title"><h3>${plot.title}</h3>${plot.description !== '' && html`<p class="quiet">${plot.description}</p>`}</figcaption>
    <script type="application/json">${jsonText(plot)}</script>
    <div class="plot-canvas" data-plot-canvas role="img" aria-label="${`${plot.title}. ${plot.description}`}"></div>
    <noscript>${page.t('Without scripts there is the table below.')}</noscript>
    <div class="plot-buttons">
      ${['SVG', 'PNG', 'CSV'].map((kind) => html`<button type="button" class="btn btn-sm btn-outline-secondary" data-plot-save="${kind.toLowerCase()}">${icon('download')} ${kind}</button>`)}
      ${!plot.matrix && html`<button type="button" class="btn btn-sm btn-outline-secondary" data-plot-scale aria-pressed="${plot.y.scale === 'log' ? 'true' : 'false'}">${page.t('Logarithmic')}</button>`}
    </div>
    <details><summary>${page.t('Show data')}</summary>${plot.matrix ? matrixTable(page, plot, plot.matrix) : table(page, plot)}</details></figure>`
}

function table(page: Page, { title, x, y, series }: Plot): Html {
  const rows = series.flatMap(({ name, x: xs, y: ys, error }) =>
    ys.map((value, at) => [name, xs[at], value, error?.[at]] as const),
  )
  const hasErrors = series.some(({ error }) => error !== undefined)
  return html`<div class="table-responsive plot-table" tabindex="0" role="region" aria-label="${title}"><table class="table table-sm">
    <thead><tr><th scope="col">${page.t('Series')}</th><th scope="col">${x.label}</th><th scope="col">${y.label}</th>${hasErrors && html`<th scope="col">${page.t('Error')}</th>`}</tr></thead>
    <tbody>${rows.slice(0, mostRows).map(([name, ...cells]) => html`<tr><th scope="row">${name}</th>${cells.slice(0, hasErrors ? 3 : 2).map((cell) => html`<td>${cell ?? ''}</td>`)}</tr>`)}</tbody></table>
    ${rows.length > mostRows && html`<p class="quiet">${page.t('The first {{count}} of {{total}} rows; the CSV has them all.', { count: mostRows, total: rows.length })}</p>`}</div>`
}

/** As many rows as a page bears; a matrix of a few hundred rows is for the CSV. */
const mostMatrixCells = 2_500

function matrixTable(page: Page, { title, y }: Plot, { columns, rows, values }: Matrix): Html {
  const shown = Math.max(1, Math.floor(mostMatrixCells / columns.length))
  return html`<div class="table-responsive plot-table" tabindex="0" role="region" aria-label="${title}"><table class="table table-sm">
    <thead><tr><th scope="col">${y.label}</th>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
    <tbody>${rows.slice(0, shown).map((name, at) => html`<tr><th scope="row">${name}</th>${values[at]?.map((value) => html`<td>${value ?? ''}</td>`)}</tr>`)}</tbody></table>
    ${rows.length > shown && html`<p class="quiet">${page.t('The first {{count}} of {{total}} rows; the CSV has them all.', { count: shown, total: rows.length })}</p>`}</div>`
}
