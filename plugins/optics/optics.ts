import type { Points } from '../../src/apps/plugins/formats/vectors.ts'
import { distanceAmong, type MetricName } from './metrics.ts'
import { reach } from './reaching.ts'
import { labelsByRadius, labelsByXi } from './valleys.ts'

/** As the form asks for it; a number of samples up to 1 is a share of all points, null means without. */
export type OpticsOptions = Readonly<{
  method: 'xi' | 'dbscan'
  minSamples: number
  maxEpsilon: number | null
  epsilon: number | null
  xi: number
  predecessorCorrection: boolean
  minClusterSize: number | null
  metric: MetricName
  minkowskiP: number
}>

/** A label for every point; −1 is noise. @throws RangeError for options that do not fit together or to the points */
export function optics(points: Points, options: OpticsOptions): Int32Array {
  const minSamples = countOf(options.minSamples, points.count)
  if (minSamples > points.count) throw new RangeError(`${points.count} points are fewer than ${minSamples} samples.`)
  const maxEpsilon = options.maxEpsilon ?? Number.POSITIVE_INFINITY
  const distance = distanceAmong(points, options.metric, options.minkowskiP)

  const reaching = reach(points.count, distance, minSamples, maxEpsilon)
  if (options.method === 'dbscan') {
    const epsilon = options.epsilon ?? maxEpsilon
    if (epsilon > maxEpsilon) throw new RangeError('The radius must not be larger than the largest radius.')
    return labelsByRadius(reaching, epsilon)
  }
  if (!(options.xi > 0 && options.xi < 1)) throw new RangeError('Xi must lie between 0 and 1.')
  return labelsByXi(reaching, {
    xi: options.xi,
    minSamples,
    minClusterSize: countOf(options.minClusterSize ?? minSamples, points.count),
    predecessorCorrection: options.predecessorCorrection,
  })
}

/** A number of points; up to 1 it is a share of all, but never fewer than 2. */
function countOf(asked: number, count: number): number {
  if (asked <= 0) throw new RangeError('A number of points must be above 0.')
  if (asked <= 1) return Math.max(2, Math.floor(asked * count))
  if (!Number.isInteger(asked)) throw new RangeError('A number of points above 1 must be a whole number.')
  return asked
}
