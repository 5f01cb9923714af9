import type { ReadCurve } from './curve.ts'
import type { Findings } from './findings.ts'
import { readTable } from './table.ts'

type ReadSimulated = Readonly<{
  /** One curve after the other, at the points of the curve that are kept. */
  simulated: Float64Array
  /** Of the columns; empty where the file does not name them. */
  header: readonly string[]
  columns: number
}>

/** One line for each line of the curve, one column for each model. */
export function readSimulated(
  text: string,
  { rows, kept, allQ }: ReadCurve,
  models: number | null,
  findings: Findings,
): ReadSimulated | undefined {
  const table = readTable(text, findings)
  if (table.rows.length !== rows)
    findings.error(`${table.rows.length} lines of numbers`, `${rows}, one for each line of the curve`)
  const width = table.rows[0]?.values.length ?? 0
  const uneven = table.rows.find(({ values }) => values.length !== width)
  if (uneven) findings.error(`${uneven.values.length} columns`, `${width}, as in the first line`, uneven.line)
  if (findings.hasErrors()) return undefined

  const hasQ = width > 1 && table.rows.every(({ values: [q = 0] }, at) => isSame(q, allQ[at] ?? 0)) && width !== models
  if (hasQ) findings.warn('q in the first column', 'intensities alone; the column is left out')
  const from = hasQ ? 1 : 0
  const columns = width - from
  if (models !== null && columns !== models) findings.error(`${columns} columns`, `${models}, one for each structure`)
  const simulated = new Float64Array(columns * kept.length)
  kept.forEach((row, point) => {
    for (let model = 0; model < columns; model++) {
      simulated[model * kept.length + point] = table.rows[row]?.values[model + from] ?? Number.NaN
    }
  })
  for (let model = 0; model < columns; model++) {
    const curve = simulated.subarray(model * kept.length, (model + 1) * kept.length)
    if (curve.some((value) => value <= 0))
      findings.warn('values of 0 or below', 'intensities above 0', undefined, model + from + 1)
    if (curve.every((value) => value === curve[0]))
      findings.warn('one value throughout', 'a curve', undefined, model + from + 1)
  }
  return findings.hasErrors() ? undefined : { simulated, header: table.header.slice(from), columns }
}

const isSame = (one: number, other: number): boolean => Math.abs(one - other) <= 1e-5 * Math.max(Math.abs(other), 1e-9)

/** Columns of `rows × columns` numbers, for chemical shifts and energies. */
export function readColumns(
  text: string,
  wanted: Readonly<{ rows: number | null; columns: number }>,
  findings: Findings,
): Float64Array[] | undefined {
  const { rows } = readTable(text, findings)
  if (wanted.rows !== null && rows.length !== wanted.rows)
    findings.error(`${rows.length} lines of numbers`, `${wanted.rows}`)
  if (rows.length === 0) findings.error('no numbers', 'a table of numbers')
  const uneven = rows.find(({ values }) => values.length !== wanted.columns)
  if (uneven) findings.error(`${uneven.values.length} columns`, `${wanted.columns}`, uneven.line)
  if (findings.hasErrors()) return undefined
  return Array.from({ length: wanted.columns }, (_, at) =>
    Float64Array.from(rows, ({ values }) => values[at] ?? Number.NaN),
  )
}

/** One number for each model, however they are spread over lines. */
export function readEnergies(text: string, models: number, findings: Findings): Float64Array | undefined {
  const values = readTable(text, findings).rows.flatMap((row) => row.values)
  if (values.length !== models) findings.error(`${values.length} numbers`, `${models}, one for each model`)
  if (findings.hasErrors()) return undefined
  const range = Math.max(...values) - Math.min(...values)
  if (range > 50)
    findings.warn(`energies that differ by ${range.toFixed(1)}`, '50 at most: models far above the best have no weight')
  return Float64Array.from(values)
}
