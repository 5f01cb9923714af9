import { createHash } from 'node:crypto'
import type { RunContext } from '../../../../src/apps/plugins/sdk/context.ts'
import type { StructureCurve } from '../scattering/curve-of-structure.ts'
import type { ReadCurve } from './curve.ts'

/** Raised when the calculator gives other numbers than before: older curves count for nothing then. */
const calculatorVersion = 1

/** Curves that were calculated before; the same structure at the same points has the same one. */
export type KnownCurves = Readonly<{
  find: (structure: string) => Promise<StructureCurve | undefined>
  keep: (structure: string, curve: StructureCurve) => Promise<void>
}>

/** Longer ones would fill the house for little. */
const mostPoints = 2_000
/** Each curve has one place, and takes it from the one before: so their number has an end, and none has to be counted. */
const places = 4_096
const facts = ['forward', 'radiusOfGyration', 'largestDistance', 'c1', 'c2'] as const

/** Curves in what the plugin keeps for itself, by structure, points, calculator and what is fitted to. */
export function knownCurves(
  blobs: RunContext['blobs'],
  { curve }: Pick<ReadCurve, 'curve'>,
  solvent: 'usual' | 'fitted',
): KnownCurves {
  const { q, intensity, sigma } = curve
  const question = createHash('sha256').update(`${calculatorVersion} ${solvent} ${q.length} `)
  for (const values of solvent === 'fitted' ? [q, intensity, sigma] : [q]) question.update(values)
  const digestOf = (structure: string): Buffer => question.copy().update(structure).digest()
  const placeOf = (digest: Buffer): string => `curve/${digest.readUInt32LE() % places}`
  const isKept = q.length <= mostPoints
  return {
    find: async (structure) => {
      if (!isKept) return undefined
      const digest = digestOf(structure)
      const bytes = await blobs.get(placeOf(digest))
      return bytes && curveIn(bytes, digest, q.length)
    },
    keep: async (structure, found) => {
      if (!isKept) return
      const digest = digestOf(structure)
      const numbers = Float64Array.of(...facts.map((name) => found[name]), ...found.intensity)
      await blobs.set(placeOf(digest), Buffer.concat([digest, Buffer.from(numbers.buffer)]))
    },
  }
}

/** Undefined where the place holds the curve of something else. */
function curveIn(bytes: Uint8Array, digest: Buffer, points: number): StructureCurve | undefined {
  const isSame = Buffer.compare(bytes.subarray(0, digest.length), digest) === 0
  if (!isSame || bytes.length !== digest.length + 8 * (facts.length + points)) return undefined
  // A copy, since numbers must begin at a multiple of eight bytes.
  const numbers = new Float64Array(Uint8Array.from(bytes.subarray(digest.length)).buffer)
  const [forward = 0, radiusOfGyration = 0, largestDistance = 0, c1 = 0, c2 = 0] = numbers
  return { forward, radiusOfGyration, largestDistance, c1, c2, intensity: numbers.slice(facts.length) }
}
