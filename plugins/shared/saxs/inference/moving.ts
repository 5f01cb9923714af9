import { lnGammaDraw, type Source } from '../numerics/drawing.ts'
import { type Factor, forth } from '../numerics/linear-map.ts'
import { dot } from '../numerics/vectors.ts'
import { depthBelowWall, type Posed } from './posterior.ts'
import { applyTo } from './statistics.ts'

/**
 * Moves of weights that a chain of their logarithms finds hard. Data that fix a sum of weights well, and each of them
 * badly, make a ridge that is straight in the weights and bent in their logarithms; and prior parameters below 1 heap up
 * weights near 0 over many powers of ten.
 */
type Mover = Readonly<{
  /** Changes logarithms of weights in place; `a` are the prior's parameters. */
  move: (lnW: Float64Array, a: ArrayLike<number>) => void
  /** Directions are drawn with this covariance of weights from now on. */
  follow: (factor: Factor) => void
}>

/** Weights below this are not moved along lines: they would be lost in rounding. */
const leastWeight = 1e-13
const mostSlides = 8

export function moverFor(posed: Posed, source: Source): Mover {
  const { models } = posed.curve
  const place = placeFor(posed)
  // With energies the heap at 0 holds nearly all of the prior, and what is wanted is the mode beside it.
  const splits = posed.energies ? 0 : models
  const slides = Math.min(models, mostSlides)
  let factor: Factor | undefined

  return {
    move: (lnW, a) => {
      place.settle(lnW)
      for (let at = 0; at < splits; at++) splitPair(place, a, source)
      for (let at = 0; at < slides; at++) {
        if (factor && at % 2 === 0) slideAlong(place, a, alongFactor(place.w, factor, source), source)
        else slidePair(place, a, source)
      }
      lnW.set(place.lnW)
    },
    follow: (next) => {
      factor = next
    },
  }
}

/** Weights, and what the likelihood needs of them. */
type Place = Readonly<{
  posed: Posed
  w: Float64Array
  lnW: Float64Array
  parts: readonly Part[]
  settle: (lnW: Float64Array) => void
}>

/** wᵀA w, wᵀb and A w of the curve, and of shifts where there are any. */
type Part = { readonly A: Float64Array; readonly b: Float64Array; readonly v: Float64Array; Q: number; R: number }

/** How Q = q₀ + q₁t + q₂t² and R = r₀ + r₁t change along a line. */
type Line = Readonly<{ q1: number; q2: number; r1: number }>

function placeFor(posed: Posed): Place {
  const { curve, shifts } = posed
  const parts: Part[] = [curve, ...(shifts ? [shifts] : [])].map(({ A, b, models }) => {
    return { A, b, v: new Float64Array(models), Q: 0, R: 0 }
  })
  const w = new Float64Array(curve.models)
  const lnW = new Float64Array(curve.models)
  return {
    posed,
    w,
    lnW,
    parts,
    settle: (from) => {
      for (let i = 0; i < w.length; i++) {
        lnW[i] = from[i] as number
        w[i] = Math.exp(from[i] as number)
      }
      for (const part of parts) {
        applyTo(part.v, part.A, w)
        part.Q = dot(w, part.v)
        part.R = dot(w, part.b)
      }
    },
  }
}

/** The logarithm of the likelihood at `t`, to its power. */
function lnLikelihoodAt({ posed, parts }: Place, lines: readonly Line[], t: number): number {
  let sum = 0
  parts.forEach((part, at) => {
    const { q1, q2, r1 } = lines[at] as Line
    const Q = part.Q + t * (q1 + t * q2)
    const R = part.R + t * r1
    sum += at === 0 ? 0.5 * ((R * R) / Q - Math.log(Q)) : R - 0.5 * Q
  })
  return (posed.power ?? 1) * sum
}

/** One model gains t, another loses it. */
function linesOfPair({ parts, w }: Place, to: number, from: number): Line[] {
  const n = w.length
  return parts.map(({ A, b, v }) => ({
    q1: 2 * ((v[to] as number) - (v[from] as number)),
    q2: (A[to * n + to] as number) + (A[from * n + from] as number) - 2 * (A[to * n + from] as number),
    r1: (b[to] as number) - (b[from] as number),
  }))
}

function takePair(place: Place, lines: readonly Line[], to: number, from: number, t: number): void {
  const { w, parts } = place
  const n = w.length
  parts.forEach((part, at) => {
    const { q1, q2, r1 } = lines[at] as Line
    part.Q += t * (q1 + t * q2)
    part.R += t * r1
    for (let i = 0; i < n; i++) {
      part.v[i] = (part.v[i] as number) + t * ((part.A[to * n + i] as number) - (part.A[from * n + i] as number))
    }
  })
}

