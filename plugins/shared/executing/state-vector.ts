import type { State } from './state.ts'

/** Every place of the state, zero-padded to the width of their number, with its amplitude as Python writes it. */
export function* amplitudesOf({ re, im }: State): Generator<[place: string, amplitude: string]> {
  const width = String(re.length).length
  for (let place = 0; place < re.length; place++) {
    yield [String(place).padStart(width, '0'), pythonComplex(re[place] as number, im[place] as number)]
  }
}

/** As `repr(complex(real, imaginary))`. */
export function pythonComplex(real: number, imaginary: number): string {
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
