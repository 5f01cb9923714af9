import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digamma, lnGamma, trigamma } from '../../gamma.ts'
import { assertNear } from '../../test/closeness.ts'
import { chanceOfRun, corMapOf, longestRun } from '../inference/cormap.ts'
import { mixtureOf, modelsOf } from '../inference/ensemble.ts'
import { divergenceOf, fitOf } from '../inference/measures.ts'
import { statisticsOf } from '../inference/statistics.ts'
import { reference, referenceSets, sampleOf } from './samples.ts'

const assertRelative = (actual: number, expected: number, tolerance: number, what = ''): void =>
  assertNear(actual, expected, Math.abs(expected) * tolerance, what)

test('STU-9.1 the Jensen–Shannon divergence of five pairs is right to 1e-12, zeros included', () => {
  for (const { a, b, value } of reference.vectors.jsd) assertNear(divergenceOf(a, b), value, 1e-12)
  assert.equal(divergenceOf([0.3, 0.7], [0.3, 0.7]), 0)
})

/** Number of sequences of `n` tosses whose longest run of heads is `x` at most. */
function countWithoutRun(n: number, x: number): bigint {
  const counts: bigint[] = []
  for (let tosses = 0; tosses <= n; tosses++) {
    const sum = counts.slice(Math.max(0, tosses - x - 1)).reduce((total, count) => total + count, 0n)
    counts.push(tosses <= x ? 2n ** BigInt(tosses) : sum)
  }
  return counts[n] ?? 1n
}

test('STU-9.1 CorMap gives the chances of ten runs to 1e-9, and counts sequences exactly', () => {
  for (const { n, c, P } of reference.vectors.cormap) assertNear(chanceOfRun(n, c), P, 1e-9, `P(${n}, ${c})`)
  assert.deepEqual([countWithoutRun(10, 1), countWithoutRun(8, 3), countWithoutRun(7, 3)], [144n, 208n, 108n])
  for (const [n, c] of [
    [10, 4],
    [60, 7],
  ] as const) {
    assertNear(chanceOfRun(n, c), 1 - Number(2n * countWithoutRun(n - 1, c - 2)) / 2 ** n, 1e-12)
  }
})

test('STU-8.1 a residual of 0 breaks a run, and no run at all is certain', () => {
  assert.equal(longestRun(Float64Array.of(1, 2, 0, 3, -1, -1)), 2)
  assert.deepEqual([chanceOfRun(5, 0), chanceOfRun(5, 1), chanceOfRun(5, 5), chanceOfRun(5, 6)], [1, 1, 0.0625, 0])
})

test('STU-9.1 ln Γ and ψ agree to 1e-12 from 0.001 to 1,000, and keep their recurrences up to a million', () => {
  for (const { x, lgamma, digamma: psi } of reference.vectors.lgammaDigamma) {
    assertNear(lnGamma(x), lgamma, 1e-12 * Math.max(1, Math.abs(lgamma)), `ln Γ(${x})`)
    assertRelative(digamma(x), psi, 1e-12, `ψ(${x})`)
  }
  for (const x of [0.001, 0.5, 3.7, 9.999, 1e6]) {
    assertRelative(lnGamma(x + 1) - lnGamma(x), Math.log(x), 1e-9)
    assertNear(digamma(x + 1) - digamma(x), 1 / x, 1e-12 / x + 1e-14)
    assertNear(trigamma(x) - trigamma(x + 1), 1 / x ** 2, 1e-12 / x ** 2 + 1e-15)
  }
  assertRelative(trigamma(1), Math.PI ** 2 / 6, 1e-14)
})

for (const [set, { flatWeights, singleModels, cormapFlat }] of Object.entries(reference.sets)) {
  test(`STU-9.1 ${set}: scale and chi² of flat weights and of every single model, and the longest run`, () => {
    const ensemble = sampleOf(referenceSets[set] ?? 'sample10')
    const models = modelsOf(ensemble)
    const flat = new Float64Array(models).fill(1 / models)
    const { scale, chi2 } = fitOf(ensemble, flat)

    assertRelative(scale, flatWeights.scaleLeastSquares, 1e-8)
    assertRelative(chi2, flatWeights.chi2, 1e-8)
    singleModels.forEach((expected, model) => {
      const alone = fitOf(
        ensemble,
        flat.map((_, at) => (at === model ? 1 : 0)),
      )
      assertRelative(alone.scale, expected.scale, 1e-8)
      assertRelative(alone.chi2, expected.chi2, 1e-8)
    })
    const mixture = mixtureOf(ensemble, flat)
    const run = corMapOf(ensemble.curve.intensity.map((value, at) => value - scale * (mixture[at] ?? 0)))
    assert.deepEqual([run.n, run.c], [cormapFlat.n, cormapFlat.c])
    assertRelative(run.P, cormapFlat.P, 1e-9)
  })
}

test('STU-9.1 sample10: chi² of single models', () => {
  const ensemble = sampleOf('sample10')
  const expected = [1.593310966, 1.544915448, 2.52005289, 1.250312461, 1.164737708]
  expected.forEach((chi2, model) => {
    assertRelative(
      fitOf(
        ensemble,
        Float64Array.from(expected, (_, at) => (at === model ? 1 : 0)),
      ).chi2,
      chi2,
      1e-8,
    )
  })
})

test('STU-9.1 synthetic868 fits its known weights with a chi² of 1.57e-10', () => {
  const { scale, chi2 } = fitOf(sampleOf('synthetic868'), [0.05, 0.1, 0.15, 0.3, 0.4])

  assertNear(scale, 1.00000001, 1e-8)
  assertNear(chi2, 1.57e-10, 1e-12)
})

test('STU-8.1 the statistics say of any weights and scale what the points say', () => {
  const ensemble = sampleOf('calmodulin/saxs4')
  const { A, b, d } = statisticsOf(ensemble)
  const w = [0.4, 0.3, 0.2, 0.1]
  const linear = w.reduce((sum, weight, i) => sum + weight * (b[i] ?? 0), 0)
  const square = w.reduce((sum, wi, i) => sum + w.reduce((row, wj, j) => row + wi * wj * (A[i * 4 + j] ?? 0), 0), 0)
  const { scale, chi2 } = fitOf(ensemble, w)

  assertRelative(linear / square, scale, 1e-12)
  assertRelative((d - linear ** 2 / square) / 392, chi2, 1e-9)
})
