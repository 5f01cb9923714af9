import { lnDirichletDraw, sourceFrom } from '../numerics/drawing.ts'
import type { Pool } from '../parallel/pool.ts'
import { type Descent, type EvidenceData, leastAlpha, objectiveFrom } from './descending.ts'
import { energiesOf } from './energies.ts'
import { type Ensemble, modelsOf } from './ensemble.ts'
import { divergenceOf, fitOf } from './measures.ts'
import type { Bound, Variant } from './objective.ts'
import { partOf, type Statistics, statisticsOf } from './statistics.ts'

type SelectionOptions = Readonly<{
  /** Models below this weight are dropped, after the fifth round; before, the smaller of it and one over the number of models. */
  threshold: number
  variant: Variant
  seed: number
  maxRounds: number
}>

type SelectionInput = Readonly<{
  ensemble: Ensemble
  shifts?: Statistics
  /** One for each model. */
  energies?: Float64Array
}>

/** One round: the best bound for the models that were left, and what was dropped then. */
export type Round = Readonly<{
  /** Of all models of the ensemble, 0 for those that are dropped; they sum to 1 after the dropping. */
  weights: Float64Array
  bound: Bound
  scale: number
  chi2: number
  /** Between these weights and the mean of all rounds so far, in bits. */
  divergence: number
  dropped: readonly number[]
  left: number
  /** No model reached the threshold, and too many were left to stop there: the lighter half was dropped. */
  isHalved: boolean
  /** How many of the starts came down to the bound. */
  reached: number
  starts: number
  /** Shift of energies; null without them. */
  shift: number | null
}>

export type Selection = Readonly<{
  rounds: readonly Round[]
  survivors: readonly number[]
  /** Of the survivors, in their order. */
  weights: Float64Array
  /** √(Σ divergence / (rounds − 1)), 0 for one round. */
  divergence: number
}>

/** Told after each round and, within one, how many of the starts are done and what the best bound is. */
type SelectionReport = (
  told: Readonly<{ round: number; done: number; starts: number; left: number; chi2: number }>,
) => void

const cappedRounds = 5
/** More models than this are too many to be sampled well. */
const mostSensible = 50
/** Minima whose bounds differ by less are the same one. */
const sameBound = 0.01

/** Drops models, round by round, that the data do not ask for. */
export async function selectModels(
  input: SelectionInput,
  options: SelectionOptions,
  pool: Pool,
  report?: SelectionReport,
): Promise<Selection> {
  const { ensemble } = input
  const count = modelsOf(ensemble)
  const whole = evidenceOf(input, options.variant)
  const rounds: Round[] = []
  const mean = new Float64Array(count)
  let survivors = Array.from({ length: count }, (_, model) => model)
  let last = new Float64Array(count).fill(Math.log(1 / count))
  let found: Found | undefined
  while (survivors.length > 1 && rounds.length < options.maxRounds) {
    const round = rounds.length + 1
    const tell = (done: number, starts: number): void =>
      report?.({ round, done, starts, left: survivors.length, chi2: rounds.at(-1)?.chi2 ?? Number.NaN })
    // The same models have the same minimum: only the cut is another one.
    found ??= await lowest(evidenceOfSome(whole, survivors), options, last, round, pool, tell)
    const cut = round > cappedRounds ? options.threshold : Math.min(options.threshold, 1 / count)
    const { weights: before, x } = found
    const reaching = survivors.filter((_, at) => (before[at] as number) >= cut)
    const isHalved = reaching.length === 0 && survivors.length > mostSensible
    const kept = isHalved ? heavierHalf(survivors, before) : reaching
    if (kept.length === 0) break
    const weights = renormalised(survivors, before, kept, count)
    for (let i = 0; i < count; i++) mean[i] = ((mean[i] as number) * (round - 1) + (weights[i] as number)) / round
    const isSettled = kept.length === survivors.length
    rounds.push({
      weights,
      bound: found.bound,
      scale: isSettled ? found.bound.scale : scaleOfSome(whole, kept, weights, options.variant),
      chi2: fitOf(ensemble, weights).chi2,
      divergence: divergenceOf(mean, weights),
      dropped: survivors.filter((model) => !kept.includes(model)),
      left: kept.length,
      isHalved,
      reached: found.reached,
      starts: found.starts,
      shift: input.energies ? (x.at(-1) as number) : null,
    })
    const willCutMore = round <= cappedRounds && options.threshold > 1 / count
    if (isSettled && !willCutMore && round > 1) break
    if (isSettled) continue
    last = Float64Array.from(kept, (model) => x[survivors.indexOf(model)] as number)
    survivors = kept
    found = undefined
  }
  return resultOf(rounds, survivors, count)
}

/** In a large library every weight may be below the threshold, and still some count more than others. */
function heavierHalf(survivors: readonly number[], weights: Float64Array): number[] {
  const middle = weights.toSorted()[weights.length >> 1] as number
  return survivors.filter((_, at) => (weights[at] as number) >= middle)
}

function resultOf(rounds: readonly Round[], survivors: readonly number[], count: number): Selection {
  const last = rounds.at(-1)
  const sum = rounds.reduce((total, { divergence }) => total + divergence, 0)
  return {
    rounds,
    survivors,
    weights: Float64Array.from(survivors, (model) => last?.weights[model] ?? 1 / count),
    divergence: rounds.length > 1 ? Math.sqrt(sum / (rounds.length - 1)) : 0,
  }
}

