import type { Pool } from '../parallel/pool.ts'
import { type Background, backgroundOf, type Levels, withoutLevels } from './background.ts'
import { energiesOf } from './energies.ts'
import { type Ensemble, modelsOf, withModels } from './ensemble.ts'
import {
  evidenceBy,
  evidenceByPriorDraws,
  evidenceWithoutEach,
  gaussianConstant,
  type ModelEvidence,
  type WithoutOne,
} from './evidence.ts'
import { fitOf } from './measures.ts'
import type { Variant } from './objective.ts'
import type { ChainDraws } from './sampling.ts'
import { sampleEnsemble } from './sampling-ensemble.ts'
import { type Selection, selectModels } from './selecting.ts'
import { partOf, type Statistics, statisticsOf } from './statistics.ts'
import { type Measures, measuresOf, type Summary, summaryOf } from './summary.ts'

export type InferenceOptions = Readonly<{
  threshold: number
  variant: Variant
  maxRounds: number
  skipsSelection: boolean
  iterations: number
  chains: number
  /** Of the iterations. */
  warmUpShare: number
  acceptance: number
  /** Parameter of the Dirichlet prior for each model; null for one over the number of models that are left. */
  prior: number | null
  withEvidence: boolean
  seed: number
  /** A constant is fitted besides the scale. */
  hasBackground?: boolean
}>

export type InferenceInput = Readonly<{
  ensemble: Ensemble
  /** Predicted and measured shifts of all models, divided by their errors. */
  shifts?: Statistics
  energies?: Float64Array
}>

export type Inference = Readonly<{
  /** Null where it was skipped. */
  selection: Selection | null
  /** Models that are left, by their places in the ensemble. */
  survivors: readonly number[]
  /** Of the survivors. */
  weights: readonly number[]
  scale: number
  measures: Measures
  /** Of the shifts, divided by their number; null without them. */
  shiftsChi2: number | null
  prior: number | null
  /** Null where one model is left: there is nothing to sample. */
  summary: Summary | null
  chains: readonly ChainDraws[]
  evidence: EvidenceResult | null
  /** Null where none was asked for. */
  background: Background | null
  levels: Levels | null
}>

type EvidenceResult = ModelEvidence &
  Readonly<{
    gaussianConstant: number
    /** By draws from the prior, for five models at most. */
    check: Readonly<{ lnZ: number; effectiveDraws: number }> | null
    withoutEach: readonly WithoutOne[]
  }>

type InferencePhase = 'select' | 'sample' | 'evidence'
/** `share` of the phase is done, from 0 to 1; chi² is NaN before there is one. */
type InferenceReport = (phase: InferencePhase, share: number, chi2: number, words: string) => void

/** Runs a phase, or hands out what it found before the work was interrupted. */
export type Keep = <Value>(phase: InferencePhase, find: () => Promise<Value>) => Promise<Value>

/** Sampling more models than this at once has spikes and hardly any independent draws. */
export const mostSampled = 200
const mostLeftOut = 12
const priorDraws = 1_000_000

/** Too many models are left for sampling. */
export class TooManyModels extends Error {
  override name = 'TooManyModels'
}

/**
 * Selection, then sampling of what is left, then what can be said of it.
 *
 * @throws TooManyModels
 */
export async function infer(
  input: InferenceInput,
  options: InferenceOptions,
  pool: Pool,
  report: InferenceReport = () => {},
  keep: Keep = (_, find) => find(),
): Promise<Inference> {
  if (!options.hasBackground) return inferWeights(input, options, pool, report, keep)
  const { ensemble, levels } = withoutLevels(input.ensemble)
  return withLevels(await inferWeights({ ...input, ensemble }, options, pool, report, keep), levels)
}

/** Puts back the levels that were taken off before: the fit is one of the measured curve again. */
const withLevels = (found: Inference, levels: Levels): Inference => ({
  ...found,
  levels,
  background: backgroundOf(found, levels),
  measures: { ...found.measures, fit: found.measures.fit.map((value) => value + levels.curve) },
})

