import type { Source } from './drawing.ts'
import type { Differentiable } from './minimising.ts'
import { dot } from './vectors.ts'

/** Where a chain stands: the logarithm of the density, without constants, and its gradient belong to the place. */
export type State = Readonly<{ x: Float64Array; gradient: Float64Array; logDensity: number }>

export type Transition = Readonly<{
  state: State
  /** Mean chance that the steps of this transition would have been taken; 0.8 is what the step size is set for. */
  acceptance: number
  depth: number
  steps: number
  isDivergent: boolean
  /** Minus the logarithm of the joint density of place and momentum, where the transition began. */
  energy: number
}>

export const mostDepth = 10
/** An error of the energy above this is a trajectory gone astray. */
const mostError = 1_000

export function stateAt(density: Differentiable, x: Float64Array): State {
  const gradient = new Float64Array(x.length)
  return { x, logDensity: density(x, gradient), gradient }
}

/**
 * One transition of the No-U-Turn sampler with multinomial choice along the trajectory and unit masses.
 *
 * @see M. Hoffman, A. Gelman, Journal of Machine Learning Research 15 (2014)
 * @see M. Betancourt, arXiv:1701.02434, appendix A: multinomial choice and the general end of a trajectory
 */
export function transit(density: Differentiable, from: State, stepSize: number, source: Source): Transition {
  const momentum = Float64Array.from(from.x, source.normal)
  const energy = energyOf(from, momentum)
  const walk: Walk = { density, stepSize, energy, source, steps: 0, acceptance: 0, isDivergent: false }
  const start: Point = { state: from, momentum }
  // As the trajectory looks from the end at which it grows: `last` is that end.
  let path: Tree = { first: start, last: start, chosen: from, sum: momentum, logWeight: 0, isWhole: true }
  let direction: 1 | -1 = 1
  let depth = 0
  while (depth < mostDepth && path.isWhole) {
    if (source.uniform() < 0.5) {
      path = { ...path, first: path.last, last: path.first }
      direction = direction === 1 ? -1 : 1
    }
    const tree = grow(walk, path.last, direction, depth)
    depth++
    if (!tree.isWhole) break
    const isChosen = Math.log(1 - source.uniform()) < tree.logWeight - path.logWeight
    path = joined(path, tree, isChosen)
  }
  const { steps, isDivergent } = walk
  return { state: path.chosen, acceptance: walk.acceptance / Math.max(1, steps), depth, steps, isDivergent, energy }
}

type Point = Readonly<{ state: State; momentum: Float64Array }>

type Walk = {
  readonly density: Differentiable
  readonly stepSize: number
  readonly energy: number
  readonly source: Source
  steps: number
  acceptance: number
  isDivergent: boolean
}

/** A stretch of trajectory; `first` is the point next to where it was grown from, `last` its far end. */
type Tree = Readonly<{
  first: Point
  last: Point
  chosen: State
  /** Of momenta. */
  sum: Float64Array
  logWeight: number
  /** False where it turned back or went astray: nothing of it may be chosen. */
  isWhole: boolean
}>

function grow(walk: Walk, from: Point, direction: 1 | -1, depth: number): Tree {
  if (depth === 0) return leaf(walk, from, direction)
  const near = grow(walk, from, direction, depth - 1)
  if (!near.isWhole) return near
  const far = grow(walk, near.last, direction, depth - 1)
  if (!far.isWhole) return far
  const share = far.logWeight - addLogs(near.logWeight, far.logWeight)
  return joined(near, far, Math.log(1 - walk.source.uniform()) < share)
}

/** Two stretches that meet; they must not have turned together, nor where they meet. */
function joined(near: Tree, far: Tree, isFarChosen: boolean): Tree {
  const sum = added(near.sum, far.sum)
  const isWhole = !(
    hasTurned(sum, near.first, far.last) ||
    hasTurned(added(near.sum, far.first.momentum), near.first, far.first) ||
    hasTurned(added(far.sum, near.last.momentum), near.last, far.last)
  )
  const chosen = isFarChosen ? far.chosen : near.chosen
  return { first: near.first, last: far.last, chosen, sum, logWeight: addLogs(near.logWeight, far.logWeight), isWhole }
}

function leaf(walk: Walk, from: Point, direction: 1 | -1): Tree {
  const point = leap(walk.density, from, direction * walk.stepSize)
  const error = energyOf(point.state, point.momentum) - walk.energy
  const gain = Number.isNaN(error) ? -Infinity : -error
  walk.steps++
  walk.acceptance += Math.min(1, Math.exp(gain))
  const isWhole = -gain <= mostError
  if (!isWhole) walk.isDivergent = true
  return { first: point, last: point, chosen: point.state, sum: point.momentum, logWeight: gain, isWhole }
}

/** One step of the leapfrog integrator. */
function leap(density: Differentiable, { state, momentum }: Point, stepSize: number): Point {
  const next = new Float64Array(momentum.length)
  const x = new Float64Array(momentum.length)
  for (let i = 0; i < x.length; i++) {
    const half = (momentum[i] as number) + 0.5 * stepSize * (state.gradient[i] as number)
    next[i] = half
    x[i] = (state.x[i] as number) + stepSize * half
  }
  const moved = stateAt(density, x)
  for (let i = 0; i < x.length; i++) next[i] = (next[i] as number) + 0.5 * stepSize * (moved.gradient[i] as number)
  return { state: moved, momentum: next }
}

function hasTurned(sum: Float64Array, start: Point, end: Point): boolean {
  return dot(sum, start.momentum) <= 0 || dot(sum, end.momentum) <= 0
}

function energyOf({ logDensity }: State, momentum: Float64Array): number {
  return 0.5 * dot(momentum, momentum) - logDensity
}

const added = (x: Float64Array, y: Float64Array): Float64Array => x.map((value, i) => value + (y[i] as number))

function addLogs(x: number, y: number): number {
  const most = Math.max(x, y)
  return most === -Infinity ? most : most + Math.log(Math.exp(x - most) + Math.exp(y - most))
}
