import { displacedFactor, elementNames, formFactor, waterFactor } from './elements.ts'
import { type Atoms, exposedShares } from './exposure.ts'

type CurveTask = Readonly<{
  atoms: Atoms
  q: Float64Array
  /** How much solvent is displaced: 1, or from 0.95 to 1.05. */
  c1: number
  /** How much denser than bulk water the first layer is: 0, or from −2 to 4. */
  c2: number
  /** A measured curve that c1 and c2 are fitted to, over a grid. */
  fit?: Readonly<{ intensity: Float64Array; sigma: Float64Array }>
}>

export type StructureCurve = Readonly<{
  intensity: Float64Array
  /** At q = 0, in squared electrons. */
  forward: number
  /** Å, over all atoms alike. */
  radiusOfGyration: number
  largestDistance: number
  c1: number
  c2: number
}>

/**
 * The scattering of a structure in water, averaged over all directions.
 *
 * @see P. Debye, Annalen der Physik 351 (1915)
 * @see D. Schneidman-Duhovny, M. Hammel, J. Tainer, A. Sali, Biophysical Journal 105 (2013): displaced and bound water
 */
export function curveOfStructure({ atoms, q, c1, c2, fit }: CurveTask): StructureCurve {
  const hasWater = c2 !== 0 || fit !== undefined
  const exposed = hasWater ? exposedShares(atoms) : new Float64Array(atoms.x.length)
  const pairs = pairsOf(atoms, exposed, hasWater)
  const sums = partialSums(pairs, q)
  const best = fit ? fitted(sums, fit) : { c1, c2 }
  const [forward = 0] = combined(partialSums(pairs, Float64Array.of(0)), best.c1, best.c2)
  return {
    intensity: combined(sums, best.c1, best.c2),
    forward,
    radiusOfGyration: radiusOfGyration(atoms),
    largestDistance: pairs.largestDistance,
    ...best,
  }
}

/** Radius of gyration over all atoms alike, and the largest distance between two of them, in Å. */
export function sizeOfStructure(atoms: Atoms): Pick<StructureCurve, 'radiusOfGyration' | 'largestDistance'> {
  const { x, y, z } = atoms
  let largest = 0
  for (let i = 1; i < x.length; i++) {
    const [xi, yi, zi] = [x[i] as number, y[i] as number, z[i] as number]
    for (let j = 0; j < i; j++) {
      const square = (xi - (x[j] as number)) ** 2 + (yi - (y[j] as number)) ** 2 + (zi - (z[j] as number)) ** 2
      if (square > largest) largest = square
    }
  }
  return { radiusOfGyration: radiusOfGyration(atoms), largestDistance: Math.sqrt(largest) }
}

const kinds = elementNames.length
const bin = 0.1

/** How many pairs lie at which distance, by their elements; and the same weighted by how exposed they are. */
type Pairs = Readonly<{
  bins: number
  /** By element, element and distance: each pair once, under both orders of its elements together. */
  counts: Float64Array
  /** By element and distance: exposure of the partners. */
  exposures: Float64Array
  /** By distance: products of exposures. */
  products: Float64Array
  /** Atoms, their exposure, and squares of it, by element. */
  atoms: Float64Array
  exposed: Float64Array
  squares: number
  largestDistance: number
}>

function pairsOf(atoms: Atoms, exposed: Float64Array, hasWater: boolean): Pairs {
  const { x, y, z, elements } = sortedByElement(atoms, exposed)
  const shares = elements.shares
  const kindOf = elements.kinds
  const bins = Math.ceil(diagonalOf(atoms) / bin) + 1
  const counts = new Float64Array(kinds * kinds * bins)
  const exposures = new Float64Array(hasWater ? kinds * bins : 0)
  const products = new Float64Array(hasWater ? bins : 0)
  let largest = 0
  for (let i = 1; i < x.length; i++) {
    const xi = x[i] as number
    const yi = y[i] as number
    const zi = z[i] as number
    const kind = kindOf[i] as number
    const share = shares[i] as number
    const row = kind * kinds * bins
    for (let j = 0; j < i; j++) {
      const dx = xi - (x[j] as number)
      const dy = yi - (y[j] as number)
      const dz = zi - (z[j] as number)
      const square = dx * dx + dy * dy + dz * dz
      if (square > largest) largest = square
      const at = (Math.sqrt(square) / bin) | 0
      const other = kindOf[j] as number
      const place = row + other * bins + at
      counts[place] = (counts[place] as number) + 1
      if (!hasWater) continue
      const otherShare = shares[j] as number
      exposures[kind * bins + at] = (exposures[kind * bins + at] as number) + otherShare
      exposures[other * bins + at] = (exposures[other * bins + at] as number) + share
      products[at] = (products[at] as number) + share * otherShare
    }
  }
  const atomsOf = new Float64Array(kinds)
  const exposedOf = new Float64Array(kinds)
  let squares = 0
  kindOf.forEach((kind, atom) => {
    const share = shares[atom] as number
    atomsOf[kind] = (atomsOf[kind] as number) + 1
    exposedOf[kind] = (exposedOf[kind] as number) + share
    squares += share * share
  })
  return {
    bins,
    counts,
    exposures,
    products,
    atoms: atomsOf,
    exposed: exposedOf,
    squares,
    largestDistance: Math.sqrt(largest),
  }
}

/** Neighbours in memory count in the same histogram then. */
function sortedByElement({ x, y, z, elements }: Atoms, exposed: Float64Array) {
  const order = Uint32Array.from(x.keys()).sort((a, b) => (elements[a] as number) - (elements[b] as number) || a - b)
  const along = (values: Float64Array): Float64Array => Float64Array.from(order, (atom) => values[atom] as number)
  return {
    x: along(x),
    y: along(y),
    z: along(z),
    elements: { kinds: Uint8Array.from(order, (atom) => elements[atom] as number), shares: along(exposed) },
  }
}

