import { finite, type MinimizeOptions, type Minimum, type Problem } from './problem.ts'

type Corner = Readonly<{ weights: Float64Array; loss: number }>

/** The corners of the simplex, and their losses, lie this close together at the end. */
const tolerance = 1e-6

/**
 * Minimizes without slopes: a simplex walks, stretches and shrinks.
 *
 * @see J. Nelder, R. Mead, A simplex method for function minimization (1965); the order of steps is that of
 * J. Lagarias et al., Convergence Properties of the Nelder–Mead Simplex Method in Low Dimensions (1998)
 */
export async function nelderMead(
  { loss }: Pick<Problem, 'loss'>,
  start: Float64Array,
  options: MinimizeOptions = {},
): Promise<Minimum> {
  const size = start.length
  const most = options.maxIterations ?? 200 * size
  const at = async (weights: Float64Array): Promise<Corner> => {
    options.signal?.throwIfAborted()
    const value = await loss(weights)
    return { weights, loss: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value }
  }
  const simplex = [await at(start)]
  finite((simplex[0] as Corner).loss)
  for (let axis = 0; axis < size; axis++) {
    const weight = start[axis] as number
    simplex.push(await at(start.with(axis, weight === 0 ? 0.00025 : weight * 1.05)))
  }

  for (let iteration = 0; ; iteration++) {
    simplex.sort((left, right) => left.loss - right.loss)
    const best = simplex[0] as Corner
    if (isSmall(simplex)) return { ...best, iterations: iteration, isConverged: true }
    if (iteration >= most) return { ...best, iterations: iteration, isConverged: false }
    const better = await replacement(simplex, at)
    if (better !== undefined) simplex[size] = better
    else for (let corner = 1; corner <= size; corner++) simplex[corner] = await at(between(simplex, corner))
    options.onIteration?.(iteration + 1, best.loss)
  }
}

/** A better corner for the worst one; undefined where the simplex has to shrink. */
async function replacement(
  simplex: readonly Corner[],
  at: (weights: Float64Array) => Promise<Corner>,
): Promise<Corner | undefined> {
  const worst = simplex.at(-1) as Corner
  const second = simplex.at(-2) as Corner
  const middle = centroid(simplex.slice(0, -1))
  const beyond = (factor: number): Float64Array =>
    middle.map((value, index) => value + factor * (value - (worst.weights[index] as number)))

  const reflected = await at(beyond(1))
  if (reflected.loss < (simplex[0] as Corner).loss) {
    const expanded = await at(beyond(2))
    return expanded.loss < reflected.loss ? expanded : reflected
  }
  if (reflected.loss < second.loss) return reflected
  if (reflected.loss < worst.loss) {
    const outside = await at(beyond(0.5))
    return outside.loss <= reflected.loss ? outside : undefined
  }
  const inside = await at(beyond(-0.5))
  return inside.loss < worst.loss ? inside : undefined
}

function centroid(corners: readonly Corner[]): Float64Array {
  const middle = new Float64Array((corners[0] as Corner).weights.length)
  for (const { weights } of corners) {
    for (let at = 0; at < middle.length; at++)
      middle[at] = (middle[at] as number) + (weights[at] as number) / corners.length
  }
  return middle
}

/** Half-way from a corner to the best one. */
function between(simplex: readonly Corner[], corner: number): Float64Array {
  const best = (simplex[0] as Corner).weights
  return (simplex[corner] as Corner).weights.map((value, at) => (value + (best[at] as number)) / 2)
}

function isSmall(simplex: readonly Corner[]): boolean {
  const [best, ...others] = simplex as [Corner, ...Corner[]]
  return others.every(
    ({ weights, loss }) =>
      loss - best.loss <= tolerance &&
      weights.every((value, at) => Math.abs(value - (best.weights[at] as number)) <= tolerance),
  )
}
