import { meanOf, varianceOf } from './diagnostics.ts'
import { type Ensemble, modelsOf, pointsOf } from './ensemble.ts'
import type { ChainDraws } from './sampling.ts'

/** Means over the points, weighted by 1/σ²: what a constant can add to, or take from, a curve. */
export type Levels = Readonly<{
  curve: number
  simulated: Float64Array
  /** Σ 1/σ² */
  information: number
}>

/** A constant besides the scaled mixture, in the unit of the measured intensities. */
export type Background = Readonly<{ mean: number; sd: number }>

type Fitted = Readonly<{
  survivors: readonly number[]
  weights: readonly number[]
  scale: number
  chains: readonly ChainDraws[]
}>

/**
 * The same ensemble with the mean of every curve taken off. A constant B with a flat prior is integrated out by that:
 * ½ Σ ((I − c S w − B)/σ)², at the best B and on average over B alike, is the misfit of the curves that are left.
 */
export function withoutLevels(ensemble: Ensemble): { ensemble: Ensemble; levels: Levels } {
  const { curve } = ensemble
  const points = pointsOf(ensemble)
  const levels = levelsOf(ensemble)
  return {
    levels,
    ensemble: {
      ...ensemble,
      curve: { ...curve, intensity: curve.intensity.map((value) => value - levels.curve) },
      simulated: ensemble.simulated.map((value, at) => value - (levels.simulated[Math.floor(at / points)] as number)),
    },
  }
}

function levelsOf(ensemble: Ensemble): Levels {
  const { intensity, sigma } = ensemble.curve
  const points = pointsOf(ensemble)
  const information = sigma.reduce((sum, value) => sum + 1 / value ** 2, 0)
  const levelOf = (values: Float64Array): number =>
    values.reduce((sum, value, point) => sum + value / (sigma[point] as number) ** 2, 0) / information
  const simulated = Float64Array.from({ length: modelsOf(ensemble) }, (_, model) =>
    levelOf(ensemble.simulated.subarray(model * points, (model + 1) * points)),
  )
  return { curve: levelOf(intensity), simulated, information }
}

/** The constant that fits best beside `scale` times the mixture of some models. */
export function backgroundAt(
  levels: Levels,
  models: readonly number[],
  weights: ArrayLike<number>,
  scale: number,
): number {
  const level = models.reduce(
    (sum, model, at) => sum + (weights[at] as number) * (levels.simulated[model] as number),
    0,
  )
  return levels.curve - scale * level
}

/** Given weights and scale, the constant is normal about the best one, with a variance of 1/Σ(1/σ²). */
export function backgroundOf({ survivors, weights, scale, chains }: Fitted, levels: Levels): Background {
  const spread = 1 / levels.information
  if (chains.length === 0) return { mean: backgroundAt(levels, survivors, weights, scale), sd: Math.sqrt(spread) }
  const models = survivors.length
  const drawn = chains.flatMap((chain) =>
    Array.from({ length: chain.scale.length - chain.warmUp }, (_, at) => {
      const row = at + chain.warmUp
      const of = chain.weights.subarray(row * models, (row + 1) * models)
      return backgroundAt(levels, survivors, of, chain.scale[row] as number)
    }),
  )
  const values = Float64Array.from(drawn)
  return { mean: meanOf(values), sd: Math.sqrt(varianceOf(values) + spread) }
}
