import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import type { Points } from '../../src/apps/plugins/formats/vectors.ts'

export type KernelName = 'linear' | 'poly' | 'rbf' | 'sigmoid' | 'cosine'
type KernelOptions = Readonly<{ kernel: KernelName; degree: number; gamma: number; coef0: number }>

export type KernelFit = Readonly<{
  eigenvalues: readonly number[]
  /** Row after row by point, one column for each eigenvalue. */
  eigenvectors: readonly number[][]
  /** Means of the kernel's columns, and of all of it: what centring took off. */
  centerer: Readonly<{ rows: readonly number[]; all: number }>
  transformed: readonly number[][]
}>

/** The kernel of all pairs of points, row after row. */
export function kernelMatrix({ count, width, values }: Points, options: KernelOptions): Float64Array {
  const kernel = new Float64Array(count * count)
  const evaluate = formulas[options.kernel]
  const squares = new Float64Array(count)
  for (let point = 0; point < count; point++) squares[point] = product(values, point, point, width)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      const value = evaluate(product(values, i, j, width), squares[i] as number, squares[j] as number, options)
      kernel[i * count + j] = value
      kernel[j * count + i] = value
    }
  }
  return kernel
}

type Formula = (product: number, left: number, right: number, options: KernelOptions) => number

const formulas: Readonly<Record<KernelName, Formula>> = {
  linear: (xy) => xy,
  poly: (xy, _xx, _yy, { gamma, coef0, degree }) => (gamma * xy + coef0) ** degree,
  rbf: (xy, xx, yy, { gamma }) => Math.exp(-gamma * Math.max(0, xx + yy - 2 * xy)),
  sigmoid: (xy, _xx, _yy, { gamma, coef0 }) => Math.tanh(gamma * xy + coef0),
  cosine: (xy, xx, yy) => (xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy)),
}

function product(values: Float64Array, first: number, second: number, width: number): number {
  let sum = 0
  for (let index = 0, a = first * width, b = second * width; index < width; index++, a++, b++) {
    sum += (values[a] as number) * (values[b] as number)
  }
  return sum
}

/** Eigenvalues that are smaller, relatively to the largest, come from rounding. */
const negligible = 1e-12

/**
 * Principal components in the space of the kernel. `dimensions` 0 or less: all whose eigenvalue is not zero.
 *
 * @throws RangeError where the kernel has a clearly negative eigenvalue among those that are asked for
 * @see B. Schölkopf, A. Smola, K.-R. Müller, Nonlinear Component Analysis as a Kernel Eigenvalue Problem (1998)
 */
export function kernelComponents(kernel: Float64Array, count: number, dimensions: number): KernelFit {
  if (dimensions > count) throw new RangeError(`${count} points have no ${dimensions} components.`)
  const { centred, rows, all } = centre(kernel, count)
  const decomposition = new EigenvalueDecomposition(centred, { assumeSymmetric: true })
  const values = decomposition.realEigenvalues
  const vectors = decomposition.eigenvectorMatrix
  const falling = values.map((_, at) => at).sort((a, b) => (values[b] as number) - (values[a] as number))
  const largest = Math.max(0, values[falling[0] ?? 0] ?? 0)
  const kept = falling
    .slice(0, dimensions > 0 ? dimensions : count)
    .filter((at) => dimensions > 0 || (values[at] as number) > negligible * largest)

  const eigenvalues = kept.map((at) => Math.max(0, values[at] as number))
  const signs = kept.map((at) => signOf(vectors.getColumn(at)))
  const eigenvectors = Array.from({ length: count }, (_, point) =>
    kept.map((at, component) => vectors.get(point, at) * (signs[component] as number)),
  )
  const scales = eigenvalues.map(Math.sqrt)
  const transformed = eigenvectors.map((row) => row.map((value, at) => value * (scales[at] as number)))
  return { eigenvalues, eigenvectors, centerer: { rows, all }, transformed }
}

/** Takes off the means of rows and columns, and puts back the mean of all. */
function centre(kernel: Float64Array, count: number): Readonly<{ centred: Matrix; rows: number[]; all: number }> {
  const rows = new Array<number>(count).fill(0)
  for (let at = 0; at < kernel.length; at++) {
    rows[at % count] = (rows[at % count] as number) + (kernel[at] as number) / count
  }
  const all = rows.reduce((sum, mean) => sum + mean, 0) / Math.max(1, count)
  const centred = new Matrix(count, count)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      centred.set(i, j, (kernel[i * count + j] as number) - (rows[i] as number) - (rows[j] as number) + all)
    }
  }
  return { centred, rows, all }
}

function signOf(vector: readonly number[]): number {
  const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
  return largest < 0 ? -1 : 1
}
