import { Matrix } from 'ml-matrix'
import type { Points } from '../../src/apps/plugins/formats/vectors.ts'
import { rowsOf } from '../shared/points.ts'
import { decompose, type LinearFit, signedByRight } from './normal.ts'

type Seen = Readonly<{ count: number; mean: number[]; components: number[][]; values: number[] }>

/**
 * Principal components of points that are seen a batch at a time, so that only one batch and the components are held
 * while fitting. The last batch takes in what would be too small for one of its own.
 *
 * @see D. Ross et al., Incremental Learning for Robust Visual Tracking (2008), section 3.1
 */
export function incrementalComponents(points: Points, dimensions: number, batchSize: number): LinearFit {
  const { count, width } = points
  const kept = dimensions > 0 ? dimensions : Math.min(count, width)
  if (kept > Math.min(count, width)) {
    throw new RangeError(`${count} points of ${width} dimensions have no ${kept} components.`)
  }
  const size = Math.max(batchSize, kept)
  const rows = [...rowsOf(points)]

  let seen: Seen = { count: 0, mean: new Array<number>(width).fill(0), components: [], values: [] }
  for (let start = 0; start < count; ) {
    const end = count - start < size + kept ? count : start + size
    seen = merge(seen, rows.slice(start, end), kept)
    start = end
  }
  const { components, mean, values } = seen
  return {
    components,
    mean,
    explainedVariance: values.map((value) => (value * value) / Math.max(1, count - 1)),
    transformed: rows.map((row) => components.map((component) => projected(row, mean, component))),
  }
}

/** Decomposes the scaled components so far, the new rows, and one row for the step between the two means. */
function merge(seen: Seen, batch: readonly number[][], kept: number): Seen {
  const total = seen.count + batch.length
  const batchMean = new Matrix(batch.map((row) => row.slice())).mean('column')
  const step = Math.sqrt((seen.count / total) * batch.length)
  const stacked = [
    ...seen.components.map((row, at) => row.map((value) => value * (seen.values[at] as number))),
    ...batch.map((row) => row.map((value, at) => value - (batchMean[at] as number))),
    ...(seen.count === 0 ? [] : [seen.mean.map((value, at) => step * (value - (batchMean[at] as number)))]),
  ]
  const { values, right } = decompose(new Matrix(stacked))
  return {
    count: total,
    mean: seen.mean.map((value, at) => (value * seen.count + (batchMean[at] as number) * batch.length) / total),
    components: signedByRight(right.slice(0, kept)),
    values: values.slice(0, kept),
  }
}

const projected = (row: readonly number[], mean: readonly number[], component: readonly number[]): number =>
  row.reduce((sum, value, at) => sum + (value - (mean[at] as number)) * (component[at] as number), 0)
