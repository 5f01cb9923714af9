import { escaped } from '../shared/html.ts'
import type { Table } from './table.ts'

const mostCharacters = 1_000_000

/** The head of a table as HTML: 100 rows and columns, 10 of each where that would be too long, or how large it is. */
export function preview(table: Table): string {
  const { columns, rows } = table
  const size = `${rows.length} rows, ${columns.length} columns`
  const html = [100, 10].map((most) => head(table, most)).find((text) => text.length <= mostCharacters)
  const shown = html ?? '<p>The cells of this table are too long to be shown.</p>'
  return `<h2>The table as it is now</h2><p>${size}</p>
<div class="qhana-view" role="region" aria-label="The table as it is now" tabindex="0">${shown}</div>`
}

function head({ columns, rows }: Table, most: number): string {
  const cells = (values: readonly string[], tag: string): string =>
    values
      .slice(0, most)
      .map((value) => `<${tag}>${escaped(value)}</${tag.split(' ', 1)}>`)
      .join('')
  const lines = rows.slice(0, most).map((row) => `<tr>${cells(row, 'td')}</tr>`)
  const left =
    rows.length > most || columns.length > most ? `<p>Only the first ${most} rows and columns are shown.</p>` : ''
  return `<table><thead><tr>${cells(columns, 'th scope="col"')}</tr></thead><tbody>${lines.join('\n')}</tbody></table>${left}`
}
