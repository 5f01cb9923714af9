import { dot, finite, type MinimizeOptions, type Minimum, moved, type Problem } from './problem.ts'

type Corner = Readonly<{ weights: Float64Array; loss: number }>

const firstRadius = 1
const lastRadius = 1e-6
/** A corner is too far where it lies further than this many radii, and too flat where it rises less than that. */
const farthest = 2.1
const flattest = 0.25

/**
 * Goes down a plane through the corners of a simplex, a radius at a time, and shrinks the radius where the plane leads no
 * further. There are no constraints, so that what is left is its walk over linear models.
 *
 * @see M. Powell, A direct search optimization method that models the objective and constraint functions by linear
 *   interpolation (1994)
 */
export async function cobyla(
  { loss: asked }: Pick<Problem, 'loss'>,
  start: Float64Array,
  { maxIterations = 2000 * start.length, signal, onIteration }: MinimizeOptions = {},
): Promise<Minimum> {
  const at = async (weights: Float64Array): Promise<Corner> => {
    signal?.throwIfAborted()
    return { weights, loss: await asked(weights) }
  }
  let best: Corner = { weights: start, loss: finite((await at(start)).loss) }
  let radius = firstRadius
  let corners = await cornersAround(at, best, radius)
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const lowest = corners.reduce((low, corner) => (corner.loss < low.loss ? corner : low), best)
    if (lowest !== best) {
      corners = corners.map((corner) => (corner === lowest ? best : corner))
      best = lowest
    }
    const slope = planeThrough(best, corners)
    const length = slope === undefined ? 0 : Math.sqrt(dot(slope, slope))
    if (slope !== undefined && length > 0) {
      const found = await at(moved(best.weights, -radius / length, slope))
      if (found.loss < best.loss) {
        corners = replaced(best, corners, found)
        onIteration?.(iteration + 1, found.loss)
        continue
      }
    }
    if (slope === undefined || isBad(best, corners, radius)) {
      corners = await cornersAround(at, best, radius)
      continue
    }
    if (radius <= lastRadius) return { ...best, iterations: iteration + 1, isConverged: true }
    radius = Math.max(lastRadius, radius / 2)
    corners = await cornersAround(at, best, radius)
  }
  return { ...best, iterations: maxIterations, isConverged: false }
}

/** One corner along each axis; nearer where there is no loss at that distance. */
async function cornersAround(
  at: (weights: Float64Array) => Promise<Corner>,
  best: Corner,
  radius: number,
): Promise<Corner[]> {
  const corners: Corner[] = []
  for (let axis = 0; axis < best.weights.length; axis++) {
    for (let step = radius, tries = 0; ; step *= -0.5, tries++) {
      const corner = await at(best.weights.with(axis, (best.weights[axis] as number) + step))
      if (Number.isFinite(corner.loss)) {
        corners.push(corner)
        break
      }
      if (tries > 60) throw new RangeError('There is no finite loss near the weights.')
    }
  }
  return corners
}

/** The slope of the plane through all corners; undefined where they lie too flat to tell. */
function planeThrough(best: Corner, corners: readonly Corner[]): Float64Array | undefined {
  return solved(
    corners.map(({ weights }) => moved(weights, -1, best.weights)),
    Float64Array.from(corners, ({ loss }) => loss - best.loss),
  )
}

/** Gaussian elimination with the largest pivot of each column. */
function solved(matrix: Float64Array[], right: Float64Array): Float64Array | undefined {
  const size = right.length
  const rows = matrix.map((row, at) => Float64Array.of(...row, right[at] as number))
  for (let column = 0; column < size; column++) {
    const rest = rows.slice(column)
    const pivot = rest.reduce((most, row) =>
      Math.abs(row[column] as number) > Math.abs(most[column] as number) ? row : most,
    )
    const value = pivot[column] as number
    if (!(Math.abs(value) > 1e-14)) return undefined
    rows.splice(rows.indexOf(pivot), 1)
    rows.splice(column, 0, pivot)
    for (const row of rows) {
      if (row === pivot) continue
      const share = (row[column] as number) / value
      for (let at = column; at <= size; at++) row[at] = (row[at] as number) - share * (pivot[at] as number)
    }
  }
  return Float64Array.from(rows, (row, at) => (row[size] as number) / (row[at] as number))
}

/** The new corner takes the place of the one whose leaving keeps the simplex widest. */
function replaced(best: Corner, corners: readonly Corner[], found: Corner): Corner[] {
  const step = moved(found.weights, -1, best.weights)
  const edges = corners.map(({ weights }) => moved(weights, -1, best.weights))
  const shares = solved(transposed(edges), step)
  const weightOf = (at: number): number => Math.abs(shares?.[at] ?? 0)
  let leaving = 0
  for (let at = 1; at < corners.length; at++) if (weightOf(at) > weightOf(leaving)) leaving = at
  return corners.map((corner, at) => (at === leaving ? found : corner))
}

const transposed = (rows: readonly Float64Array[]): Float64Array[] =>
  rows.map((_, column) => Float64Array.from(rows, (row) => row[column] as number))

/** Too long in one direction, or too flat in another, for a plane to be trusted. */
function isBad(best: Corner, corners: readonly Corner[], radius: number): boolean {
  const edges = corners.map(({ weights }) => moved(weights, -1, best.weights))
  return edges.some((edge, at) => {
    if (Math.sqrt(dot(edge, edge)) > farthest * radius) return true
    // The height over the side across is one over the length of the dual edge.
    const unit = new Float64Array(edges.length)
    unit[at] = 1
    const dual = solved(
      edges.map((row) => row.slice()),
      unit,
    )
    return dual === undefined || 1 / Math.sqrt(dot(dual, dual)) < flattest * radius
  })
}
