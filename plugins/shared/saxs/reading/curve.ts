import type { Curve } from '../inference/ensemble.ts'
import type { Findings } from './findings.ts'
import { type Row, readTable } from './table.ts'

export type CurveOptions = Readonly<{
  unit: 'inverse-angstrom' | 'inverse-nanometre'
  /** Taken as σ/I where a file has no errors; null where that is not allowed. */
  relativeError: number | null
  /** In 1/Å; null for no bound. */
  qMin: number | null
  qMax: number | null
  /** By which the errors of the file are multiplied; default 1. */
  errorFactor?: number
}>

/** `kept` holds, for each point, its row in the file: simulated curves follow the file. */
export type ReadCurve = Readonly<{ curve: Curve; kept: readonly number[]; rows: number; allQ: Float64Array }>

const mostRows = 20_000
const fewestRows = 5

/** Undefined where something in it stops the analysis: the findings say what. */
export function readCurve(text: string, options: CurveOptions, findings: Findings): ReadCurve | undefined {
  const { rows } = readTable(text, findings)
  if (rows.length > mostRows) findings.error(`${rows.length} lines of numbers`, `${mostRows} at most`)
  else if (rows.length < fewestRows) findings.error(`${rows.length} lines of numbers`, `${fewestRows} or more`)
  const points = rows.map((row) => pointOf(row, options, findings))
  if (findings.hasErrors()) return undefined
  const perAngstrom = options.unit === 'inverse-nanometre' ? 10 : 1
  const allQ = Float64Array.from(points, ([q]) => q / perAngstrom)
  warnOfOrder(allQ, rows, findings)
  warnOfValues(points, allQ, rows, options, findings)
  const { qMin, qMax, errorFactor = 1 } = options
  const kept = [...allQ.keys()].filter((at) => {
    const q = allQ[at] as number
    return (qMin === null || q >= qMin) && (qMax === null || q <= qMax)
  })
  if (kept.length < fewestRows) findings.error(`${kept.length} points between the bounds of q`, `${fewestRows} or more`)
  const column = (at: 0 | 1 | 2): Float64Array => Float64Array.from(kept, (row) => points[row]?.[at] ?? Number.NaN)
  const curve = {
    q: column(0).map((q) => q / perAngstrom),
    intensity: column(1),
    sigma: column(2).map((sigma) => sigma * errorFactor),
  }
  return findings.hasErrors() ? undefined : { curve, kept, rows: rows.length, allQ }
}

type Point = readonly [q: number, intensity: number, sigma: number]

function pointOf({ line, values }: Row, { relativeError }: CurveOptions, findings: Findings): Point {
  const [q = Number.NaN, intensity = Number.NaN, given] = values
  if (values.length === 2 && relativeError !== null) return [q, intensity, Math.abs(intensity) * relativeError]
  if (values.length === 2) findings.error('2 columns', '3 (q, I, σ), or a relative error in the form', line)
  else if (values.length < 3) findings.error(`${values.length} columns`, '3 (q, I, σ)', line)
  if (q < 0) findings.error(`q = ${q}`, 'q of 0 or more', line, 1)
  if (given !== undefined && given <= 0) findings.error(`σ = ${given}`, 'an error above 0', line, 3)
  return [q, intensity, given ?? Number.NaN]
}

function warnOfOrder(q: Float64Array, rows: readonly Row[], findings: Findings): void {
  const repeated = rows.filter((_, at) => at > 0 && q[at] === q[at - 1])
  const backwards = rows.filter((_, at) => at > 0 && (q[at] as number) < (q[at - 1] as number))
  if (repeated[0]) findings.warn(`q repeated ${repeated.length} times`, 'each q once', repeated[0].line, 1)
  if (backwards[0]) findings.warn('q smaller than before', 'growing q', backwards[0].line, 1)
}

function warnOfValues(
  points: readonly Point[],
  q: Float64Array,
  rows: readonly Row[],
  { unit }: CurveOptions,
  findings: Findings,
): void {
  const wide = rows.find(({ values }) => values.length > 3)
  if (wide) findings.warn(`${wide.values.length} columns`, '3; the first three are used', wide.line)
  const negative = points.findIndex(([, intensity]) => intensity <= 0)
  if (negative >= 0) findings.warn('an intensity of 0 or below', 'intensities above 0', rows[negative]?.line, 2)
  const noisy = points.filter(([, intensity, sigma]) => sigma > Math.abs(intensity)).length
  if (noisy > points.length / 3) findings.warn(`${noisy} errors above their intensity`, 'errors below most intensities')
  const shares = points.map(([, intensity, sigma]) => sigma / intensity)
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
  if (shares.every((share) => Math.abs(share / mean - 1) < 1e-4))
    findings.warn('errors that are one share of the intensity', 'measured errors')
  const last = q.reduce((most, value) => Math.max(most, value), 0)
  if (last > 2 && unit === 'inverse-angstrom')
    findings.warn(`q up to ${last}`, 'q in 1/Å; if it is in 1/nm, say so in the form')
}
