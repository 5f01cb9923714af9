import { factorOfDraws } from '../numerics/adapting.ts'
import { type ChainOptions, chainOf } from '../numerics/chain.ts'
import { type Source, sourceFrom } from '../numerics/drawing.ts'
import { dot } from '../numerics/vectors.ts'
import { energiesOf } from './energies.ts'
import { moverFor } from './moving.ts'
import { type Posed, type Posterior, posteriorOf } from './posterior.ts'
import { applyTo } from './statistics.ts'

export type SamplingOptions = Pick<ChainOptions, 'iterations' | 'warmUp' | 'acceptance'>

type SamplingTask = Readonly<{
  posed: PosedData
  options: SamplingOptions
  seed: number
  chain: number
  /** Where the chain starts; left out, it starts anywhere. */
  start?: Readonly<{ weights: Float64Array; shift: number | null }>
}>

/** Plain data, so that it crosses to another thread. */
export type PosedData = Omit<Posed, 'energies'> & Readonly<{ energies?: Float64Array }>

/** One row for each iteration, warm-up included. */
export type ChainDraws = Readonly<{
  warmUp: number
  /** Row after row. */
  weights: Float64Array
  scale: Float64Array
  /** Shift of energies; empty without them. */
  shift: Float64Array
  /** ½ Σ ((I − c S w)/σ)² */
  misfit: Float64Array
  logDensity: Float64Array
  acceptance: Float64Array
  stepSize: Float64Array
  depth: Float64Array
  steps: Float64Array
  isDivergent: Float64Array
  energy: Float64Array
}>

/** Runs one chain; `report` is told how many iterations are done, and of the present misfit. */
export function sampleChain(task: SamplingTask, report?: (done: number, chi2: number) => void): ChainDraws {
  const posed = posedFrom(task.posed)
  const { curve } = posed
  const { iterations, warmUp } = task.options
  const source = sourceFrom(task.seed, task.chain)
  const posterior = posteriorOf(posed)
  const start = task.start
    ? posterior.placeOf(task.start.weights, task.start.shift ?? undefined)
    : Float64Array.from({ length: posterior.size }, () => 4 * source.uniform() - 2)
  const draws = roomFor(iterations, curve.models, posed.energies !== undefined, warmUp)
  const lnW = new Float64Array(curve.models)
  const v = new Float64Array(curve.models)
  let row = 0
  const options = { ...task.options, ...movesOf(posed, posterior, source) }
  for (const { x, logDensity, transition, stepSize } of chainOf(posterior.density, start, options, source)) {
    posterior.lnWeightsAt(x, lnW)
    const w = draws.weights.subarray(row * curve.models, (row + 1) * curve.models)
    for (let i = 0; i < w.length; i++) w[i] = Math.exp(lnW[i] as number)
    applyTo(v, curve.A, w)
    const Q = dot(w, v)
    const R = dot(w, curve.b)
    const scale = R / Q + source.normal() / Math.sqrt(Q)
    draws.scale[row] = scale
    draws.misfit[row] = 0.5 * (curve.d - 2 * scale * R + scale * scale * Q)
    const shift = posterior.shiftAt(x)
    if (shift !== null) draws.shift[row] = shift
    draws.logDensity[row] = logDensity
    draws.acceptance[row] = transition.acceptance
    draws.stepSize[row] = stepSize
    draws.depth[row] = transition.depth
    draws.steps[row] = transition.steps
    draws.isDivergent[row] = transition.isDivergent ? 1 : 0
    draws.energy[row] = transition.energy
    row++
    if (row % 100 === 0 || row === iterations) report?.(row, (curve.d - (R * R) / Q) / curve.points)
  }
  return draws
}

/** Moves between transitions; directions follow the draws of each window. */
function movesOf(posed: Posed, posterior: Posterior, source: Source): Pick<ChainOptions, 'move' | 'onWindow'> {
  const { models } = posed.curve
  if (models < 2) return {}
  const mover = moverFor(posed, source)
  const before = new Float64Array(models)
  let window: Float64Array[] = []
  return {
    move: (x, isWarmUp) => {
      posterior.lnWeightsAt(x, before)
      const lnW = Float64Array.from(before)
      mover.move(lnW, posterior.priorAt(x))
      if (isWarmUp) window.push(lnW.map(Math.exp))
      return x.map((value, i) => (i < models ? value + (lnW[i] as number) - (before[i] as number) : value))
    },
    onWindow: () => {
      if (window.length > models) mover.follow(factorOfDraws(window, true))
      window = []
    },
  }
}

const posedFrom = ({ energies, ...rest }: PosedData): Posed =>
  energies ? { ...rest, energies: energiesOf(energies) } : rest

function roomFor(rows: number, models: number, hasShift: boolean, warmUp: number): ChainDraws {
  const column = (): Float64Array => new Float64Array(rows)
  return {
    warmUp,
    weights: new Float64Array(rows * models),
    scale: column(),
    shift: hasShift ? column() : new Float64Array(0),
    misfit: column(),
    logDensity: column(),
    acceptance: column(),
    stepSize: column(),
    depth: column(),
    steps: column(),
    isDivergent: column(),
    energy: column(),
  }
}
