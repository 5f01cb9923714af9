import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertNear } from '../../test/closeness.ts'
import { effectiveSize, energyFraction, meanOf, splitRhat, varianceOf } from '../inference/diagnostics.ts'
import { fitOf } from '../inference/measures.ts'
import { posteriorOf } from '../inference/posterior.ts'
import { sampleEnsemble } from '../inference/sampling-ensemble.ts'
import { statisticsOf } from '../inference/statistics.ts'
import { summaryOf } from '../inference/summary.ts'
import { chainOf } from '../numerics/chain.ts'
import { sourceFrom } from '../numerics/drawing.ts'
import { openPool } from '../parallel/pool.ts'
import { recordedDraws, reference, type SampleName, sampleOf } from './samples.ts'

const pool = openPool(0)
const options = { chains: 4, iterations: 2_000, warmUp: 1_000, acceptance: 0.8, seed: 2 }

async function posteriorMeans(name: SampleName, a: number) {
  const ensemble = sampleOf(name)
  const curve = statisticsOf(ensemble)
  const prior = new Float64Array(curve.models).fill(a)
  return summaryOf(ensemble, await sampleEnsemble({ curve, prior }, options, pool))
}

type Row = Readonly<{
  set: SampleName
  a: number
  w: number[]
  within: number
  scale: [mean: number, within: number]
  divergence: [value: number, within: number]
  chi2: [value: number, within: number]
  sd?: number[]
}>

const expected: readonly Row[] = [
  {
    set: 'calmodulin/saxs4',
    a: 0.5,
    w: [0.1167, 0.0189, 0.6929, 0.1714],
    sd: [0.022, 0.0145, 0.0196, 0.0379],
    within: 0.006,
    scale: [1.14119, 0.0003],
    divergence: [0.0697, 0.004],
    chi2: [0.82932, 0.0005],
  },
  {
    set: 'calmodulin/saxs4',
    a: 0.25,
    w: [0.1169, 0.0134, 0.6956, 0.1741],
    within: 0.006,
    scale: [1.14093, 0.0003],
    divergence: [0.0745, 0.004],
    chi2: [0.82991, 0.0005],
  },
  {
    set: 'c2delta/saxs5',
    a: 0.5,
    w: [0.2118, 0.0411, 0.1726, 0.4258, 0.1488],
    sd: [0.0344, 0.0199, 0.0177, 0.0459, 0.021],
    within: 0.006,
    scale: [3.6014, 0.006],
    divergence: [0.0708, 0.004],
    chi2: [3.76654, 0.0005],
  },
  {
    set: 'c2delta/saxs5',
    a: 0.2,
    w: [0.2129, 0.0346, 0.1781, 0.432, 0.1424],
    within: 0.006,
    scale: [3.6115, 0.006],
    divergence: [0.0811, 0.004],
    chi2: [3.76687, 0.0005],
  },
  {
    set: 'sample10',
    a: 0.2,
    w: [0.239, 0.19, 0.138, 0.217, 0.216],
    sd: [0.194, 0.195, 0.15, 0.222, 0.224],
    within: 0.03,
    scale: [1.028, 0.006],
    divergence: [0.466, 0.02],
    chi2: [0.0161, 0.01],
  },
  {
    set: 'sample10',
    a: 0.5,
    w: [0.2365, 0.1949, 0.1598, 0.2085, 0.2003],
    within: 0.02,
    scale: [1.0252, 0.006],
    divergence: [0.371, 0.02],
    chi2: [0.0121, 0.01],
  },
  {
    set: 'sample10',
    a: 1,
    w: [0.2293, 0.197, 0.1733, 0.2052, 0.1953],
    within: 0.02,
    scale: [1.0242, 0.006],
    divergence: [0.297, 0.02],
    chi2: [0.0128, 0.01],
  },
]

for (const { set, a, w, within, scale, divergence, chi2, sd } of expected) {
  test(`S-019 STU-9.3 ${set}, prior ${a}: weights, scale, divergence and chi² of four chains`, async () => {
    const { weights, scale: c, measures, diagnostics } = await posteriorMeans(set, a)

    w.forEach((mean, at) => {
      const found = weights[at]
      assert.ok(found)
      const allowed = Math.max(within, (4 * found.sd) / Math.sqrt(found.effective))
      assertNear(found.mean, mean, allowed, `weight ${at + 1}`)
      assert.ok(found.rhat < 1.02, `R-hat ${found.rhat}`)
      if (sd) assertNear(found.sd, sd[at] ?? 0, 0.15 * (sd[at] ?? 0), `sd ${at + 1}`)
    })
    assertNear(c.mean, scale[0], Math.max(scale[1], (4 * c.sd) / Math.sqrt(c.effective)), 'scale')
    assertNear(measures.divergence, divergence[0], divergence[1], 'divergence')
    assertNear(measures.chi2, chi2[0], chi2[1], 'chi²')
    assert.ok(diagnostics.energyFractions.every((fraction) => fraction > 0.2))
  })
}

/**
 * The mean over 12 million draws from the prior, weighted by the likelihood (930 of them count). A chain of logarithms
 * alone stays near one end of the ridge that these data leave, and finds .041 for the first weight.
 */
