import { type Findings, openFindings, type Report, shortened } from './findings.ts'
import { dataLines, type Reading, thinned, toNumber } from './lines.ts'

const mostLines = 20_000
const leastLines = 5
/** Above it q is rather in 1/nm. */
const mostLikelyQ = 2

/** Checks a measured scattering curve: q, intensity, error. */
export async function checkCurve(bytes: AsyncIterable<Uint8Array>): Promise<Report> {
  const findings = openFindings()
  const reading: Reading = { skipped: 0, hasDecimalCommas: false }
  const [q, i, s]: [number[], number[], number[]] = [[], [], []]
  let lines = 0
  let widest = 0

  for await (const { line, cells } of dataLines(bytes, reading)) {
    if (++lines > mostLines) {
      findings.error('too-many-lines', { line, values: { most: mostLines } })
      break
    }
    widest = Math.max(widest, cells.length)
    const point = readPoint(findings, line, cells)
    if (!point) continue
    noteOrder(findings, line, q.at(-1), point[0])
    q.push(point[0])
    i.push(point[1])
    s.push(point[2])
  }

  if (lines === 0) findings.error('empty')
  else if (lines < leastLines) findings.error('too-few-lines', { values: { found: lines, least: leastLines } })
  noteWhole(findings, { q, i, s }, widest, reading)
  const facts = { points: q.length, qMin: q.length > 0 ? Math.min(...q) : 0, qMax: q.length > 0 ? Math.max(...q) : 0 }
  return findings.report(facts, { curve: { q: thinned(q), i: thinned(i), s: thinned(s) } })
}

type Curve = Readonly<{ q: readonly number[]; i: readonly number[]; s: readonly number[] }>

function readPoint(findings: Findings, line: number, cells: readonly string[]): [number, number, number] | undefined {
  if (cells.length < 3) {
    if (cells.length === 2) findings.error('no-errors', { line })
    else findings.error('few-columns', { line, values: { found: shortened(cells.join(' ')), columns: cells.length } })
    return undefined
  }
  const numbers = cells.slice(0, 3).map(toNumber)
  const wrong = numbers.findIndex((value) => !Number.isFinite(value))
  if (wrong >= 0) {
    const found = cells[wrong] ?? ''
    const code = /nan|inf/i.test(found) ? 'not-finite' : 'not-number'
    findings.error(code, { line, column: wrong + 1, values: { found: shortened(found) } })
    return undefined
  }
  const [q = 0, i = 0, s = 0] = numbers
  if (q < 0) findings.error('q-negative', { line, column: 1, values: { found: q } })
  if (s <= 0) findings.error('error-not-positive', { line, column: 3, values: { found: s } })
  return [q, i, s]
}

function noteOrder(findings: Findings, line: number, before: number | undefined, q: number): void {
  if (before === undefined || q > before) return
  findings.warn(q === before ? 'q-repeated' : 'q-order', { line, column: 1, values: { found: q } })
}

function noteWhole(findings: Findings, { q, i, s }: Curve, widest: number, reading: Reading): void {
  if (reading.skipped > 0) findings.warn('skipped-lines', { values: { count: reading.skipped } })
  if (reading.hasDecimalCommas) findings.warn('decimal-comma')
  if (widest > 3) findings.warn('more-columns', { values: { columns: widest } })
  if (q.length === 0) return
  const low = i.filter((value) => value <= 0).length
  if (low > 0) findings.warn('intensity-not-positive', { values: { count: low } })
  const large = s.filter((value, at) => value > Math.abs(i[at] ?? 0)).length
  if (large > q.length / 3) findings.warn('errors-large', { values: { count: large, total: q.length } })
  const shares = s.map((value, at) => value / Math.abs(i[at] ?? 0))
  const first = shares[0] ?? 0
  if (q.length > leastLines && shares.every((share) => Math.abs(share - first) <= 1e-4 * first))
    findings.warn('errors-synthetic')
  const largest = q.reduce((most, value) => Math.max(most, value), 0)
  if (largest > mostLikelyQ) findings.warn('q-units', { values: { found: largest } })
}
