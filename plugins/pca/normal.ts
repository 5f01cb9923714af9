import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import type { Points } from '../../src/apps/plugins/formats/vectors.ts'
import { rowsOf } from '../shared/points.ts'
import { likeliestDimension } from './likeliest-dimension.ts'

/** What a fit knows; rows are components. */
export type LinearFit = Readonly<{
  components: readonly number[][]
  mean: readonly number[]
  explainedVariance: readonly number[]
  transformed: readonly number[][]
}>

/**
 * The directions of greatest variance, and the points seen along them. `dimensions` 0 or less: as many as are most
 * likely to have made the points.
 *
 * @throws RangeError for more dimensions than points or columns, or too few points to tell the likeliest number
 * @see I. Jolliffe, Principal Component Analysis (2002), section 3.5 (by singular value decomposition)
 */
export function principalComponents(points: Points, dimensions: number): LinearFit {
  const { count, width } = points
  const most = Math.min(count, width)
  if (dimensions > most)
    throw new RangeError(`${count} points of ${width} dimensions have no ${dimensions} components.`)
  if (count < 2) throw new RangeError('Principal components need at least two points.')
  if (dimensions <= 0 && count < width) {
    throw new RangeError('The number of dimensions can be chosen only where points are not fewer than columns.')
  }

  const rows = new Matrix([...rowsOf(points)])
  const mean = rows.mean('column')
  const centred = rows.subRowVector(mean)
  const { left, values, right } = signedByLeft(decompose(centred))
  const variances = values.map((value) => (value * value) / (count - 1))
  const kept = dimensions > 0 ? dimensions : likeliestDimension(variances, count)
  return {
    components: right.slice(0, kept),
    mean,
    explainedVariance: variances.slice(0, kept),
    transformed: left.map((row) => row.slice(0, kept).map((value, at) => value * (values[at] as number))),
  }
}

/** X = left · diag(values) · right, singular values falling; `right` holds its vectors as rows. */
type Decomposed = Readonly<{ left: number[][]; values: number[]; right: number[][] }>

/** The thin singular value decomposition. */
export function decompose(matrix: Matrix): Decomposed {
  const decomposition = new SingularValueDecomposition(matrix, { autoTranspose: true })
  const kept = Math.min(matrix.rows, matrix.columns)
  return {
    left: decomposition.leftSingularVectors.to2DArray().map((row) => row.slice(0, kept)),
    values: decomposition.diagonal.slice(0, kept),
    right: decomposition.rightSingularVectors.transpose().to2DArray().slice(0, kept),
  }
}

/** Signs are arbitrary: the entry of each left vector that is largest in size is made positive. */
function signedByLeft({ left, values, right }: Decomposed): Decomposed {
  const signs = values.map((_, component) => {
    let largest = 0
    for (const row of left)
      if (Math.abs(row[component] as number) > Math.abs(largest)) largest = row[component] as number
    return largest < 0 ? -1 : 1
  })
  return {
    left: left.map((row) => row.map((value, component) => value * (signs[component] as number))),
    values,
    right: right.map((row, component) => row.map((value) => value * (signs[component] as number))),
  }
}

/** The same by the right vectors, for steps whose left vectors are thrown away. */
export function signedByRight(rows: readonly number[][]): number[][] {
  return rows.map((row) => {
    const largest = row.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
    return largest < 0 ? row.map((value) => -value) : row.slice()
  })
}
