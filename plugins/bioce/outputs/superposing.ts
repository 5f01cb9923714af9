import { dot } from '../../shared/saxs/numerics/vectors.ts'

/** Beads, three numbers each. */
export type Beads = Float64Array

/** Moves one set of beads onto another. */
type Placement = Readonly<{
  beads: Beads
  /** Normalised spatial discrepancy: 0 for the same shape, above 1 for different ones. */
  discrepancy: number
}>

/**
 * The best placement of `moving` on `fixed`: centres and principal axes first, in all their signs and so mirror images
 * too, then a search downhill over rotation and shift.
 *
 * @see M. Kozin, D. Svergun, Journal of Applied Crystallography 34 (2001): discrepancy of sets of beads
 */
export function superpose(fixed: Beads, moving: Beads): Placement {
  const [fixedFrame, movingFrame] = [frameOf(fixed), frameOf(moving)]
  const local = into(moving, movingFrame)
  const spacings: Spacings = [spacingOf(fixed), spacingOf(moving)]
  let best: Placement = { beads: moving, discrepancy: Infinity }
  for (let signs = 0; signs < 8; signs++) {
    const flips = [1, 2, 4].map((bit) => ((signs & bit) === 0 ? 1 : -1)) as [number, number, number]
    const flipped = local.map((value, at) => value * (flips[at % 3] as number))
    const placed = outOf(flipped, fixedFrame)
    const refined = refine(fixed, placed, spacings)
    if (refined.discrepancy < best.discrepancy) best = refined
  }
  return best
}

type Frame = Readonly<{ centre: Float64Array; axes: readonly Float64Array[] }>
type Spacings = readonly [fixed: number, moving: number]

/** Mean of the beads, and the directions in which they are spread most, less and least. */
function frameOf(beads: Beads): Frame {
  const count = beads.length / 3
  const centre = new Float64Array(3)
  beads.forEach((value, at) => {
    centre[at % 3] = (centre[at % 3] as number) + value / count
  })
  const spread = new Float64Array(9)
  for (let at = 0; at < beads.length; at += 3) {
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        const product =
          ((beads[at + i] as number) - (centre[i] as number)) * ((beads[at + j] as number) - (centre[j] as number))
        spread[i * 3 + j] = (spread[i * 3 + j] as number) + product
      }
    }
  }
  return { centre, axes: eigenvectorsOf(spread) }
}

/** Of a symmetric 3 × 3 matrix, by falling eigenvalue. @see Jacobi's rotations */
function eigenvectorsOf(matrix: Float64Array): Float64Array[] {
  const a = Float64Array.from(matrix)
  const v = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)
  for (let sweep = 0; sweep < 30; sweep++) {
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const off = a[p * 3 + q] as number
      if (Math.abs(off) < 1e-300) continue
      const angle = 0.5 * Math.atan2(2 * off, (a[q * 3 + q] as number) - (a[p * 3 + p] as number))
      const [c, s] = [Math.cos(angle), Math.sin(angle)]
      for (let k = 0; k < 3; k++) turn(a, k * 3 + p, k * 3 + q, c, s)
      for (let k = 0; k < 3; k++) turn(a, p * 3 + k, q * 3 + k, c, s)
      for (let k = 0; k < 3; k++) turn(v, k * 3 + p, k * 3 + q, c, s)
    }
  }
  return [0, 1, 2]
    .toSorted((i, j) => (a[j * 4] as number) - (a[i * 4] as number))
    .map((column) => Float64Array.of(v[column] as number, v[3 + column] as number, v[6 + column] as number))
}

function turn(values: Float64Array, one: number, other: number, c: number, s: number): void {
  const [x, y] = [values[one] as number, values[other] as number]
  values[one] = c * x - s * y
  values[other] = s * x + c * y
}

function into(beads: Beads, { centre, axes }: Frame): Beads {
  const local = new Float64Array(beads.length)
  for (let at = 0; at < beads.length; at += 3) {
    const offset = centre.map((value, i) => (beads[at + i] as number) - value)
    axes.forEach((axis, i) => {
      local[at + i] = dot(axis, offset)
    })
  }
  return local
}

