import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pointsFrom } from '../../shared/points.ts'
import { assertClose, assertCloseUpToSign } from '../../shared/test/closeness.ts'
import { incrementalComponents } from '../incremental.ts'
import { type KernelName, kernelComponents, kernelMatrix } from '../kernel.ts'
import { type LinearFit, principalComponents } from '../normal.ts'
import { sparseComponents } from '../sparse.ts'

type Sparse = Readonly<{ components: number[][]; transformed: number[][] }>
const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../test/data/plugins/pca.json'), 'utf8'),
) as Readonly<{
  points: number[][]
  normal: LinearFit
  incremental: LinearFit
  likeliest: number
  sparse: Sparse
  kernel: Record<KernelName, { gamma: number; eigenvalues: number[]; transformed: number[][] }>
}>
const points = pointsFrom(golden.points)
const column = (rows: readonly (readonly number[])[], at: number): number[] => rows.map((row) => row[at] ?? Number.NaN)

test('RUN-8.3.11 normal components, variances and points are those of scikit-learn, signs included', () => {
  const fit = principalComponents(points, 3)

  assertClose(fit.components.flat(), golden.normal.components.flat(), 1e-9, 'components')
  assertClose(fit.mean, golden.normal.mean, 1e-12, 'mean')
  assertClose(fit.explainedVariance, golden.normal.explainedVariance, 1e-9, 'variance')
  assertClose(fit.transformed.flat(), golden.normal.transformed.flat(), 1e-9, 'points')
})

test('RUN-8.3.11 the automatic number of dimensions is the likeliest, as scikit-learn finds it', () => {
  assert.equal(golden.likeliest, 2, 'the points were made of two dimensions and noise')
  assert.equal(principalComponents(points, 0).components.length, golden.likeliest)
  assert.equal(principalComponents(points, -1).components.length, golden.likeliest)
})

test('RUN-8.3.11 wide points, more columns than rows, have components too', () => {
  const wide = pointsFrom(golden.points.slice(0, 4))
  const fit = principalComponents(wide, 3)
  const rebuilt = fit.transformed.map((row) =>
    fit.mean.map((mean, at) => row.reduce((sum, value, k) => sum + value * (fit.components[k]?.[at] ?? 0), mean)),
  )
  assertClose(rebuilt.flat(), golden.points.slice(0, 4).flat(), 1e-9)
})

test('RUN-8.3.11 incremental components see one batch at a time, and are those of scikit-learn', () => {
  const fit = incrementalComponents(points, 3, 8)

  fit.components.forEach((component, at) => {
    assertCloseUpToSign(component, golden.incremental.components[at] ?? [], 1e-9, `component ${at}`)
    assertCloseUpToSign(column(fit.transformed, at), column(golden.incremental.transformed, at), 1e-9, `points ${at}`)
  })
  assertClose(fit.explainedVariance, golden.incremental.explainedVariance, 1e-9)
  assertClose(fit.mean, golden.incremental.mean, 1e-12)
})

test('RUN-8.3.11 one batch of all points gives the normal components', () => {
  const fit = incrementalComponents(points, 3, 1000)
  assertClose(fit.explainedVariance, golden.normal.explainedVariance, 1e-9)
})

test('RUN-8.3.11 sparse components come near those of scikit-learn', () => {
  const options = { dimensions: 2, sparsity: 1, ridge: 0.01, maxIterations: 5000, tolerance: 1e-10 }
  const fit = sparseComponents(points, options)

  fit.components.forEach((component, at) => {
    assertCloseUpToSign(component, golden.sparse.components[at] ?? [], 1e-3, `component ${at}`)
    assertCloseUpToSign(column(fit.transformed, at), column(golden.sparse.transformed, at), 1e-2, `points ${at}`)
  })
})

test('RUN-8.3.11 more sparsity means more zeros', () => {
  const options = { dimensions: 2, ridge: 0.01, maxIterations: 500, tolerance: 1e-8 }
  const zeros = (sparsity: number): number =>
    sparseComponents(points, { ...options, sparsity })
      .components.flat()
      .filter((value) => value === 0).length

  assert.ok(zeros(30) > zeros(0.01), `${zeros(30)} zeros against ${zeros(0.01)}`)
})

for (const [kernel, expected] of Object.entries(golden.kernel)) {
  test(`RUN-8.3.11 the ${kernel} kernel has the eigenvalues and points of scikit-learn`, () => {
    const options = { kernel: kernel as KernelName, degree: 3, gamma: expected.gamma, coef0: 1 }
    const fit = kernelComponents(kernelMatrix(points, options), points.count, 3)

    assertClose(fit.eigenvalues, expected.eigenvalues, 1e-8, 'eigenvalues')
    assertClose(fit.transformed.flat(), expected.transformed.flat(), 1e-6, 'points')
  })
}

test('RUN-8.3.11 the automatic number of a linear kernel is the rank of the points', () => {
  const flat = pointsFrom([
    [0, 0, 0],
    [1, 2, 0],
    [2, 4, 1],
    [3, 6, 5],
    [4, 8, 2],
  ])
  const kernel = kernelMatrix(flat, { kernel: 'linear', degree: 3, gamma: 1, coef0: 1 })

  assert.equal(kernelComponents(kernel, flat.count, 0).eigenvalues.length, 2)
})

test('RUN-8.3.11 numbers of dimensions that cannot be are refused with the reason', () => {
  assert.throws(() => principalComponents(points, 7), /have no 7 components/)
  assert.throws(() => incrementalComponents(points, 7, 1), /have no 7 components/)
  assert.throws(() => principalComponents(pointsFrom(golden.points.slice(0, 3)), 0), /fewer than columns/)
  assert.throws(() => principalComponents(pointsFrom([[1]]), 1), /at least two points/)
})
