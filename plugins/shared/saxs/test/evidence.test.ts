import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertNear } from '../../test/closeness.ts'
import { corMapOf } from '../inference/cormap.ts'
import { mixtureOf, withModels } from '../inference/ensemble.ts'
import { evidenceBy, evidenceByPriorDraws, evidenceWithoutEach, gaussianConstant } from '../inference/evidence.ts'
import { fitOf } from '../inference/measures.ts'
import { statisticsOf } from '../inference/statistics.ts'
import { openPool } from '../parallel/pool.ts'
import { type SampleName, sampleOf } from './samples.ts'

const pool = openPool(0)
const options = { rungs: 60, draws: 200, repeats: 4, seed: 1 }

const posedOf = (set: SampleName, a: number, kept?: readonly number[]) => {
  const whole = sampleOf(set)
  const curve = statisticsOf(kept ? withModels(whole, kept) : whole)
  return { curve, prior: new Float64Array(curve.models).fill(a) }
}

const rows: readonly (readonly [set: SampleName, a: number, lnZ: number, within: number, kept?: readonly number[]])[] =
  [
    ['sample10', 1 / 5, -5.738, 0.05],
    ['sample10', 1 / 2, -4.842, 0.05],
    ['sample10', 1, -4.306, 0.05],
    ['calmodulin/saxs4', 1 / 4, -177.44, 0.1],
    ['calmodulin/saxs4', 1 / 2, -176.95, 0.1],
    ['calmodulin/saxs4', 1, -177.12, 0.1],
    ['calmodulin/saxs4', 1 / 3, -176.65, 0.1, [0, 2, 3]],
    ['calmodulin/saxs4', 1 / 2, -176.23, 0.1, [0, 2, 3]],
    ['calmodulin/saxs4', 1 / 3, -189.84, 0.1, [1, 2, 3]],
    ['calmodulin/saxs4', 1 / 2, -189.77, 0.1, [1, 2, 3]],
    ['calmodulin/saxs4', 1 / 2, -186.86, 0.1, [0, 2]],
    ['calmodulin/cs4', 1 / 4, -172.75, 0.1],
    ['calmodulin/cs4', 1 / 2, -171.56, 0.1],
    ['calmodulin/energy3', 1 / 3, -188.37, 0.1],
    ['calmodulin/energy3', 1 / 2, -187.98, 0.1],
    ['synthetic868', 1 / 5, -17.8, 0.3],
    ['synthetic868', 1 / 2, -16, 0.3],
    ['synthetic868', 1, -15.1, 0.3],
    ['c2delta/saxs5', 1 / 5, -1621.1, 0.3],
    ['c2delta/saxs5', 1 / 2, -1619.1, 0.3],
    ['c2delta/saxs5', 1, -1618, 0.3],
  ]

test('STU-9.4 ln Z of ensembles and of parts of them, for three priors', async () => {
  for (const [set, a, lnZ, within, kept] of rows) {
    const found = await evidenceBy(posedOf(set, a, kept), options, pool)
    assertNear(found.lnZ, lnZ, within, `${set} without ${kept ? 'some' : 'none'}, a = ${a.toFixed(2)}`)
    assert.ok(found.error < 0.15, `${set}: ± ${found.error}`)
  }
})

test('STU-9.4 the mean over draws from the prior says the same', () => {
  const { lnZ, effectiveDraws } = evidenceByPriorDraws(posedOf('sample10', 0.2), 200_000, 3)

  assertNear(lnZ, -5.738, 0.01)
  assert.ok(effectiveDraws > 50_000)
})

test('STU-8.7 leaving out the model with 2 % raises the evidence, leaving out another one does not', async () => {
  const posed = posedOf('calmodulin/saxs4', 0.5)
  const whole = await evidenceBy(posed, options, pool)
  const without = await evidenceWithoutEach(posed, { ...options, draws: 100 }, pool)

  assert.deepEqual(
    without.map(({ lnZ }) => lnZ > whole.lnZ),
    [false, true, false, false],
  )
})

test('STU-8.7 one model alone has the evidence of its fit', async () => {
  const { lnZ, error } = await evidenceBy(posedOf('sample10', 1, [0]), options, pool)
  const { chi2 } = fitOf(withModels(sampleOf('sample10'), [0]), [1])
  const { A } = statisticsOf(withModels(sampleOf('sample10'), [0]))

  assertNear(lnZ, 0.5 * Math.log((2 * Math.PI) / (A[0] ?? 0)) - 5 * chi2, 1e-9)
  assert.equal(error, 0)
})

test('STU-9.4 the constants of the Gaussian likelihood', () => {
  for (const [set, constant] of [
    ['sample10', 94.6691],
    ['calmodulin/saxs4', 3460.6127],
    ['c2delta/saxs5', 7041.1181],
    ['synthetic868', 7174.6511],
  ] as const) {
    assertNear(gaussianConstant(sampleOf(set).curve), constant, 1e-4, set)
  }
})

test('STU-9.4 CorMap of four fits', () => {
  // The selection as published has a scale of its own.
  for (const [set, weights, given, n, c, P] of [
    ['sample10', [0.2, 0.2, 0.2, 0.2, 0.2], null, 10, 2, 0.998047],
    ['sample10', [0.300379, 0.233382, 0.216315, 0.100787, 0.149137], 0.998424, 10, 5, 0.216797],
    ['calmodulin/saxs4', [0.1167, 0.0189, 0.6929, 0.1714], null, 392, 8, 0.788512],
    ['c2delta/saxs5', [0.2129, 0.0346, 0.1781, 0.432, 0.1424], null, 850, 12, 0.185884],
  ] as const) {
    const ensemble = sampleOf(set)
    const scale = given ?? fitOf(ensemble, weights).scale
    const mixture = mixtureOf(ensemble, weights)
    const run = corMapOf(ensemble.curve.intensity.map((value, at) => value - scale * (mixture[at] ?? 0)))
    assert.deepEqual([run.n, run.c], [n, c], set)
    assertNear(run.P, P, 1e-6, set)
  }
})
