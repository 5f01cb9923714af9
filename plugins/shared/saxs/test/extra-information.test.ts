import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertNear } from '../../test/closeness.ts'
import { energiesOf } from '../inference/energies.ts'
import { type Inference, type InferenceInput, infer, shiftsChi2Of } from '../inference/inferring.ts'
import { objectiveOf } from '../inference/objective.ts'
import { posteriorOf } from '../inference/posterior.ts'
import { type Selection, selectModels } from '../inference/selecting.ts'
import { statisticsOfShifts } from '../inference/shifts.ts'
import { type Statistics, statisticsOf } from '../inference/statistics.ts'
import { openPool } from '../parallel/pool.ts'
import { columnsOf, type SampleName, sampleOf, usualOptions } from './samples.ts'

const pool = openPool(0)

function shiftsOf(folder: 'cs4' | 'cs_energy3'): Statistics {
  const predicted = columnsOf(`calmodulin/${folder}/cs.dat`)
  const [measured, errors] = columnsOf('calmodulin/cs_exp.dat') as [Float64Array, Float64Array]
  const [predictionErrors] = columnsOf('calmodulin/cs.err') as [Float64Array]
  return statisticsOfShifts({
    measured,
    errors,
    predictionErrors,
    predicted: Float64Array.from(predicted.flatMap((column) => [...column])),
    models: predicted.length,
  })
}

const energiesIn = (folder: SampleName): Float64Array =>
  Float64Array.from(columnsOf(`${folder}/energies.txt`), ([energy]) => energy ?? Number.NaN)

const inputs: Readonly<Record<'cs4' | 'energy3' | 'cs_energy3', InferenceInput>> = {
  cs4: { ensemble: sampleOf('calmodulin/cs4'), shifts: shiftsOf('cs4') },
  energy3: { ensemble: sampleOf('calmodulin/energy3'), energies: energiesIn('calmodulin/energy3') },
  cs_energy3: {
    ensemble: sampleOf('calmodulin/cs_energy3'),
    shifts: shiftsOf('cs_energy3'),
    energies: energiesIn('calmodulin/cs_energy3'),
  },
}

const select = (input: InferenceInput): Promise<Selection> =>
  selectModels(input, { threshold: 0.01, variant: 'compat', seed: 1, maxRounds: 100 }, pool)

const selections = [
  ['cs4', [0.11836, 0.45458, 0.16338, 0.26368], 0.90352, 532.638, 0.80594, 0.99557],
  ['energy3', [0.0667, 0.3252, 0.6081], 1.13758, 208.956, 0.89226, null],
  ['cs_energy3', [0.2698, 0.175, 0.5551], 1.12921, 584.595, 0.87953, 1.039],
] as const

for (const [set, w, k, L, chi2, shiftsChi2] of selections) {
  test(`STU-9.2 calmodulin ${set}: the selection with shifts and energies`, async () => {
    const input = inputs[set]
    const { survivors, weights, rounds } = await select(input)
    const last = rounds.at(-1)
    assert.ok(last)

    assert.deepEqual(survivors, [...w.keys()])
    w.forEach((weight, at) => {
      assertNear(weights[at] ?? 0, weight, 3e-4, `weight ${at + 1}`)
    })
    assert.ok(last.bound.L <= L + 0.01 && last.bound.L >= L - 1e-3, `L ${last.bound.L} is not ${L}`)
    assertNear(last.scale, k, 2e-4, 'k')
    assertNear(last.chi2, chi2, 2e-4, 'chi²')
    if (input.shifts && shiftsChi2 !== null) assertNear(shiftsChi2Of(input.shifts, [...weights]), shiftsChi2, 2e-4)
  })
}

const options = { ...usualOptions, variant: 'compat', iterations: 2_000, chains: 4, prior: 0.5, seed: 3 } as const

const samplings = [
  ['cs4', [0.1062, 0.46, 0.1674, 0.2665], [0.0504, 0.0361, 0.0295, 0.0172], 0.9031, 0.0846, 0.8065, 0.9953],
  ['energy3', [0.0676, 0.3245, 0.6079], [0.0161, 0.0156, 0.0162], 1.13774, 0.0308, 0.89218, null],
  ['cs_energy3', [0.2686, 0.1761, 0.5553], [0.0369, 0.0285, 0.0181], 1.12914, 0.0435, 0.87932, 1.03915],
] as const

