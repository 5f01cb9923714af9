import { openFindings, type Report, shortened } from './findings.ts'
import { dataLines, type Reading, thinned, toNumber } from './lines.ts'

/** A curve has no more points; longer tables are none of simulated curves. */
const mostLeading = 20_000

/** Checks a table of numbers, such as simulated curves: one row for each point, one column for each structure. */
export async function checkNumbers(bytes: AsyncIterable<Uint8Array>): Promise<Report> {
  const findings = openFindings()
  const reading: Reading = { skipped: 0, hasDecimalCommas: false }
  let [rows, columns, low] = [0, 0, 0]
  let first: number[] = []
  const leading: number[] = []
  let isConstant: boolean[] = []

  for await (const { line, cells } of dataLines(bytes, reading)) {
    rows++
    if (columns === 0) columns = cells.length
    if (cells.length !== columns)
      findings.error('uneven-rows', { line, values: { found: cells.length, expected: columns } })
    const numbers = cells.map(toNumber)
    const wrong = numbers.findIndex((value) => !Number.isFinite(value))
    if (wrong >= 0)
      findings.error('not-number', { line, column: wrong + 1, values: { found: shortened(cells[wrong] ?? '') } })
    if (leading.length < mostLeading) leading.push(numbers[0] ?? Number.NaN)
    low += numbers.filter((value) => value <= 0).length
    if (rows === 1) [first, isConstant] = [numbers, numbers.map(() => true)]
    else for (const [at, value] of numbers.entries()) if (value !== first[at]) isConstant[at] = false
    if (findings.isFull()) break
  }

  if (rows === 0) findings.error('empty')
  if (reading.skipped > 0) findings.warn('skipped-lines', { values: { count: reading.skipped } })
  if (low > 0) findings.warn('values-not-positive', { values: { count: low } })
  if (rows > 1)
    for (const [at, is] of isConstant.entries())
      if (is) findings.warn('constant-column', { values: { column: at + 1 } })
  const { header = [] } = reading
  return findings.report(
    { rows, columns },
    { ...(header.length === columns ? { header } : {}), ...(rows <= mostLeading ? { first: thinned(leading) } : {}) },
  )
}
