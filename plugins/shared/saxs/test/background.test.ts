import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertNear } from '../../test/closeness.ts'
import { backgroundAt, withoutLevels } from '../inference/background.ts'
import { type Ensemble, mixtureOf } from '../inference/ensemble.ts'
import { type InferenceOptions, infer } from '../inference/inferring.ts'
import { fitOf } from '../inference/measures.ts'
import { sourceFrom } from '../numerics/drawing.ts'
import { openPool } from '../parallel/pool.ts'
import { twinsAmong } from '../reading/twins.ts'
import { sampleOf, usualOptions } from './samples.ts'

const pool = openPool(0)
const options: InferenceOptions = { ...usualOptions, threshold: 0.05, iterations: 600, prior: 0.5, seed: 4 }

const truth = [0.2, 0.1, 0.6, 0.1]
const scale = 1.3

/** Calmodulin with known weights, its errors, and a constant on top. */
function raised(constant: number): Ensemble {
  const ensemble = sampleOf('calmodulin/saxs4')
  const { normal } = sourceFrom(3, 0)
  const { q, sigma } = ensemble.curve
  const intensity = mixtureOf(ensemble, truth).map(
    (value, at) => scale * value + constant + 0.5 * (sigma[at] as number) * normal(),
  )
  return { ...ensemble, curve: { q, intensity, sigma } }
}

test('STU-14 a constant background is found with its error, and the weights are those without it', async () => {
  const constant = 0.02 * scale
  const ensemble = raised(constant)
  const plain = await infer({ ensemble }, options, pool)
  const found = await infer({ ensemble }, { ...options, hasBackground: true }, pool)

  assert.ok(plain.measures.chi2 > 2, `without it nothing fits: ${plain.measures.chi2}`)
  assert.equal(plain.background, null)
  assert.ok(found.measures.chi2 < 0.4, `${found.measures.chi2}`)
  assert.ok(found.background)
  assertNear(found.background.mean, constant, 4 * found.background.sd, 'background')
  assert.ok(found.background.sd > 0 && found.background.sd < constant / 5, `± ${found.background.sd}`)
  assertNear(found.scale, scale, 0.02, 'scale')
  for (const [at, model] of found.survivors.entries())
    assertNear(found.weights[at] ?? 0, truth[model] ?? 0, 0.06, `weight ${model + 1}`)

  const residuals = found.measures.fit.map((value, at) => value - (ensemble.curve.intensity[at] as number))
  const misfit = residuals.reduce((sum, value, at) => sum + (value / (ensemble.curve.sigma[at] as number)) ** 2, 0)
  assertNear(
    misfit / residuals.length,
    found.measures.chi2,
    0.01,
    'the fit is one of the measured curve, not of what was computed with',
  )
})

test('STU-14 the constant that is taken off is the best one of least squares, together with the scale', () => {
  const ensemble = raised(0.05)
  const { ensemble: plain, levels } = withoutLevels(ensemble)
  const { scale: best, chi2 } = fitOf(plain, truth)
  const constant = backgroundAt(levels, [0, 1, 2, 3], truth, best)
  const mixture = mixtureOf(ensemble, truth)
  const misfitAt = (c: number, b: number): number =>
    ensemble.curve.intensity.reduce(
      (sum, value, at) => sum + ((value - c * (mixture[at] as number) - b) / (ensemble.curve.sigma[at] as number)) ** 2,
      0,
    ) / mixture.length

  assertNear(misfitAt(best, constant), chi2, 1e-9)
  for (const [dc, db] of [
    [1e-3, 0],
    [-1e-3, 0],
    [0, 1e-4],
    [0, -1e-4],
    [1e-3, -1e-4],
  ] as const)
    assert.ok(misfitAt(best + dc, constant + db) > chi2, `${dc}, ${db}`)
})

test('STU-16.1.7 models whose curves nothing tells apart are named in pairs, others are not', () => {
  const ensemble = sampleOf('sample10')
  assert.deepEqual(twinsAmong(ensemble), [])

  const points = ensemble.curve.q.length
  const twin = ensemble.simulated.slice(0, points).map((value) => 2 * value)
  const simulated = Float64Array.of(...ensemble.simulated, ...twin)
  assert.deepEqual(twinsAmong({ ...ensemble, simulated, names: [...ensemble.names, 'twin.pdb'] }), [
    [ensemble.names[0], 'twin.pdb'],
  ])
})