async function inferWeights(
  input: InferenceInput,
  options: InferenceOptions,
  pool: Pool,
  report: InferenceReport,
  keep: Keep,
): Promise<Inference> {
  const selection = options.skipsSelection ? null : await keep('select', () => select(input, options, pool, report))
  const survivors = selection?.survivors ?? Array.from(input.ensemble.names.keys())
  if (survivors.length > mostSampled) throw new TooManyModels(`${survivors.length} models are left`)
  const left = partOfInput(input, survivors)
  const curve = statisticsOf(left.ensemble)
  const { shifts, energies } = left
  if (survivors.length === 1) return forOne(left, selection, survivors)

  const a = options.prior ?? 1 / survivors.length
  const posed = { curve, prior: new Float64Array(survivors.length).fill(a), ...(shifts ? { shifts } : {}) }
  const chains = await keep('sample', () =>
    sampleEnsemble(
      { ...posed, ...(energies ? { energies } : {}) },
      {
        chains: options.chains,
        iterations: options.iterations,
        warmUp: Math.round(options.iterations * options.warmUpShare),
        acceptance: options.acceptance,
        seed: options.seed,
        ...(energies ? { start: startWith(energies, selection) } : {}),
      },
      pool,
      ({ done, of, chi2 }) => report('sample', done / of, chi2, `${done} of ${of} iterations`),
    ),
  )
  const summary = summaryOf(left.ensemble, chains)
  const weights = summary.weights.map(({ mean }) => mean)
  return {
    selection,
    survivors,
    weights,
    scale: summary.scale.mean,
    measures: summary.measures,
    shiftsChi2: shifts ? shiftsChi2Of(shifts, weights) : null,
    prior: energies ? null : a,
    summary,
    chains,
    evidence:
      options.withEvidence && !energies
        ? await keep('evidence', () => evidenceOf(left, posed, options, pool, report))
        : null,
    ...noBackground,
  }
}

const noBackground = { background: null, levels: null } as const

/** In the mode that the selection has found, or among all models: chains that start elsewhere may end in a heap at 0. */
function startWith(energies: Float64Array, selection: Selection | null): { weights: Float64Array; shift: number } {
  const weights = selection?.weights ?? new Float64Array(energies.length).fill(1 / energies.length)
  return { weights, shift: selection?.rounds.at(-1)?.shift ?? energiesOf(energies).usualShift }
}

async function select(
  { ensemble, shifts, energies }: InferenceInput,
  { threshold, variant, seed, maxRounds }: InferenceOptions,
  pool: Pool,
  report: InferenceReport,
): Promise<Selection> {
  const input = { ensemble, ...(shifts ? { shifts } : {}), ...(energies ? { energies } : {}) }
  return selectModels(input, { threshold, variant, seed, maxRounds }, pool, ({ round, done, starts, left, chi2 }) => {
    // Nobody knows how many rounds there will be: each takes half of what is left of the phase.
    const share = 1 - 0.5 ** (round - 1 + Math.min(1, done / starts))
    report('select', share, chi2, `round ${round}, ${left} models left`)
  })
}

function partOfInput({ ensemble, shifts, energies }: InferenceInput, kept: readonly number[]): InferenceInput {
  return {
    ensemble: withModels(ensemble, kept),
    ...(shifts ? { shifts: partOf(shifts, kept) } : {}),
    ...(energies ? { energies: Float64Array.from(kept, (model) => energies[model] as number) } : {}),
  }
}

function forOne(
  { ensemble, shifts }: InferenceInput,
  selection: Selection | null,
  survivors: readonly number[],
): Inference {
  const { scale } = fitOf(ensemble, [1])
  return {
    selection,
    survivors,
    weights: [1],
    scale,
    measures: measuresOf(ensemble, [1], scale, 0),
    shiftsChi2: shifts ? shiftsChi2Of(shifts, [1]) : null,
    prior: null,
    summary: null,
    chains: [],
    evidence: null,
    ...noBackground,
  }
}

async function evidenceOf(
  { ensemble }: InferenceInput,
  posed: Parameters<typeof evidenceBy>[0],
  { seed }: InferenceOptions,
  pool: Pool,
  report: InferenceReport,
): Promise<EvidenceResult> {
  const models = modelsOf(ensemble)
  const effort = { rungs: 60, draws: models > 20 ? 100 : 200, repeats: 4, seed }
  const whole = await evidenceBy(posed, effort, pool, (share) =>
    report('evidence', share / 2, Number.NaN, 'whole ensemble'),
  )
  const lessEffort = { ...effort, draws: 100 }
  const withoutEach =
    models > mostLeftOut
      ? []
      : await evidenceWithoutEach(posed, lessEffort, pool, (share) =>
          report('evidence', (1 + share) / 2, Number.NaN, 'without each model'),
        )
  const check = models <= 5 ? evidenceByPriorDraws(posed, priorDraws, seed) : null
  return { ...whole, gaussianConstant: gaussianConstant(ensemble.curve), check, withoutEach }
}

/** (1/M) Σ ((δ − X w)/ε)² */
export function shiftsChi2Of({ A, b, d, models, points }: Statistics, w: readonly number[]): number {
  let sum = d
  for (let i = 0; i < models; i++) {
    sum -= 2 * (w[i] as number) * (b[i] as number)
    for (let j = 0; j < models; j++) sum += (w[i] as number) * (w[j] as number) * (A[i * models + j] as number)
  }
  return sum / points
}