type Found = Readonly<{ x: Float64Array; weights: Float64Array; bound: Bound; reached: number; starts: number }>

/** How many descents one task of the pool makes, so that progress is seen and threads are kept busy. */
const tasksPerSearch = 16
/** Above this many models, descents are looked at early, and the best ones alone go on. */
const mostAtOnce = 60
const firstLook = 30
const mostFinalists = 24
/** So many of them first: where all come down to the same bound, the others would too. */
const firstFinalists = 8

/** The lowest minimum that many starts lead to. */
async function lowest(
  evidence: EvidenceData,
  { variant, seed }: SelectionOptions,
  last: Float64Array,
  round: number,
  pool: Pool,
  tell: (done: number, starts: number) => void,
): Promise<Found> {
  const objective = objectiveFrom(evidence, variant)
  const starts = startsFor(evidence, last, seed, round)
  let done = 0
  const descendAll = async (from: readonly Float64Array[], maxIterations: number): Promise<Descent[]> => {
    const size = Math.ceil(from.length / tasksPerSearch)
    const shares = Array.from({ length: Math.ceil(from.length / size) }, (_, at) =>
      from.slice(at * size, (at + 1) * size),
    )
    const runs = shares.map((share) => {
      return pool.run('descend', { evidence, variant, starts: share, maxIterations }, () => tell(++done, starts.length))
    })
    return sorted((await Promise.all(runs)).flat())
  }
  const isLarge = objective.models > mostAtOnce
  const first = await descendAll(starts, isLarge ? firstLook : 2_000)
  const finish = (from: number, to: number): Promise<Descent[]> =>
    descendAll(
      first.slice(from, to).map(({ x }) => x),
      2_000,
    )
  let descents = isLarge ? await finish(0, firstFinalists) : first
  if (isLarge && !doAgree(descents)) descents = sorted([...descents, ...(await finish(firstFinalists, mostFinalists))])
  const [best] = descents as [Descent]
  return {
    x: best.x,
    weights: objective.weightsAt(best.x),
    bound: objective.explain(best.x),
    reached: descents.filter(({ L }) => L - best.L < sameBound).length,
    starts: descents.length,
  }
}

const sorted = (descents: readonly Descent[]): Descent[] => descents.toSorted((a, b) => a.L - b.L)
const doAgree = (descents: readonly Descent[]): boolean => (descents.at(-1)?.L ?? 0) - (descents[0]?.L ?? 0) < sameBound

/** All ones, where the last round ended, and random points: weights from Dirichlet(0.3), Σα from 10^0.5 to 10^3. */
function startsFor(
  { curve: { models }, energies }: EvidenceData,
  last: Float64Array,
  seed: number,
  round: number,
): Float64Array[] {
  const shift = energies ? [energiesOf(energies).usualShift] : []
  const source = sourceFrom(seed, 1_000 + round)
  const shapes = new Float64Array(models).fill(0.3)
  const random = Array.from({ length: Math.min(300, 60 + 2 * models) }, () => {
    const lnAlpha = new Float64Array(models)
    lnDirichletDraw(lnAlpha, shapes, source)
    const total = Math.log(10) * (0.5 + 2.5 * source.uniform())
    return lnAlpha.map((value) => Math.max(Math.log(leastAlpha), value + total))
  })
  const starts = [new Float64Array(models), last, ...random]
  return starts.map((start) => Float64Array.of(...start.subarray(0, models), ...shift))
}

function evidenceOf({ ensemble, shifts, energies }: SelectionInput, variant: Variant): EvidenceData {
  const scaling = variant === 'compat' ? { scaling: statisticsOf(ensemble, 'inverse') } : {}
  return { curve: statisticsOf(ensemble), ...scaling, ...(shifts ? { shifts } : {}), ...(energies ? { energies } : {}) }
}

function evidenceOfSome({ curve, scaling, shifts, energies }: EvidenceData, kept: readonly number[]): EvidenceData {
  return {
    curve: partOf(curve, kept),
    ...(scaling ? { scaling: partOf(scaling, kept) } : {}),
    ...(shifts ? { shifts: partOf(shifts, kept) } : {}),
    ...(energies ? { energies: Float64Array.from(kept, (model) => energies[model] as number) } : {}),
  }
}

function renormalised(
  survivors: readonly number[],
  before: Float64Array,
  kept: readonly number[],
  count: number,
): Float64Array {
  const weights = new Float64Array(count)
  survivors.forEach((model, at) => {
    if (kept.includes(model)) weights[model] = before[at] as number
  })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** The scale, as the variant has it, of weights that were renormalised after models were dropped. */
function scaleOfSome(whole: EvidenceData, kept: readonly number[], weights: Float64Array, variant: Variant): number {
  const objective = objectiveFrom(evidenceOfSome(whole, kept), variant)
  const x = Float64Array.from(kept, (model) => Math.log(weights[model] as number))
  const shift = whole.energies ? [energiesOf(whole.energies).usualShift] : []
  return objective.explain(Float64Array.of(...x, ...shift)).scale
}