function outOf(local: Beads, { centre, axes }: Frame): Beads {
  const beads = new Float64Array(local.length)
  for (let at = 0; at < local.length; at += 3) {
    for (let i = 0; i < 3; i++) {
      const along = axes.reduce((sum, axis, k) => sum + (axis[i] as number) * (local[at + k] as number), 0)
      beads[at + i] = along + (centre[i] as number)
    }
  }
  return beads
}

/** Mean distance to the nearest other bead. */
function spacingOf(beads: Beads): number {
  let sum = 0
  for (let at = 0; at < beads.length; at += 3) sum += Math.sqrt(nearest(beads, beads, at, at))
  return sum / (beads.length / 3)
}

/** Squared distance from the bead at `at` to the nearest of `others`, `except` left out. */
function nearest(others: Beads, beads: Beads, at: number, except = -1): number {
  const [x, y, z] = [beads[at] as number, beads[at + 1] as number, beads[at + 2] as number]
  let least = Infinity
  for (let k = 0; k < others.length; k += 3) {
    if (k === except) continue
    const square =
      ((others[k] as number) - x) ** 2 + ((others[k + 1] as number) - y) ** 2 + ((others[k + 2] as number) - z) ** 2
    if (square < least) least = square
  }
  return least
}

/** NSD² = ½ [mean ρ(x, Y)² / f_Y² + mean ρ(y, X)² / f_X²] */
export function discrepancyOf(fixed: Beads, moving: Beads, [fixedSpacing, movingSpacing]: Spacings): number {
  const meanSquare = (from: Beads, to: Beads): number => {
    let sum = 0
    for (let at = 0; at < from.length; at += 3) sum += nearest(to, from, at)
    return sum / (from.length / 3)
  }
  return Math.sqrt(
    0.5 * (meanSquare(fixed, moving) / movingSpacing ** 2 + meanSquare(moving, fixed) / fixedSpacing ** 2),
  )
}

/** Rotation about the centre (as a vector) and shift that lower the discrepancy, by steps that shrink. */
function refine(fixed: Beads, start: Beads, spacings: Spacings): Placement {
  const { centre } = frameOf(start)
  let best = Float64Array.of(0, 0, 0, 0, 0, 0)
  let discrepancy = discrepancyOf(fixed, start, spacings)
  let step = 1
  for (let round = 0; round < 40 && step > 1e-3; round++) {
    let isBetter = false
    for (let at = 0; at < 6; at++) {
      for (const sign of [1, -1]) {
        const trial = best.slice()
        trial[at] = (trial[at] as number) + sign * step * (at < 3 ? 0.2 : spacings[0])
        const value = discrepancyOf(fixed, moved(start, centre, trial), spacings)
        if (value >= discrepancy) continue
        discrepancy = value
        best = trial
        isBetter = true
      }
    }
    if (!isBetter) step /= 2
  }
  return { beads: moved(start, centre, best), discrepancy }
}

/** @see O. Rodrigues: rotation by the length of a vector about it */
function moved(beads: Beads, centre: Float64Array, place: Float64Array): Beads {
  const [rx, ry, rz] = [place[0] as number, place[1] as number, place[2] as number]
  const angle = Math.hypot(rx, ry, rz)
  const [ux, uy, uz] = angle === 0 ? [0, 0, 1] : [rx / angle, ry / angle, rz / angle]
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  const result = new Float64Array(beads.length)
  for (let at = 0; at < beads.length; at += 3) {
    const [x, y, z] = [0, 1, 2].map((i) => (beads[at + i] as number) - (centre[i] as number)) as [
      number,
      number,
      number,
    ]
    const along = (ux * x + uy * y + uz * z) * (1 - c)
    result[at] = x * c + (uy * z - uz * y) * s + ux * along + (centre[0] as number) + (place[3] as number)
    result[at + 1] = y * c + (uz * x - ux * z) * s + uy * along + (centre[1] as number) + (place[4] as number)
    result[at + 2] = z * c + (ux * y - uy * x) * s + uz * along + (centre[2] as number) + (place[5] as number)
  }
  return result
}
