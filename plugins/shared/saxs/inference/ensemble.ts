/** A measured curve: intensities and their standard deviations σ > 0 at the points q. */
export type Curve = Readonly<{ q: Float64Array; intensity: Float64Array; sigma: Float64Array }>

/** A curve and what each of n models says it should be. */
export type Ensemble = Readonly<{
  curve: Curve
  /** One curve after the other: value of model i at point m is at `i * points + m`. */
  simulated: Float64Array
  names: readonly string[]
}>

export const pointsOf = ({ curve }: Ensemble): number => curve.q.length
export const modelsOf = ({ names }: Ensemble): number => names.length

/** The same curve with some of the models, in the order that `kept` gives. */
export function withModels(ensemble: Ensemble, kept: readonly number[]): Ensemble {
  const points = pointsOf(ensemble)
  const simulated = new Float64Array(kept.length * points)
  kept.forEach((model, at) => {
    simulated.set(ensemble.simulated.subarray(model * points, (model + 1) * points), at * points)
  })
  return { curve: ensemble.curve, simulated, names: kept.map((model) => ensemble.names[model] ?? '') }
}

/** Σ wᵢ sᵢ(q), before any scale. */
export function mixtureOf(ensemble: Ensemble, weights: ArrayLike<number>): Float64Array {
  const points = pointsOf(ensemble)
  const mixture = new Float64Array(points)
  for (let model = 0; model < ensemble.names.length; model++) {
    const weight = weights[model] as number
    if (weight === 0) continue
    for (let point = 0, at = model * points; point < points; point++, at++) {
      mixture[point] = (mixture[point] as number) + weight * (ensemble.simulated[at] as number)
    }
  }
  return mixture
}
