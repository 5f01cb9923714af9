import { fromReduced, type Statistics } from './statistics.ts'

export type Shifts = Readonly<{
  /** ppm, measured, with their errors. */
  measured: Float64Array
  errors: Float64Array
  /** What the predictor is off by, for each shift. */
  predictionErrors: Float64Array
  /** One model after the other. */
  predicted: Float64Array
  models: number
}>

/** Both errors add up as variances. */
export function statisticsOfShifts({ measured, errors, predictionErrors, predicted, models }: Shifts): Statistics {
  const sigma = errors.map((error, at) => Math.hypot(error, predictionErrors[at] as number))
  const count = measured.length
  return fromReduced(
    predicted.map((value, at) => value / (sigma[at % count] as number)),
    measured.map((value, at) => value / (sigma[at] as number)),
    models,
  )
}
