/** Cells of a table with commas, quotes and any line ends; blank lines are left out. @see RFC 4180 */
export function parseCsv(text: string): string[][] {
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y
  const rows: string[][] = []
  let row: string[] = []
  const source = text.replace(/^\uFEFF/, '')
  while (cell.lastIndex < source.length) {
    const start = cell.lastIndex
    const match = cell.exec(source)
    if (match === null) throw new SyntaxError(`A quote is out of place near “${source.slice(start, start + 20)}”.`)
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === ',' && cell.lastIndex < source.length) continue
    if (match[3] === ',') row.push('')
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  return rows
}

/** A table with every cell in quotes and CRLF at the ends of lines; null is an empty cell. */
export function* csvLines(
  header: readonly string[],
  rows: Iterable<readonly (string | number | null)[]>,
): Generator<string> {
  yield lineOf(header)
  for (const row of rows) yield lineOf(row)
}

const lineOf = (row: readonly (string | number | null)[]): string =>
  `${row.map((value) => `"${String(value ?? '').replaceAll('"', '""')}"`).join(',')}\r\n`
