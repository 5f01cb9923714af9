import { sourceFrom } from '../../shared/saxs/numerics/drawing.ts'
import { parseStructure, type Structure } from '../../shared/saxs/reading/structure.ts'
import { curveOfStructure } from '../../shared/saxs/scattering/curve-of-structure.ts'
import { hingedMolecule } from './molecule.ts'

/** What the curve is made of: the rest of the models are there to be dropped. */
export const truth: Readonly<Record<string, number>> = { 'open-080.pdb': 0.5, 'open-120.pdb': 0.3, 'open-180.pdb': 0.2 }

/** Angle between the two halves of each model, and how far the second is twisted. */
const shapes = [
  [80, 0],
  [88, 20],
  [96, 40],
  [104, 60],
  [112, 30],
  [120, 0],
  [128, 50],
  [136, 20],
  [144, 70],
  [154, 40],
  [166, 10],
  [180, 0],
] as const

export type Sample = Readonly<{ curve: string; structures: ReadonlyMap<string, string> }>

const points = 120

/** A curve with known weights, and structures that might explain it; the same ones each time. */
export function makeSample(): Sample {
  const structures = new Map(
    shapes.map(([opening, twist]) => [`open-${String(opening).padStart(3, '0')}.pdb`, hingedMolecule(opening, twist)]),
  )
  const q = Float64Array.from({ length: points }, (_, at) => Number((0.01 + 0.0025 * at).toFixed(4)))
  const calculated = new Map([...structures].map(([name, text]) => [name, curveOf(name, text, q)]))
  const forward = [...calculated.values()].reduce((sum, curve) => sum + curve.forward / calculated.size, 0)
  const { normal } = sourceFrom(2_026, 1)
  const lines = Array.from(q, (value, at) => {
    const ideal = Object.entries(truth).reduce((sum, [name, weight]) => {
      return sum + (weight * (calculated.get(name)?.intensity[at] ?? 0)) / forward
    }, 0)
    const sigma = 0.008 * ideal + 0.0002
    return [value.toFixed(4), (ideal + sigma * normal()).toExponential(6), sigma.toExponential(6)].join('  ')
  })
  return { curve: `${lines.join('\n')}\n`, structures }
}

function curveOf(name: string, text: string, q: Float64Array) {
  const { atoms } = parseStructure(name, text) as Structure
  return curveOfStructure({ atoms, q, c1: 1, c2: 0 })
}