function diagonalOf({ x, y, z }: Atoms): number {
  const widthOf = (axis: Float64Array): number =>
    axis.reduce((most, value) => Math.max(most, value), -Infinity) -
    axis.reduce((least, value) => Math.min(least, value), Infinity)
  return Math.hypot(widthOf(x), widthOf(y), widthOf(z))
}

/** The six sums that c1 and c2 combine, at each q. */
type PartialSums = Readonly<
  Record<'vacuum' | 'displaced' | 'water' | 'vacuumDisplaced' | 'vacuumWater' | 'displacedWater', Float64Array>
>

function partialSums(pairs: Pairs, q: Float64Array): PartialSums {
  const column = (): Float64Array => new Float64Array(q.length)
  const sums = {
    vacuum: column(),
    displaced: column(),
    water: column(),
    vacuumDisplaced: column(),
    vacuumWater: column(),
    displacedWater: column(),
  }
  const waves = new Float64Array(pairs.bins)
  q.forEach((value, at) => {
    for (let place = 0; place < waves.length; place++) waves[place] = waveAt(value * (place + 0.5) * bin)
    const f = elementNames.map((name) => formFactor(name, value))
    const g = elementNames.map((name) => displacedFactor(name, value))
    addAtoms(sums, at, pairs, waves, f, g)
    if (pairs.products.length > 0) addWater(sums, at, pairs, waves, f, g, waterFactor(value))
  })
  return sums
}

const waveAt = (qr: number): number => (qr < 1e-6 ? 1 : Math.sin(qr) / qr)

function addAtoms(
  sums: PartialSums,
  at: number,
  { bins, counts, atoms }: Pairs,
  waves: Float64Array,
  f: readonly number[],
  g: readonly number[],
): void {
  let [vacuum, displaced, mixed] = [0, 0, 0]
  for (let one = 0; one < kinds; one++) {
    const [f1, g1, own] = [f[one] as number, g[one] as number, atoms[one] as number]
    vacuum += own * f1 * f1
    displaced += own * g1 * g1
    mixed += own * f1 * g1
    for (let two = 0; two < kinds; two++) {
      const weight = weighted(counts, (one * kinds + two) * bins, waves)
      if (weight === 0) continue
      const [f2, g2] = [f[two] as number, g[two] as number]
      vacuum += 2 * weight * f1 * f2
      displaced += 2 * weight * g1 * g2
      mixed += weight * (f1 * g2 + f2 * g1)
    }
  }
  sums.vacuum[at] = vacuum
  sums.displaced[at] = displaced
  sums.vacuumDisplaced[at] = mixed
}

function addWater(
  sums: PartialSums,
  at: number,
  { bins, exposures, products, exposed, squares }: Pairs,
  waves: Float64Array,
  f: readonly number[],
  g: readonly number[],
  water: number,
): void {
  let [vacuum, displaced] = [0, 0]
  for (let kind = 0; kind < kinds; kind++) {
    const weight = (exposed[kind] as number) + weighted(exposures, kind * bins, waves)
    vacuum += weight * (f[kind] as number)
    displaced += weight * (g[kind] as number)
  }
  sums.vacuumWater[at] = vacuum * water
  sums.displacedWater[at] = displaced * water
  sums.water[at] = (squares + 2 * weighted(products, 0, waves)) * water * water
}

function weighted(histogram: Float64Array, from: number, waves: Float64Array): number {
  let sum = 0
  for (let place = 0; place < waves.length; place++)
    sum += (histogram[from + place] as number) * (waves[place] as number)
  return sum
}

function combined(sums: PartialSums, c1: number, c2: number): Float64Array {
  return sums.vacuum.map(
    (vacuum, at) =>
      vacuum +
      c1 * c1 * (sums.displaced[at] as number) +
      c2 * c2 * (sums.water[at] as number) -
      2 * c1 * (sums.vacuumDisplaced[at] as number) +
      2 * c2 * (sums.vacuumWater[at] as number) -
      2 * c1 * c2 * (sums.displacedWater[at] as number),
  )
}

/** The best of 21 × 61 pairs of c1 and c2, each with the scale that suits it. */
function fitted(sums: PartialSums, { intensity, sigma }: NonNullable<CurveTask['fit']>): { c1: number; c2: number } {
  let best = { c1: 1, c2: 0, misfit: Infinity }
  for (let i = 0; i <= 20; i++) {
    for (let j = 0; j <= 60; j++) {
      const [c1, c2] = [0.95 + 0.005 * i, -2 + 0.1 * j]
      const misfit = misfitOf(combined(sums, c1, c2), intensity, sigma)
      if (misfit < best.misfit) best = { c1, c2, misfit }
    }
  }
  return { c1: best.c1, c2: best.c2 }
}

function misfitOf(curve: Float64Array, intensity: Float64Array, sigma: Float64Array): number {
  let [square, linear, own] = [0, 0, 0]
  for (let at = 0; at < curve.length; at++) {
    const weight = 1 / (sigma[at] as number) ** 2
    square += (curve[at] as number) ** 2 * weight
    linear += (curve[at] as number) * (intensity[at] as number) * weight
    own += (intensity[at] as number) ** 2 * weight
  }
  return own - (linear * linear) / square
}

function radiusOfGyration({ x, y, z }: Atoms): number {
  const spread = (axis: Float64Array): number => {
    const mean = axis.reduce((sum, value) => sum + value, 0) / axis.length
    return axis.reduce((sum, value) => sum + (value - mean) ** 2, 0) / axis.length
  }
  return Math.sqrt(spread(x) + spread(y) + spread(z))
}