for (const [set, w, sd, scale, divergence, chi2, shiftsChi2] of samplings) {
  test(`STU-9.3 calmodulin ${set}: the posterior with shifts and energies`, async () => {
    const { summary, measures, shiftsChi2: found }: Inference = await infer(inputs[set], options, pool)
    assert.ok(summary)

    w.forEach((mean, at) => {
      const spread = summary.weights[at]
      assert.ok(spread)
      assertNear(spread.mean, mean, Math.max(0.006, (4 * spread.sd) / Math.sqrt(spread.effective)), `weight ${at + 1}`)
      assertNear(spread.sd, sd[at] ?? 0, 0.15 * (sd[at] ?? 0), `sd ${at + 1}`)
    })
    assertNear(summary.scale.mean, scale, 0.001, 'scale')
    assertNear(measures.divergence, divergence, 0.004, 'divergence')
    assertNear(measures.chi2, chi2, 1e-3, 'chi²')
    if (shiftsChi2 !== null) assertNear(found ?? 0, shiftsChi2, 1e-3, 'shifts')
    if (set === 'energy3') assertNear(summary.shift?.mean ?? 0, 119.69, 0.1, 'shift of energies')
  })
}

test('STU-9.3 c2delta energy3: the mode beside the heap at 0', async () => {
  const ensemble = sampleOf('c2delta/energy3')
  const energies = energiesIn('c2delta/energy3')
  const { summary, measures } = await infer({ ensemble, energies }, { ...options, skipsSelection: true }, pool)

  for (const [at, mean] of [0.5218, 0.4179, 0.0603].entries()) {
    assertNear(summary?.weights[at]?.mean ?? 0, mean, 0.02, `weight ${at + 1}`)
  }
  assertNear(summary?.scale.mean ?? 0, 1.62, 0.02)
  assertNear(measures.chi2, 3.5545, 0.01)
})

test('F14 STU-8.6 a model that was dropped leaves its energy behind: the rest is weighed as if it had never been there', async () => {
  const { ensemble, energies = new Float64Array() } = inputs.energy3
  const points = ensemble.curve.q.length
  const useless = new Float64Array(points).fill(ensemble.simulated[points - 1] ?? 1)
  const more = {
    ensemble: {
      ...ensemble,
      names: [...ensemble.names, 'useless'],
      simulated: Float64Array.of(...ensemble.simulated, ...useless),
    },
    // As likely as the best one before anything is measured.
    energies: Float64Array.of(...energies, Math.min(...energies)),
  }
  const [plain, found] = [await select(inputs.energy3), await select(more)]

  assert.deepEqual(found.rounds[0]?.dropped, [3])
  assert.deepEqual(found.survivors, plain.survivors)
  plain.weights.forEach((weight, at) => {
    assertNear(found.weights[at] ?? 0, weight, 3e-4, `weight ${at + 1}`)
  })
  assertNear(found.rounds.at(-1)?.bound.L ?? 0, plain.rounds.at(-1)?.bound.L ?? 0, 0.01, 'L')
})

test('STU-8.6 slopes with shifts and energies are those that differences measure', () => {
  const { ensemble, shifts, energies: values } = inputs.cs_energy3
  assert.ok(shifts && values)
  const curve = statisticsOf(ensemble)
  const energies = energiesOf(values)
  const objective = objectiveOf({ curve, shifts, energies }, 'corrected')
  const posterior = posteriorOf({ curve, shifts, energies, prior: new Float64Array(3) })
  for (const [f, x] of [
    [objective.evaluate, Float64Array.of(0.4, -0.3, 1.2, energies.usualShift + 0.7)],
    [posterior.density, Float64Array.of(0.4, -0.3, 0.9, Math.log(0.4 / 0.6))],
  ] as const) {
    const gradient = new Float64Array(4)
    f(x, gradient)
    const largest = gradient.reduce((most, slope) => Math.max(most, Math.abs(slope)), 1)
    gradient.forEach((slope, i) => {
      const [above, below] = [x.slice(), x.slice()]
      above[i] = (x[i] ?? 0) + 1e-5
      below[i] = (x[i] ?? 0) - 1e-5
      const unused = new Float64Array(4)
      assertNear(slope, (f(above, unused) - f(below, unused)) / 2e-5, 1e-5 * largest, `slope ${i}`)
    })
  }
})
