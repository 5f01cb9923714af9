import { FormatError } from './format-error.ts'

/** How often each outcome was measured, by its bits: the highest bit left, the register declared last left of the others. */
export type Counts = Readonly<Record<string, number>>
export type Amplitude = Readonly<{ real: number; imaginary: number }>

/**
 * Counts out of a result file: a single entity, whose other attributes are outcomes. `ID` and `href` are left out; the
 * outcome `""` is that of a circuit without a measurement.
 *
 * @throws FormatError for an outcome that is no bits, or a count that is no whole number from 0 upwards
 */
export function countsOf(entity: Readonly<Record<string, unknown>>): Counts {
  const counted = Object.entries(entity).filter(([key]) => key !== 'ID' && key !== 'href')
  for (const [key, count] of counted) {
    if (!/^(?:[01]+(?: [01]+)*)?$/.test(key)) throw new FormatError(`“${key.slice(0, 40)}” is no outcome in bits.`)
    if (!(Number.isSafeInteger(count) && Number(count) >= 0)) {
      throw new FormatError(`the count of the outcome “${key.slice(0, 40)}” is no whole number from 0 upwards.`)
    }
  }
  return Object.fromEntries(counted) as Counts
}

/** Shares of all shots; they add up to 1. Empty where nothing was counted. */
export function distributionOf(counts: Counts): Readonly<Record<string, number>> {
  const shots = Object.values(counts).reduce((sum, count) => sum + count, 0)
  if (shots === 0) return {}
  return Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, count / shots]))
}

/** The outcome of all registers together as it is written, from the bits of each register, the one declared first in front. */
export const outcomeOf = (registers: readonly (readonly number[])[]): string =>
  registers
    .map((bits) => [...bits].reverse().join(''))
    .reverse()
    .join(' ')

/** The name of a place in a state vector of so many: padded to the width of their number. */
export const placeName = (place: number, length: number): string => String(place).padStart(String(length).length, '0')

/** A state vector out of a result file, place after place. @throws FormatError for an amplitude that nobody can read */
export function stateVectorOf(entity: Readonly<Record<string, unknown>>): Amplitude[] {
  return Object.entries(entity)
    .filter(([key]) => /^\d+$/.test(key))
    .map(([key, value]) => [Number(key), readComplex(value)] as const)
    .sort(([a], [b]) => a - b)
    .map(([, amplitude]) => amplitude)
}

const part = '[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?'
const complex = new RegExp(`^\\(?(?:(${part})(?![\\d.j]))?(?:(${part})j)?\\)?$`, 'i')

/** Reads a complex number as Python writes it, such as `(0.5-0.5j)` or `1j`. @throws FormatError for anything else */
export function readComplex(value: unknown): Amplitude {
  if (typeof value === 'number' && Number.isFinite(value)) return { real: value, imaginary: 0 }
  const match = typeof value === 'string' && value !== '' ? complex.exec(value.replace(/\s/g, '')) : null
  const [, real, imaginary] = match ?? []
  if (real === undefined && imaginary === undefined) {
    throw new FormatError(`“${String(value).slice(0, 40)}” is no complex number.`)
  }
  return { real: Number(real ?? 0), imaginary: Number(imaginary ?? 0) }
}

/** As Python's `repr(complex(real, imaginary))`. */
export function writeComplex({ real, imaginary }: Amplitude): string {
  const isNegative = imaginary < 0 || Object.is(imaginary, -0)
  if (Object.is(real, 0)) return `${pythonNumber(imaginary)}j`
  return `(${pythonNumber(real)}${isNegative ? '' : '+'}${pythonNumber(imaginary)}j)`
}

/** The shortest text that reads as the same number; an exponent from 1e16 up and below 1e-4. */
function pythonNumber(value: number): string {
  if (Object.is(value, -0)) return '-0'
  const size = Math.abs(value)
  const text = size !== 0 && (size < 1e-4 || size >= 1e16) ? value.toExponential() : String(value)
  return text.replace(/e([+-])(\d)$/, 'e$10$2')
}
