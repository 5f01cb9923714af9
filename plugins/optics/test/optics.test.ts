import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pointsFrom } from '../../shared/points.ts'
import { distanceAmong, type MetricName, metricNames } from '../metrics.ts'
import { type OpticsOptions, optics } from '../optics.ts'
import { nthSmallest, reach } from '../reaching.ts'

const golden = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../test/data/plugins', name), 'utf8'))

type Case = Readonly<{
  points: string
  options: Readonly<Record<string, unknown>>
  labels: number[]
  order: number[]
  reachability: (number | null)[]
}>

const { points: sets, cases } = golden('optics.json') as { points: Record<string, number[][]>; cases: Case[] }

const optionsOf = (given: Case['options']): OpticsOptions => ({
  method: (given.cluster_method as OpticsOptions['method']) ?? 'xi',
  minSamples: (given.min_samples as number) ?? 5,
  maxEpsilon: (given.max_eps as number) ?? null,
  epsilon: (given.eps as number) ?? null,
  xi: (given.xi as number) ?? 0.05,
  predecessorCorrection: (given.predecessor_correction as boolean) ?? true,
  minClusterSize: (given.min_cluster_size as number) ?? null,
  metric: (given.metric as MetricName) ?? 'minkowski',
  minkowskiP: (given.p as number) ?? 2,
})

for (const { points, options, labels } of cases) {
  test(`RUN-8.3.12 OPTICS labels ${points} with ${JSON.stringify(options)} as scikit-learn does`, () => {
    assert.deepEqual([...optics(pointsFrom(sets[points] ?? []), optionsOf(options))], labels)
  })
}

test('RUN-8.3.12 the walk and its reachabilities are those of scikit-learn', () => {
  const { points, order, reachability } = cases[0] as Case
  const cloud = pointsFrom(sets[points] ?? [])
  const walk = reach(cloud.count, distanceAmong(cloud, 'euclidean'), 5, Number.POSITIVE_INFINITY)

  assert.deepEqual([...walk.order], order)
  reachability.forEach((expected, point) => {
    const actual = walk.reachability[point] ?? Number.NaN
    if (expected === null) assert.equal(actual, Number.POSITIVE_INFINITY)
    else assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`)
  })
})

test('RUN-8.3.12 every metric has the distances of scipy', () => {
  const { numbers, bits, plane, distances } = golden('distances.json')
  for (const [name, expected] of Object.entries(distances as Record<string, number[][]>)) {
    const isOfBits = ['dice', 'jaccard', 'rogerstanimoto', 'russellrao', 'sokalsneath', 'yule'].includes(name)
    const points = pointsFrom(name === 'mahalanobis' ? plane : isOfBits ? bits : numbers)
    const distance = distanceAmong(points, name as MetricName, 3)
    expected.forEach((row, i) => {
      row.forEach((value, j) => {
        assert.ok(Math.abs(distance(i, j) - value) < 1e-12, `${name} ${i} ${j}: ${distance(i, j)} is not ${value}`)
      })
    })
  }
})

test('RUN-8.3.12 every metric of the form gives finite distances, also between points of zeros', () => {
  const points = pointsFrom([
    [0, 0],
    [0, 0],
    [1, 0],
    [0, 2],
  ])
  for (const name of metricNames) {
    const distance = distanceAmong(points, name)
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++) assert.ok(Number.isFinite(distance(i, j)), `${name} ${i} ${j}`)
  }
})

test('RUN-8.3.12 the n-th smallest is the one of the sorted list', () => {
  const list = [5, 1, 4, 4, 9, 0, 2, 2, 2, 7]
  list
    .toSorted((a, b) => a - b)
    .forEach((value, place) => {
      assert.equal(nthSmallest(Float64Array.from(list), place), value)
    })
})

test('RUN-8.3.12 options that do not fit are refused with the reason', () => {
  const points = pointsFrom([[0], [1], [2]])
  assert.throws(() => optics(points, optionsOf({})), /fewer than 5 samples/)
  assert.throws(() => optics(points, { ...optionsOf({}), minSamples: 2.5 }), /whole number/)
  assert.throws(() => optics(points, { ...optionsOf({}), minSamples: 2, xi: 1 }), /Xi/)
  assert.throws(
    () => optics(points, { ...optionsOf({}), method: 'dbscan', minSamples: 2, epsilon: 2, maxEpsilon: 1 }),
    /larger than/,
  )
})