/** Divides the sum of two weights anew as the prior has it; the likelihood decides whether that is taken. */
function splitPair(place: Place, a: ArrayLike<number>, source: Source): void {
  const { w, lnW } = place
  const [i, j] = pairOf(w.length, source)
  const lnSum = addLogs(lnW[i] as number, lnW[j] as number)
  const first = lnGammaDraw(a[i] as number, source)
  const second = lnGammaDraw(a[j] as number, source)
  const both = addLogs(first, second)
  const lines = linesOfPair(place, i, j)
  const t = Math.exp(lnSum + first - both) - (w[i] as number)
  const gain = lnLikelihoodAt(place, lines, t) - lnLikelihoodAt(place, lines, 0)
  if (!(Math.log(1 - source.uniform()) < gain)) return
  takePair(place, lines, i, j, t)
  lnW[i] = lnSum + first - both
  lnW[j] = lnSum + second - both
  w[i] = Math.exp(lnW[i] as number)
  w[j] = Math.exp(lnW[j] as number)
}

/** A slice along the line on which one model gains what another loses. */
function slidePair(place: Place, a: ArrayLike<number>, source: Source): void {
  const { w, lnW } = place
  const [i, j] = pairOf(w.length, source)
  const wi = w[i] as number
  const wj = w[j] as number
  if (wi < leastWeight || wj < leastWeight) return
  const lines = linesOfPair(place, i, j)
  const [ai, aj] = [(a[i] as number) - 1, (a[j] as number) - 1]
  const t = sliceOf(
    (at) => lnLikelihoodAt(place, lines, at) + lnPriorOf(place, ai, wi + at) + lnPriorOf(place, aj, wj - at),
    [leastWeight - wi, wj - leastWeight],
    source,
  )
  takePair(place, lines, i, j, t)
  w[i] = wi + t
  w[j] = wj - t
  lnW[i] = Math.log(wi + t)
  lnW[j] = Math.log(wj - t)
}

/** A slice along any line of the simplex. */
function slideAlong(place: Place, a: ArrayLike<number>, direction: Float64Array, source: Source): void {
  const { w, lnW, parts } = place
  const turned = parts.map(({ A }) => {
    const product = new Float64Array(w.length)
    applyTo(product, A, direction)
    return product
  })
  const lines = parts.map(({ b, v }, at) => ({
    q1: 2 * dot(direction, v),
    q2: dot(direction, turned[at] as Float64Array),
    r1: dot(direction, b),
  }))
  const height = (t: number): number => {
    let sum = lnLikelihoodAt(place, lines, t)
    for (let i = 0; i < w.length; i++) {
      const slope = direction[i] as number
      if (slope !== 0) sum += lnPriorOf(place, (a[i] as number) - 1, (w[i] as number) + t * slope)
    }
    return sum
  }
  const t = sliceOf(height, reachOf(w, direction), source)
  parts.forEach((part, at) => {
    const { q1, q2, r1 } = lines[at] as Line
    part.Q += t * (q1 + t * q2)
    part.R += t * r1
    const product = turned[at] as Float64Array
    for (let i = 0; i < w.length; i++) part.v[i] = (part.v[i] as number) + t * (product[i] as number)
  })
  for (let i = 0; i < w.length; i++) {
    if (direction[i] === 0) continue
    w[i] = (w[i] as number) + t * (direction[i] as number)
    lnW[i] = Math.log(w[i] as number)
  }
}

/** Of one weight, `power` being its prior parameter less 1. */
function lnPriorOf({ posed }: Place, power: number, weight: number): number {
  const lnW = Math.log(weight)
  return power * lnW - (posed.energies ? 0.5 * depthBelowWall(lnW) ** 2 : 0)
}

/** A draw from the density along a line, by a slice that shrinks from all of it. @see R. Neal, Annals of Statistics 31 (2003) */
function sliceOf(height: (t: number) => number, reach: readonly [low: number, high: number], source: Source): number {
  let [low, high] = reach
  const level = height(0) + Math.log(1 - source.uniform())
  for (let trial = 0; trial < 200; trial++) {
    const t = low + (high - low) * source.uniform()
    if (height(t) > level) return t
    if (t < 0) low = t
    else high = t
  }
  return 0
}

/** How far a line stays within the simplex, on both sides of where it starts. */
function reachOf(w: Float64Array, direction: Float64Array): [low: number, high: number] {
  let low = Number.NEGATIVE_INFINITY
  let high = Number.POSITIVE_INFINITY
  for (let i = 0; i < w.length; i++) {
    const slope = direction[i] as number
    const end = (leastWeight - (w[i] as number)) / slope
    if (slope > 0) low = Math.max(low, end)
    else if (slope < 0) high = Math.min(high, end)
  }
  return Number.isFinite(high - low) ? [low, high] : [0, 0]
}

/** Sums to 0, so that weights go on summing to 1; 0 for the smallest ones. */
function alongFactor(w: Float64Array, factor: Factor, { normal }: Source): Float64Array {
  const direction = forth(factor, Float64Array.from({ length: factor.size }, normal))
  let sum = 0
  let count = 0
  for (let i = 0; i < w.length; i++) {
    if ((w[i] as number) < leastWeight) continue
    sum += direction[i] as number
    count++
  }
  return direction.map((value, i) => ((w[i] as number) < leastWeight ? 0 : value - sum / count))
}

function pairOf(models: number, { uniform }: Source): [number, number] {
  const first = Math.floor(uniform() * models)
  return [first, (first + 1 + Math.floor(uniform() * (models - 1))) % models]
}

function addLogs(x: number, y: number): number {
  const most = Math.max(x, y)
  return most + Math.log1p(Math.exp(Math.min(x, y) - most))
}
