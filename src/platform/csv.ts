export type Cell = string | number | boolean | null | undefined

/**
 * One line of a CSV file, CRLF included (RFC 4180). A text that a spreadsheet would take for a formula gets an
 * apostrophe in front, unless it is a number.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export const csvLine = (cells: readonly Cell[]): string =>
  plainCsvLine(cells.map((cell) => (typeof cell === 'string' ? disarmed(cell) : cell)))

/** The same for programs, with every text as it is. */
export const plainCsvLine = (cells: readonly Cell[]): string => `${cells.map(asField).join(',')}\r\n`

function asField(cell: Cell): string {
  const text = String(cell ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Looks behind leading blanks too, and at the full-width forms of the four signs. */
function disarmed(text: string): string {
  const startsFormula = /^[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]/.test(text)
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)
  return startsFormula && !isNumber ? `'${text}` : text
}

/** What `csvLine` was given, from a cell that it wrote. */
export const armed = (cell: string): string =>
  cell.startsWith("'") && disarmed(cell.slice(1)) === cell ? cell.slice(1) : cell
