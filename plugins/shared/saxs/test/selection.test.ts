import assert from 'node:assert/strict'
import { test } from 'node:test'
import { madeEnsemble } from '../../../../bench/bioce.ts'
import { randomFrom } from '../../random.ts'
import { assertNear } from '../../test/closeness.ts'
import { modelsOf, withModels } from '../inference/ensemble.ts'
import { objectiveOf, type Variant } from '../inference/objective.ts'
import { type Selection, selectModels } from '../inference/selecting.ts'
import { statisticsOf } from '../inference/statistics.ts'
import { openPool } from '../parallel/pool.ts'
import { reference, referenceSets, type SampleName, sampleOf } from './samples.ts'

const pool = openPool(0)
const select = (name: SampleName, threshold: number, variant: Variant, seed = 1): Promise<Selection> =>
  selectModels({ ensemble: sampleOf(name) }, { threshold, variant, seed, maxRounds: 100 }, pool)

const evidenceOf = (name: SampleName) => {
  const ensemble = sampleOf(name)
  return { curve: statisticsOf(ensemble), scaling: statisticsOf(ensemble, 'inverse') }
}

const startOf = (alpha: 'ones' | 'halves' | '1..n', models: number): Float64Array =>
  Float64Array.from({ length: models }, (_, i) => Math.log(alpha === 'ones' ? 1 : alpha === 'halves' ? 0.5 : i + 1))

test('STU-9.1 the objective is right on five sets, at three points, in both variants', () => {
  for (const [set, { objective }] of Object.entries(reference.sets)) {
    const { curve, scaling } = evidenceOf(referenceSets[set] ?? 'sample10')
    for (const { alpha, variant, L, KL, fit, spread, scale } of objective) {
      const evidence = variant === 'compat' ? { curve, scaling } : { curve }
      const bound = objectiveOf(evidence, variant).explain(startOf(alpha, curve.models))
      const near = (actual: number, expected: number): void =>
        assertNear(actual, expected, 1e-7 * Math.max(1, Math.abs(expected)), `${set} ${alpha} ${variant}`)
      near(bound.L, L)
      near(bound.KL, KL)
      near(bound.fit, fit)
      near(bound.spread, spread)
      near(bound.scale, scale)
    }
  }
})

test('STU-8.4 the gradient of the objective is the slope that central differences measure', () => {
  const random = randomFrom(3)
  for (const name of ['sample10', 'calmodulin/library12'] as const) {
    const { curve, scaling } = evidenceOf(name)
    const size = curve.models
    for (const [variant, evidence] of [
      ['compat', { curve, scaling }],
      ['corrected', { curve }],
    ] as const) {
      const { evaluate } = objectiveOf(evidence, variant)
      const x = Float64Array.from({ length: size }, () => 4 * random() - 2)
      const gradient = new Float64Array(size)
      evaluate(x, gradient)
      const largest = gradient.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0)
      for (let i = 0; i < size; i++) {
        const [above, below] = [x.slice(), x.slice()]
        above[i] = (x[i] ?? 0) + 1e-5
        below[i] = (x[i] ?? 0) - 1e-5
        const unused = new Float64Array(size)
        const measured = (evaluate(above, unused) - evaluate(below, unused)) / 2e-5
        assertNear(gradient[i] ?? 0, measured, 1e-6 * Math.max(1, largest), `${name} ${variant} ${i}`)
      }
    }
  }
})

type Row = Readonly<{
  set: SampleName
  threshold: number
  variant: Variant
  survivors: number[]
  w: number[]
  k: number
  L: number
  chi2: number
  within: number
  rounds?: number
}>

