import type { AnalysisKind } from '../../platform/analyses.ts'
import { UserError } from '../../platform/errors.ts'

/** One analysis for each of several values of one field. */
export type Sweep = Readonly<{
  field: string /** As typed: `0.1 0.2 0.5`, or `1..10` with an optional `step 2`. */
  values: string
}>

type SweptForm = Readonly<{
  sent: Readonly<Record<string, string | readonly string[]>>
  /** Tells the analyses of a sweep apart, behind their name. */
  suffix: string
}>

const mostValues = 50

/** The forms that a sweep makes of one; one alone without a sweep. @throws UserError `studies.sweep` */
export function readSweep({ fields }: AnalysisKind, sent: SweptForm['sent'], sweep: Sweep | undefined): SweptForm[] {
  if (!sweep || sweep.field === '' || sweep.values.trim() === '') return [{ sent, suffix: '' }]
  const field = fields[sweep.field]
  if (!field) throw wrong('sweep.field', 'The analysis has no such field.')
  const values = valuesOf(sweep.values)
  return values.map((value) => ({ sent: { ...sent, [sweep.field]: value }, suffix: ` (${field.label} ${value})` }))
}

function valuesOf(text: string): string[] {
  const range = /^\s*([+-]?[\d.]+)\s*\.\.\s*([+-]?[\d.]+)(?:\s+step\s+([\d.]+))?\s*$/i.exec(text)
  const values = range ? rangeOf(Number(range[1]), Number(range[2]), Number(range[3] ?? 1)) : listOf(text)
  const unique = [...new Set(values)]
  if (unique.length === 0) throw wrong('sweep.values', 'Give values such as 0.1 0.2 0.5, or 1..10 step 2.')
  if (unique.length > mostValues)
    throw wrong('sweep.values', `These are ${unique.length} values; at most ${mostValues} go at once.`)
  return unique
}

const listOf = (text: string): string[] => text.split(/[\s;,]+/).filter((piece) => piece !== '')

function rangeOf(from: number, to: number, step: number): string[] {
  const count = Math.floor((to - from) / step + 1e-9) + 1
  if (!Number.isFinite(count) || count < 1) throw wrong('sweep.values', 'The range is empty.')
  if (count > mostValues) throw wrong('sweep.values', `These are ${count} values; at most ${mostValues} go at once.`)
  // Written with no more digits than there are, and not as 0.30000000000000004.
  return Array.from({ length: count }, (_, at) => String(Number((from + at * step).toPrecision(12))))
}

const wrong = (path: string, message: string): UserError =>
  new UserError('invalid', 'studies.sweep', message, { fields: [{ path, code: 'studies.sweep', message }] })