test('STU-9.3 synthetic868: both ends of the ridge are found, and the known weights lie well within it', async () => {
  const { weights, scale } = await posteriorMeans('synthetic868', 0.2)
  const means = [0.1203, 0.1057, 0.1147, 0.2468, 0.4125]
  const truth = [0.05, 0.1, 0.15, 0.3, 0.4]

  weights.forEach(({ mean, sd, effective }, at) => {
    assertNear(mean, means[at] ?? 0, 4 * sd * Math.sqrt(1 / effective + 1 / 930), `weight ${at + 1}`)
    assert.ok(Math.abs(mean - (truth[at] ?? 0)) < 2 * sd, `the truth is ${truth[at]}, not ${mean} ± ${sd}`)
  })
  assertNear(scale.mean, 0.972, 0.02)
})

/** The listed means are those of a sampler without our moves: they hold within their tolerance, since few draws count. */
test('STU-9.3 synthetic868: chains of logarithms alone find the listed weights, with so few effective draws that nobody should trust them', () => {
  const curve = statisticsOf(sampleOf('synthetic868'))
  const { density, placeOf, lnWeightsAt } = posteriorOf({ curve, prior: new Float64Array(curve.models).fill(0.2) })
  const start = placeOf(Float64Array.of(0.05, 0.1, 0.15, 0.3, 0.4))
  const weightsAt = (x: Float64Array): Float64Array => {
    const lnW = new Float64Array(curve.models)
    lnWeightsAt(x, lnW)
    return lnW.map(Math.exp)
  }
  const chains = Array.from({ length: options.chains }, (_, chain) =>
    [...chainOf(density, start, options, sourceFrom(options.seed, chain))]
      .slice(options.warmUp)
      .map(({ x }) => weightsAt(x)),
  )

  const listed = [0.0408, 0.1003, 0.155, 0.3048, 0.399]
  listed.forEach((mean, at) => {
    const draws = chains.map((chain) => Float64Array.from(chain, (weights) => weights[at] ?? 0))
    const all = Float64Array.from(draws.flatMap((chain) => [...chain]))
    const within = (4 * Math.sqrt(varianceOf(all))) / Math.sqrt(effectiveSize(draws))
    assertNear(meanOf(all), mean, within, `weight ${at + 1}`)
    if (at === 0) assert.ok(effectiveSize(draws) < 100, `${effectiveSize(draws)} of 4,000 draws count`)
  })
})

test('STU-9.1 recorded draws: means, deviations, effective sizes, R-hat, divergence, chi² and energies', () => {
  const { header, rows } = recordedDraws()
  const chains = (name: string): Float64Array[] =>
    [0, 1, 2, 3].map((chain) =>
      Float64Array.from(
        rows.filter((row) => row[0] === chain),
        (row) => row[header.indexOf(name)] ?? 0,
      ),
    )
  const { draws } = reference
  const all = (name: string): Float64Array => Float64Array.from(chains(name).flatMap((chain) => [...chain]))

  for (const [at, name] of ['w1', 'w2', 'w3', 'w4'].entries()) {
    assertNear(meanOf(all(name)), draws.mean[at] ?? 0, 1e-7, name)
    assertNear(Math.sqrt(varianceOf(all(name))), draws.sd[at] ?? 0, 1e-6, name)
    assertNear(splitRhat(chains(name)), draws.rhatSplit[at] ?? 0, 1e-4, `R-hat of ${name}`)
    const recorded = draws.nEffRecorded[at] ?? 0
    assertNear(effectiveSize(chains(name)), recorded, 0.05 * recorded, `effective size of ${name}`)
  }
  assertNear(splitRhat(chains('scale')), draws.scale.rhatSplit, 1e-4)
  assertNear(effectiveSize(chains('scale')), draws.scale.nEffRecorded, 0.05 * draws.scale.nEffRecorded)
  chains('energy').forEach((energies, chain) => {
    assertNear(energyFraction(energies), draws.ebfmi[chain] ?? 0, 1e-3)
  })
  assertNear(fitOf(sampleOf('calmodulin/saxs4'), draws.mean).chi2, 0.82930534, 1e-8)
})

test('STU-8.5 the slope of the posterior is the one that differences measure, shifts and energies included', () => {
  const curve = statisticsOf(sampleOf('calmodulin/saxs4'))
  const prior = Float64Array.of(0.3, 0.5, 0.7, 0.2)
  const { density, size } = posteriorOf({ curve, shifts: curve, prior, power: 0.7 })
  const x = Float64Array.of(0.3, -1, 0.2, 0.9)
  const gradient = new Float64Array(size)
  density(x, gradient)

  gradient.forEach((slope, i) => {
    const [above, below] = [x.slice(), x.slice()]
    above[i] = (x[i] ?? 0) + 1e-5
    below[i] = (x[i] ?? 0) - 1e-5
    const unused = new Float64Array(size)
    const measured = (density(above, unused) - density(below, unused)) / 2e-5
    assertNear(slope, measured, 1e-5 * Math.max(1, Math.abs(measured)))
  })
})

test('STU-8.5 chains in threads draw what chains without them draw', async () => {
  const curve = statisticsOf(sampleOf('sample10'))
  const posed = { curve, prior: new Float64Array(5).fill(0.5) }
  const threads = openPool(2)
  try {
    const short = { ...options, chains: 3, iterations: 120, warmUp: 60 }
    assert.deepEqual(await sampleEnsemble(posed, short, threads), await sampleEnsemble(posed, short, pool))
  } finally {
    await threads.close()
  }
})
