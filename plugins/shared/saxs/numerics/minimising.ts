import { dot, largest } from './vectors.ts'

/** A function and its gradient, which it writes to the second argument. */
export type Differentiable = (x: Float64Array, gradient: Float64Array) => number

export type Box = Readonly<{ lower: Float64Array; upper: Float64Array }>

type MinimiseOptions = Readonly<{
  maxIterations?: number
  /** It ends where ten iterations together gain less than this share of the value (of 1, below 1). */
  tolerance?: number
  /** How many steps shape the next one. */
  memory?: number
}>

export type Minimum = Readonly<{ x: Float64Array; value: number; iterations: number }>

/** A step that would move any number further is shortened: exponents grow fast. */
const longestStep = 4
const patience = 10

/**
 * Quasi-Newton descent within bounds: numbers at a bound that the slope holds there are left out of a step, and each step
 * ends at the box.
 *
 * @see J. Nocedal, S. Wright, Numerical Optimization (2006), algorithms 7.4, 7.5
 * @see A. Lewis, M. Overton, Mathematical Programming 141 (2013): search by bisection for the weak Wolfe conditions
 */
export function minimiseInBox(
  f: Differentiable,
  start: Float64Array,
  box: Box,
  { maxIterations = 1_000, tolerance = 1e-11, memory = 16 }: MinimiseOptions = {},
): Minimum {
  const size = start.length
  let x = clamped(start, box)
  let gradient = new Float64Array(size)
  let value = f(x, gradient)
  let nextX = new Float64Array(size)
  let nextGradient = new Float64Array(size)
  const history: Pair[] = []
  const direction = new Float64Array(size)
  const values = [value]
  let iterations = 0

  for (; iterations < maxIterations; iterations++) {
    const isFree = freeAt(x, gradient, box)
    if (!towards(direction, gradient, history, isFree)) {
      if (history.length === 0) break
      history.length = 0
      continue
    }
    const step = searchAlong(f, { x, value, gradient }, direction, box, nextX, nextGradient)
    if (step === undefined) {
      if (history.length === 0) break
      history.length = 0
      continue
    }
    remember(history, x, nextX, gradient, nextGradient, memory)
    ;[x, nextX] = [nextX, x]
    ;[gradient, nextGradient] = [nextGradient, gradient]
    value = step
    values.push(value)
    const before = values.at(-1 - patience)
    if (before !== undefined && before - value <= tolerance * Math.max(1, Math.abs(value))) break
  }
  return { x, value, iterations }
}

const clamped = (x: Float64Array, { lower, upper }: Box): Float64Array<ArrayBuffer> =>
  Float64Array.from(x, (value, i) => Math.min(upper[i] as number, Math.max(lower[i] as number, value)))

function freeAt(x: Float64Array, gradient: Float64Array, { lower, upper }: Box): Uint8Array {
  const isFree = new Uint8Array(x.length)
  for (let i = 0; i < x.length; i++) {
    const slope = gradient[i] as number
    const isHeld =
      ((x[i] as number) <= (lower[i] as number) && slope > 0) || ((x[i] as number) >= (upper[i] as number) && slope < 0)
    isFree[i] = isHeld || slope === 0 ? 0 : 1
  }
  return isFree
}

type Pair = Readonly<{ s: Float64Array; y: Float64Array; rho: number }>

/** Writes the quasi-Newton direction; false where it does not lead down. */
function towards(direction: Float64Array, gradient: Float64Array, history: Pair[], isFree: Uint8Array): boolean {
  for (let i = 0; i < direction.length; i++) direction[i] = isFree[i] ? -(gradient[i] as number) : 0
  const shares: number[] = []
  for (let at = history.length - 1; at >= 0; at--) {
    const { s, y, rho } = history[at] as Pair
    const share = rho * dot(s, direction)
    shares[at] = share
    add(direction, -share, y)
  }
  const last = history.at(-1)
  const norm = last ? 1 / (last.rho * dot(last.y, last.y)) : 1 / Math.max(1, largest(gradient))
  for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] as number) * norm
  history.forEach(({ s, y, rho }, at) => {
    add(direction, (shares[at] as number) - rho * dot(y, direction), s)
  })
  for (let i = 0; i < direction.length; i++) if (!isFree[i]) direction[i] = 0
  const furthest = largest(direction)
  if (furthest > longestStep)
    for (let i = 0; i < direction.length; i++) direction[i] = ((direction[i] as number) * longestStep) / furthest
  return dot(direction, gradient) < 0
}

type Place = Readonly<{ x: Float64Array; value: number; gradient: Float64Array }>

/** The value where the search ends, with place and gradient written to the last two; undefined where nothing is gained. */
function searchAlong(
  f: Differentiable,
  { x, value, gradient }: Place,
  direction: Float64Array,
  { lower, upper }: Box,
  nextX: Float64Array,
  nextGradient: Float64Array,
): number | undefined {
  const slope = dot(direction, gradient)
  let low = 0
  let high = Infinity
  let length = 1
  let reached: number | undefined
  for (let trial = 0; trial < 40; trial++) {
    for (let i = 0; i < x.length; i++) {
      const moved = (x[i] as number) + length * (direction[i] as number)
      nextX[i] = Math.min(upper[i] as number, Math.max(lower[i] as number, moved))
    }
    const found = f(nextX, nextGradient)
    const isLower = found <= value + 1e-4 * length * slope
    if (isLower) reached = found
    else reached = undefined
    if (!isLower) high = length
    else if (dot(direction, nextGradient) < 0.9 * slope && length < 64) low = length
    else return found
    length = high < Infinity ? (low + high) / 2 : 2 * low
    if (high - low < 1e-14 * high) break
  }
  return reached
}

function remember(
  history: Pair[],
  x: Float64Array,
  nextX: Float64Array,
  gradient: Float64Array,
  nextGradient: Float64Array,
  memory: number,
): void {
  const s = nextX.map((value, i) => value - (x[i] as number))
  const y = nextGradient.map((value, i) => value - (gradient[i] as number))
  const curvature = dot(s, y)
  if (curvature <= 1e-16 * dot(y, y)) return
  history.push({ s, y, rho: 1 / curvature })
  if (history.length > memory) history.shift()
}

function add(x: Float64Array, factor: number, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) + factor * (y[i] as number)
}
