import { inverse, Matrix } from 'ml-matrix'
import type { Points } from '../../src/apps/plugins/formats/vectors.ts'
import { rowsOf } from '../shared/points.ts'
import { decompose } from './normal.ts'

type SparseOptions = Readonly<{
  dimensions: number
  /** Weight of the sum of the components' sizes: more of it, more zeros. */
  sparsity: number
  /** Weight of the squared sizes when points are projected. */
  ridge: number
  maxIterations: number
  tolerance: number
}>

type SparseFit = Readonly<{
  components: readonly number[][]
  mean: readonly number[]
  transformed: readonly number[][]
  iterations: number
}>

/**
 * Components with many zeros: the points are taken for a product of sparse components and few dense columns, both found
 * in turns.
 *
 * @see R. Jenatton, G. Obozinski, F. Bach, Structured Sparse Principal Component Analysis (2009);
 * J. Mairal et al., Online Learning for Matrix Factorization and Sparse Coding (2010) for the update of columns
 */
export function sparseComponents(points: Points, options: SparseOptions): SparseFit {
  const { count, width } = points
  const kept = options.dimensions > 0 ? options.dimensions : Math.min(count, width)
  if (kept > Math.min(count, width)) {
    throw new RangeError(`${count} points of ${width} dimensions have no ${kept} components.`)
  }
  const rows = new Matrix([...rowsOf(points)])
  const mean = rows.mean('column')
  const centred = rows.subRowVector(mean)
  const { loadings, iterations } = factorise(centred, kept, options)

  const components = loadings.transpose().to2DArray().map(normalised)
  return { components, mean, iterations, transformed: ridgeProjection(centred, components, options.ridge) }
}

/** `data` (points × width) ≈ columns (points × kept) · loadingsᵀ, with loadings (width × kept) sparse. */
function factorise(data: Matrix, kept: number, options: SparseOptions): { loadings: Matrix; iterations: number } {
  const { left, values, right } = decompose(data)
  const columns = new Matrix(left.map((row) => row.slice(0, kept).map((value, at) => value * (values[at] as number))))
  const loadings = new Matrix(right.slice(0, kept)).transpose()
  let before = Number.POSITIVE_INFINITY
  let iterations = 0
  while (iterations < options.maxIterations) {
    iterations++
    encode(data, columns, loadings, options.sparsity)
    renewColumns(data, columns, loadings)
    const cost = costOf(data, columns, loadings, options.sparsity)
    if (before - cost < options.tolerance * cost) break
    before = cost
  }
  return { loadings, iterations }
}

/** Solves a lasso for every row of the loadings by coordinate descent. @see J. Friedman et al. (2010) */
function encode(data: Matrix, columns: Matrix, loadings: Matrix, sparsity: number): void {
  const gram = columns.transpose().mmul(columns)
  const target = data.transpose().mmul(columns)
  const kept = columns.columns
  for (let row = 0; row < loadings.rows; row++) {
    for (let round = 0, change = 1; round < 1000 && change > 1e-10; round++) {
      change = 0
      for (let at = 0; at < kept; at++) {
        const weight = gram.get(at, at)
        let rest = target.get(row, at)
        for (let other = 0; other < kept; other++) {
          if (other !== at) rest -= gram.get(at, other) * loadings.get(row, other)
        }
        const shrunk = Math.sign(rest) * Math.max(0, Math.abs(rest) - sparsity)
        const value = weight > 1e-12 ? shrunk / weight : 0
        change = Math.max(change, Math.abs(value - loadings.get(row, at)))
        loadings.set(row, at, value)
      }
    }
  }
}

/** Moves each column to its best place while the others rest; none may be longer than 1. */
function renewColumns(data: Matrix, columns: Matrix, loadings: Matrix): void {
  const gram = loadings.transpose().mmul(loadings)
  const target = data.mmul(loadings)
  for (let at = 0; at < columns.columns; at++) {
    const weight = gram.get(at, at)
    if (weight < 1e-12) continue
    let square = 0
    for (let row = 0; row < columns.rows; row++) {
      let value = target.get(row, at)
      for (let other = 0; other < columns.columns; other++) {
        if (other !== at) value -= columns.get(row, other) * gram.get(other, at)
      }
      columns.set(row, at, value / weight)
      square += (value / weight) ** 2
    }
    const length = Math.max(1, Math.sqrt(square))
    for (let row = 0; row < columns.rows; row++) columns.set(row, at, columns.get(row, at) / length)
  }
}

function costOf(data: Matrix, columns: Matrix, loadings: Matrix, sparsity: number): number {
  const residual = Matrix.sub(data, columns.mmul(loadings.transpose()))
  const sizes = loadings.to1DArray().reduce((sum, value) => sum + Math.abs(value), 0)
  return 0.5 * residual.norm('frobenius') ** 2 + sparsity * sizes
}

function normalised(row: readonly number[]): number[] {
  const length = Math.hypot(...row)
  return length === 0 ? row.slice() : row.map((value) => value / length)
}

/** Minimises ‖x − u·C‖² + ridge·‖u‖² for every point x. */
function ridgeProjection(data: Matrix, components: readonly number[][], ridge: number): number[][] {
  const rows = new Matrix(components.map((row) => row.slice()))
  const gram = rows.mmul(rows.transpose()).add(Matrix.eye(components.length).mul(Math.max(ridge, 1e-12)))
  return data.mmul(rows.transpose()).mmul(inverse(gram)).to2DArray()
}
