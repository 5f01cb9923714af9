import { placeName, writeComplex } from '../../../src/apps/plugins/formats/circuit-results.ts'
import type { State } from './state.ts'

/** Every place of the state, zero-padded to the width of their number, with its amplitude as Python writes it. */
export function* amplitudesOf({ re, im }: State): Generator<[place: string, amplitude: string]> {
  for (let place = 0; place < re.length; place++) {
    yield [placeName(place, re.length), writeComplex({ real: re[place] as number, imaginary: im[place] as number })]
  }
}
