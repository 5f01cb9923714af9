/** kT in kcal/mol at 293 K, from the gas constant 0.0019872041 kcal/(mol K). */
const kT = 0.0019872041 * 293

/** Energies of models as parameters of a Dirichlet prior: aᵢ = exp(−(B + Eᵢ)/kT), with a shift B that is not known. */
export type Energies = Readonly<{
  values: Float64Array
  /** ∂ ln a / ∂B = −1/kT */
  slope: number
  priorAt: (model: number, shift: number) => number
  lnPriorAt: (model: number, shift: number) => number
  /** Where the parameters are as large together as those of ½ for each model. */
  usualShift: number
  /** Largest minus smallest; above 50 the prior has spikes that no chain explores. */
  range: number
}>

/** Below this a parameter is 0 for every purpose, and its reciprocal still a number. */
const leastLn = -600

export function energiesOf(values: Float64Array): Energies {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity)
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity)
  const sum = values.reduce((total, energy) => total + Math.exp((least - energy) / kT), 0)
  const lnPriorAt = (model: number, shift: number): number => {
    // Difference first: the sum of a large shift and a large energy is small.
    const exponent = -(shift + (values[model] as number)) / kT
    return Math.max(leastLn, exponent)
  }
  return {
    values,
    slope: -1 / kT,
    priorAt: (model, shift) => Math.exp(lnPriorAt(model, shift)),
    lnPriorAt,
    usualShift: -kT * Math.log((0.5 * values.length) / sum) - least,
    range: most - least,
  }
}