const five = [1, 2, 3, 4, 5]
const rows: readonly Row[] = [
  {
    set: 'sample10',
    threshold: 0.05,
    variant: 'compat',
    survivors: five,
    w: [0.3004, 0.2334, 0.2163, 0.1008, 0.1491],
    k: 0.99842,
    L: 3.380151,
    chi2: 0.01032,
    within: 0.001,
  },
  ...([0.15, 0.2, 0.5] as const).flatMap((threshold): Row[] => [
    {
      set: 'sample10',
      threshold,
      variant: 'compat',
      survivors: [1, 2, 3],
      w: [0.3617, 0.3628, 0.2756],
      k: 0.96838,
      L: 2.30433,
      chi2: 0.03809,
      within: 0.001,
      ...(threshold === 0.5 ? { rounds: 5 } : {}),
    },
    {
      set: 'sample10',
      threshold,
      variant: 'corrected',
      survivors: [1, 2, 3],
      w: [0.3578, 0.3772, 0.265],
      k: 0.97149,
      L: 2.33565,
      chi2: 0.03836,
      within: 0.001,
      ...(threshold === 0.5 ? { rounds: 5 } : {}),
    },
  ]),
  {
    set: 'sample10',
    threshold: 0.3,
    variant: 'compat',
    survivors: [1, 2],
    w: [0.5219, 0.4781],
    k: 0.95383,
    L: 3.6002,
    chi2: 0.38764,
    within: 0.001,
  },
  {
    set: 'sample10',
    threshold: 0.3,
    variant: 'corrected',
    survivors: [1, 2],
    w: [0.4948, 0.5052],
    k: 0.96351,
    L: 3.34116,
    chi2: 0.38426,
    within: 0.001,
  },
  {
    set: 'sample10',
    threshold: 0.09,
    variant: 'corrected',
    survivors: five,
    w: [0.3034, 0.2589, 0.2112, 0.0905, 0.1359],
    k: 0.99876,
    L: 3.0661,
    chi2: 0.01066,
    within: 0.001,
  },
  ...(['calmodulin/saxs4', 'calmodulin/library12'] as const).flatMap((set): Row[] => [
    {
      set,
      threshold: 0.01,
      variant: 'compat',
      survivors: [1, 2, 3, 4],
      w: [0.116357, 0.020178, 0.692046, 0.171419],
      k: 1.141231,
      L: 172.566222,
      chi2: 0.829258,
      within: 2e-5,
    },
    {
      set,
      threshold: 0.01,
      variant: 'corrected',
      survivors: [1, 2, 3, 4],
      w: [0.116474, 0.020462, 0.692073, 0.170991],
      k: 1.14127,
      L: 172.958576,
      chi2: 0.829249,
      within: 2e-5,
    },
  ]),
  {
    set: 'c2delta/saxs5',
    threshold: 0.01,
    variant: 'compat',
    survivors: five,
    w: [0.208295, 0.050667, 0.165046, 0.419402, 0.15659],
    k: 3.590704,
    L: 1619.98,
    chi2: 3.766741,
    within: 1e-4,
  },
  {
    set: 'c2delta/saxs5',
    threshold: 0.01,
    variant: 'corrected',
    survivors: five,
    w: [0.207537, 0.04839, 0.166179, 0.422815, 0.155078],
    k: 3.592201,
    L: 1623.70714,
    chi2: 3.766522,
    within: 1e-4,
  },
  {
    set: 'synthetic868',
    threshold: 0.01,
    variant: 'compat',
    survivors: five,
    w: [0.0536, 0.1006, 0.1486, 0.2964, 0.4008],
    k: 0.99772,
    L: 26.4458,
    chi2: 1.4e-6,
    within: 1e-3,
  },
  {
    set: 'synthetic868',
    threshold: 0.01,
    variant: 'corrected',
    survivors: five,
    w: [0.077, 0.1066, 0.1426, 0.2663, 0.4075],
    k: 0.97771,
    L: 26.111799,
    chi2: 0.000122,
    within: 1e-3,
  },
]

for (const { set, threshold, variant, survivors, w, k, L, chi2, within, rounds } of rows) {
  test(`S-019 STU-9.2 ${set}, ${variant}, threshold ${threshold}: survivors, weights, scale, bound and chi²`, async () => {
    const selection = await select(set, threshold, variant)
    const last = selection.rounds.at(-1)
    assert.ok(last)

    assert.deepEqual(
      selection.survivors.map((model) => model + 1),
      survivors,
    )
    w.forEach((weight, at) => {
      assertNear(selection.weights[at] ?? 0, weight, within, `weight ${at + 1}`)
    })
    assert.ok(last.bound.L <= L + 0.01 && last.bound.L >= L - 1e-4, `L ${last.bound.L} is not ${L}`)
    assertNear(last.scale, k, 2e-4, 'k')
    assertNear(last.chi2, chi2, Math.max(1e-6, 2e-3 * chi2), 'chi²')
    if (rounds !== undefined) assert.equal(selection.rounds.length, rounds)
  })
}

test('STU-9.2 library12: round 1 ends at the lowest of several minima and drops eight models', async () => {
  for (const [variant, L] of [
    ['compat', 189.657536],
    ['corrected', 190.7131],
  ] as const) {
    const [first] = (await select('calmodulin/library12', 0.01, variant)).rounds
    assert.ok(first && Math.abs(first.bound.L - L) < 1e-4, `${variant}: ${first?.bound.L}`)
    assert.deepEqual(first.dropped, [4, 5, 6, 7, 8, 9, 10, 11])
    assert.ok(first.reached > 5 && first.reached < first.starts, `${first.reached} of ${first.starts} starts`)
  }
})

