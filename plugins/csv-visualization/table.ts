import { escaped, page } from '../shared/html.ts'

export const rowsPerPage = 100
/** Of a row with more cells the rest is left out of the picture. */
const mostColumns = 200
const longestCell = 1_000

/** Some rows of a table, and where they stand in it. */
type Excerpt = Readonly<{
  header: readonly string[]
  rows: readonly (readonly string[])[]
  /** Number of the first of them, from 0, and of all rows below the header. */
  start: number
  total: number
}>

/** At most so many rows beginning with `from`; the last one alone where that is beyond the end. The first row names the columns. */
export async function excerptOf(
  batches: AsyncIterable<readonly (readonly string[])[]>,
  from: number,
  most: number,
): Promise<Excerpt> {
  const wanted = Math.max(0, from)
  let header: readonly string[] | undefined
  let last: readonly string[] = []
  let total = 0
  const rows: (readonly string[])[] = []
  for await (const batch of batches) {
    for (const row of batch) {
      if (header === undefined) {
        header = row
        continue
      }
      if (total >= wanted && rows.length < most) rows.push(row)
      last = row
      total++
    }
  }
  const isBeyond = rows.length === 0 && total > 0
  return { header: header ?? [], rows: isBeyond ? [last] : rows, start: isBeyond ? total - 1 : wanted, total }
}

/** The rows as a page, with buttons to those before and after. */
export function tablePage(name: string, { header, rows: shown, start, total }: Excerpt): string {
  const columns = Math.min(
    mostColumns,
    shown.reduce((most, row) => Math.max(most, row.length), header.length),
  )
  const places = Array.from({ length: columns }, (_, at) => at)
  const isNumber = places.map((at) => shown.length > 0 && shown.every((row) => isNumeric(row[at] ?? '')))
  const head = places.map((at) => `<th scope="col">${escaped(header[at] ?? '')}</th>`).join('')
  const lines = shown.map((row, at) => {
    const cells = places.map((column) => cell(row[column] ?? '', isNumber[column] === true)).join('')
    return `<tr><th scope="row">${start + at + 1}</th>${cells}</tr>`
  })
  const table = `<table><thead><tr><th scope="col">Row</th>${head}</tr></thead><tbody>${lines.join('\n')}</tbody></table>`
  const left = header.length > columns ? `<p>The first ${columns} of ${header.length} columns.</p>` : ''
  if (header.length === 0) return page(name, '<p>The table is empty.</p>')
  return page(name, `${pagesOf(start, shown.length, total)}${left}${table}`)
}

function pagesOf(start: number, shown: number, all: number): string {
  const sentence =
    all === 0 ? 'No rows below the names of the columns.' : `Rows ${start + 1} to ${start + shown} of ${all}`
  const to = (from: number, text: string): string =>
    from < 0 || from >= all
      ? ''
      : `<button type="button" data-set-name="from" data-set-value="${from}">${text}</button>`
  const before = start > 0 ? to(Math.max(0, start - rowsPerPage), 'Rows before') : ''
  return `<p class="pages"><span>${sentence}</span>${before}${to(start + shown, 'Rows after')}</p>`
}

function cell(text: string, isNumber: boolean): string {
  const shown = text.length > longestCell ? `${text.slice(0, longestCell)}…` : text
  return `<td${isNumber ? ' class="number"' : ''}>${escaped(shown)}</td>`
}

const isNumeric = (text: string): boolean => text === '' || /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)
