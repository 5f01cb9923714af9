import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { dissimilaritiesFrom } from '../dissimilarities.ts'
import { fitIsotonic } from '../isotonic.ts'
import { type Configuration, smacof } from '../smacof.ts'

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../test/data/plugins/mds.json'), 'utf8'),
) as Readonly<{ distances: number[][]; bestStress: number; isotonic: { values: number[]; fitted: number[] } }>

const apart = ({ points }: Configuration, first: number, second: number): number =>
  Math.hypot(
    (points[first * 2] ?? 0) - (points[second * 2] ?? 0),
    (points[first * 2 + 1] ?? 0) - (points[second * 2 + 1] ?? 0),
  )

test('RUN-9.6 three collinear distances in two dimensions are reproduced within 1 %', () => {
  const { matrix } = dissimilaritiesFrom([
    { entity_1_ID: 'a', entity_2_ID: 'b', distance: 1 },
    { entity_1_ID: 'b', entity_2_ID: 'c', distance: 1 },
    { entity_1_ID: 'c', entity_2_ID: 'a', distance: 2 },
  ])
  const placed = smacof(matrix, 3, { dimensions: 2, isMetric: true, runs: 4, maxIterations: 300 })

  assert.ok(Math.abs(apart(placed, 0, 1) - 1) < 0.01)
  assert.ok(Math.abs(apart(placed, 1, 2) - 1) < 0.01)
  assert.ok(Math.abs(apart(placed, 0, 2) - 2) < 0.02)
})

test('RUN-8.3.10 the stress comes near the best that scikit-learn finds in fifty long runs', () => {
  const matrix = Float64Array.from(golden.distances.flat())
  const { stress } = smacof(matrix, 12, { dimensions: 2, isMetric: true, runs: 16, maxIterations: 300 })

  assert.ok(stress >= golden.bestStress - 1e-6, `${stress} is below ${golden.bestStress}`)
  assert.ok(stress < golden.bestStress * 1.1, `${stress} is far above ${golden.bestStress}`)
})

test('RUN-8.3.10 non-metric placement keeps the order of the distances', () => {
  // Distances on a line, bent by a power: only their order is still that of a line.
  const places = [0, 1, 3, 7, 12]
  const matrix = Float64Array.from(places.flatMap((a) => places.map((b) => Math.abs(a - b) ** 3)))
  const placed = smacof(matrix, 5, { dimensions: 2, isMetric: false, runs: 8, maxIterations: 300 })

  assert.ok(placed.stress < 0.05, `stress ${placed.stress}`)
  assert.ok(apart(placed, 0, 4) > apart(placed, 0, 3) && apart(placed, 0, 3) > apart(placed, 0, 1))
})

test('RUN-8.3.10 the isotonic fit is the one of scikit-learn', () => {
  const { values, fitted } = golden.isotonic
  const actual = Float64Array.from(values)
  fitIsotonic(actual, new Float64Array(values.length), new Int32Array(values.length))

  fitted.forEach((expected, at) => {
    assert.ok(Math.abs((actual[at] ?? 0) - expected) < 1e-12)
  })
})

test('RUN-8.3.10 the matrix follows the first appearance as first entity; missing pairs are 0', () => {
  const { ids, matrix } = dissimilaritiesFrom([
    { entity_1_ID: 'b', entity_2_ID: 'a', distance: 5 },
    { entity_1_ID: 'a', entity_2_ID: 'a', distance: 0 },
    { entity_1_ID: 'c', entity_2_ID: 'b', distance: 2 },
  ])

  assert.deepEqual(ids, ['b', 'a', 'c'])
  assert.deepEqual([...matrix], [0, 5, 2, 5, 0, 0, 2, 0, 0])
})

test('RUN-8.3.10 an entity that only stands second is named, as is a distance that is none', () => {
  assert.throws(
    () => dissimilaritiesFrom([{ entity_1_ID: 'a', entity_2_ID: 'z', distance: 1 }]),
    /“z” never stands first/,
  )
  for (const distance of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => dissimilaritiesFrom([{ entity_1_ID: 'a', entity_2_ID: 'a', distance }]), RangeError)
  }
})

test('RUN-8.3.10 no entities, one entity and coinciding entities are placed', () => {
  const options = { dimensions: 3, isMetric: true, runs: 1, maxIterations: 10 }
  assert.equal(smacof(new Float64Array(0), 0, options).points.length, 0)
  assert.equal(smacof(new Float64Array(1), 1, options).points.every(Number.isFinite), true)
  for (const isMetric of [true, false]) {
    assert.equal(smacof(new Float64Array(16), 4, { ...options, isMetric }).points.every(Number.isFinite), true)
  }
})
