import { mostDepth } from '../numerics/sampling.ts'
import { type CorMap, corMapOf } from './cormap.ts'
import {
  type Chains,
  effectiveSize,
  energyFraction,
  meanOf,
  quantilesOf,
  splitRhat,
  varianceOf,
} from './diagnostics.ts'
import { type Ensemble, mixtureOf, modelsOf } from './ensemble.ts'
import { chi2Of, divergenceOf, fitOf } from './measures.ts'
import type { ChainDraws } from './sampling.ts'

/** Of one quantity over all chains, warm-up left out. */
export type Spread = Readonly<{
  mean: number
  /** Divided by n − 1. */
  sd: number
  /** 2.5, 25, 50, 75 and 97.5 %. */
  quantiles: readonly number[]
  effective: number
  /** Standard error of the mean: sd / √effective. */
  error: number
  rhat: number
}>

export type Summary = Readonly<{
  weights: readonly Spread[]
  scale: Spread
  /** Of energies; null without them. */
  shift: Spread | null
  measures: Measures
  diagnostics: Readonly<{
    draws: number
    divergences: number
    /** Share of transitions that were broken off for their length. */
    atMostDepth: number
    /** One for each chain; below 0.2 a chain does not reach its tails. */
    energyFractions: readonly number[]
    worstRhat: number
    leastEffective: number
  }>
  /** Mean of ½ Σ ((I − c S w)/σ)². */
  misfit: number
}>

/** How the mean weights fit; chi² at the least-squares scale, the curve at the mean scale. */
export type Measures = Readonly<{
  chi2: number
  /** √ of the mean divergence of draws from their mean. */
  divergence: number
  corMap: CorMap
  fit: Float64Array
}>

export function summaryOf(ensemble: Ensemble, chains: readonly ChainDraws[]): Summary {
  const models = modelsOf(ensemble)
  const warmUp = chains[0]?.warmUp ?? 0
  const kept = (column: Float64Array): Float64Array => column.subarray(warmUp)
  const weightChains = Array.from({ length: models }, (_, model) =>
    chains.map(({ weights, scale }) =>
      Float64Array.from(
        { length: scale.length - warmUp },
        (_, row) => weights[(row + warmUp) * models + model] as number,
      ),
    ),
  )
  const weights = weightChains.map(spreadOf)
  const scale = spreadOf(chains.map((chain) => kept(chain.scale)))
  const hasShift = (chains[0]?.shift.length ?? 0) > 0
  const shift = hasShift ? spreadOf(chains.map((chain) => kept(chain.shift))) : null
  const over = (column: (chain: ChainDraws) => Float64Array): Float64Array[] =>
    chains.map((chain) => kept(column(chain)))
  const means = weights.map(({ mean }) => mean)
  return {
    weights,
    scale,
    shift,
    measures: measuresOf(ensemble, means, scale.mean, divergenceOfDraws(chains, means)),
    misfit: meanOf(over(({ misfit }) => misfit).map(meanOf)),
    diagnostics: {
      draws: chains.length * ((chains[0]?.scale.length ?? 0) - warmUp),
      divergences: over(({ isDivergent }) => isDivergent).reduce((sum, column) => sum + sumOf(column), 0),
      atMostDepth: meanOf(
        over(({ depth }) => depth).map((depths) => meanOf(depths.map((depth) => (depth >= mostDepth ? 1 : 0)))),
      ),
      energyFractions: over(({ energy }) => energy).map(energyFraction),
      worstRhat: worst([...weights, scale].map(({ rhat }) => rhat)),
      leastEffective: Math.min(...[...weights, scale].map(({ effective }) => effective)),
    },
  }
}

/** What can be said of weights that nothing was sampled for. */
export function measuresOf(
  ensemble: Ensemble,
  weights: ArrayLike<number>,
  scale: number,
  divergence: number,
): Measures {
  const mixture = mixtureOf(ensemble, weights)
  const fit = mixture.map((value) => scale * value)
  const residuals = ensemble.curve.intensity.map((value, point) => value - (fit[point] as number))
  return {
    chi2: chi2Of(ensemble, mixture, fitOf(ensemble, weights).scale),
    divergence,
    corMap: corMapOf(residuals),
    fit,
  }
}

function spreadOf(chains: Chains): Spread {
  const all = Float64Array.from(chains.flatMap((chain) => [...chain]))
  const sd = Math.sqrt(varianceOf(all))
  const effective = effectiveSize(chains)
  return {
    mean: meanOf(all),
    sd,
    quantiles: quantilesOf(all, [0.025, 0.25, 0.5, 0.75, 0.975]),
    effective,
    error: sd / Math.sqrt(effective),
    rhat: splitRhat(chains),
  }
}

function divergenceOfDraws(chains: readonly ChainDraws[], means: readonly number[]): number {
  const models = means.length
  let sum = 0
  let count = 0
  for (const { weights, warmUp } of chains) {
    for (let row = warmUp * models; row < weights.length; row += models) {
      sum += divergenceOf(weights.subarray(row, row + models), means)
      count++
    }
  }
  return Math.sqrt(sum / count)
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

/** A quantity that never moved has no R-hat: that is the worst. */
const worst = (rhats: readonly number[]): number =>
  Math.max(...rhats.map((rhat) => (Number.isNaN(rhat) ? Infinity : rhat)))
