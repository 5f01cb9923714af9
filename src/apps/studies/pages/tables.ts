import { type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page } from '../../../platform/web/page.ts'

export type ResultTable = Readonly<{
  name: string
  href: string
  head: readonly string[]
  rows: readonly (readonly string[])[]
  isCut: boolean
}>

/** The start of a table among the results. */
export const resultTable = (
  page: Page,
  { name, href, head, rows, isCut }: ResultTable,
): Html => html`<section class="panel">
    <h3>${name} <a class="btn btn-sm btn-outline-secondary" href="${href}" download>${icon('download')} CSV</a></h3>
    <div class="table-responsive plot-table" tabindex="0" role="region" aria-label="${name}"><table class="table table-sm"><thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>
    ${isCut && html`<p class="quiet">${page.t('The first {{count}} rows; the file has them all.', { count: rows.length })}</p>`}</section>`