test('STU-9.2 threshold 0.3 keeps three models for five rounds, then two', async () => {
  const { rounds } = await select('sample10', 0.3, 'compat')

  assert.deepEqual(
    rounds.map(({ left }) => left),
    [3, 3, 3, 3, 3, 2, 2],
  )
})

test('F15 STU-9.2 two columns of sample10 alone, and one model alone, are answered', async () => {
  const two = { ensemble: withModels(sampleOf('sample10'), [0, 1]) }
  const options = { threshold: 0.01, variant: 'compat', seed: 1, maxRounds: 100 } as const
  const selection = await selectModels(two, options, pool)
  assertNear(selection.weights[0] ?? 0, 0.5219, 1e-4)
  assertNear(selection.rounds.at(-1)?.bound.L ?? 0, 3.6002, 1e-4)

  const one = await selectModels({ ensemble: withModels(sampleOf('sample10'), [3]) }, options, pool)
  assert.deepEqual([one.survivors, [...one.weights], one.rounds], [[0], [1], []])
})

test('STU-8.4 a library of which no model reaches the threshold is halved until it can be sampled', async () => {
  const ensemble = madeEnsemble(200, 100)
  const options = { threshold: 0.3, variant: 'corrected', seed: 1, maxRounds: 100 } as const
  const { rounds, survivors } = await selectModels({ ensemble }, options, pool)

  const halved = rounds.filter(({ isHalved }) => isHalved)
  assert.ok(halved.length > 0 && survivors.length <= 50, `${rounds.map(({ left }) => left)}`)
  assert.ok(rounds.slice(0, 5).every(({ isHalved }) => !isHalved))
})

test('F14 STU-9.6 another unit, another order of points or of models changes nothing but the scale', async () => {
  const ensemble = sampleOf('calmodulin/library12')
  const options = { threshold: 0.01, variant: 'corrected', seed: 5, maxRounds: 100 } as const
  const usual = await selectModels({ ensemble }, options, pool)
  const sorted = (selection: Selection, order = (model: number): number => model) =>
    new Map(selection.survivors.map((model, at) => [order(model), selection.weights[at] ?? 0]))
  const assertSame = (weights: ReadonlyMap<number, number>): void => {
    assert.equal(weights.size, usual.survivors.length)
    for (const [model, weight] of sorted(usual)) assertNear(weights.get(model) ?? -1, weight, 1e-5, `model ${model}`)
  }

  for (const factor of [1000, 0.001]) {
    const { q, intensity, sigma } = ensemble.curve
    const curve = { q, intensity: intensity.map((I) => I * factor), sigma: sigma.map((s) => s * factor) }
    const scaled = await selectModels({ ensemble: { ...ensemble, curve } }, options, pool)
    assertSame(sorted(scaled))
    assertNear((scaled.rounds.at(-1)?.scale ?? 0) / (usual.rounds.at(-1)?.scale ?? 1) / factor, 1, 1e-5)
    const curves = await selectModels(
      { ensemble: { ...ensemble, simulated: ensemble.simulated.map((I) => I * factor) } },
      options,
      pool,
    )
    assertSame(sorted(curves))
  }

  const last = modelsOf(ensemble) - 1
  const models = Array.from({ length: last + 1 }, (_, at) => last - at)
  assertSame(sorted(await selectModels({ ensemble: withModels(ensemble, models) }, options, pool), (at) => last - at))

  const points = ensemble.curve.q.length
  const reversed = (column: Float64Array): Float64Array => column.slice().reverse()
  const { q, intensity, sigma } = ensemble.curve
  const simulated = new Float64Array(ensemble.simulated.length)
  for (let at = 0; at < simulated.length; at += points) {
    simulated.set(reversed(ensemble.simulated.subarray(at, at + points)), at)
  }
  const curve = { q: reversed(q), intensity: reversed(intensity), sigma: reversed(sigma) }
  assertSame(sorted(await selectModels({ ensemble: { ...ensemble, curve, simulated } }, options, pool)))
})

test('STU-8.4 threads or none, the selection is the same to the last digit', async () => {
  const threads = openPool(2)
  try {
    const [here, there] = await Promise.all(
      [pool, threads].map((one) =>
        selectModels(
          { ensemble: sampleOf('sample10') },
          { threshold: 0.15, variant: 'corrected', seed: 9, maxRounds: 100 },
          one,
        ),
      ),
    )
    assert.deepEqual(there, here)
  } finally {
    await threads.close()
  }
})
