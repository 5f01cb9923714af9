import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pointsFrom } from '../../shared/points.ts'
import { assertSamePartition } from '../../shared/test/partitions.ts'
import { kMeans } from '../k-means.ts'

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../test/data/plugins/k-means.json'), 'utf8'),
) as Readonly<{ points: number[][]; labels: number[]; inertia: number }>
const usual = { clusters: 2, maxIterations: 100, relativeResidual: 1 }

test('RUN-8.3.12 k-means divides four clouds as scikit-learn does', () => {
  const { labels, inertia } = kMeans(pointsFrom(golden.points), { ...usual, clusters: 4 })

  assertSamePartition(labels, golden.labels)
  assert.ok(Math.abs(inertia - golden.inertia) < 1e-6 * golden.inertia, `inertia ${inertia}`)
})

test('RUN-8.3.12 k-means answers the same every time', () => {
  const points = pointsFrom(golden.points)
  assert.deepEqual(kMeans(points, { ...usual, clusters: 5 }), kMeans(points, { ...usual, clusters: 5 }))
})

test('RUN-8.3.12 as many clusters as points gives every point its own, and coinciding points do not hang', () => {
  const { labels, inertia } = kMeans(pointsFrom([[0], [5], [9]]), { ...usual, clusters: 3 })
  assert.equal(new Set(labels).size, 3)
  assert.equal(inertia, 0)

  const same = kMeans(
    pointsFrom([
      [1, 1],
      [1, 1],
      [1, 1],
      [2, 2],
    ]),
    { ...usual, clusters: 3 },
  )
  assert.equal(same.inertia, 0)
})

test('RUN-8.3.12 more clusters than points is refused', () => {
  assert.throws(() => kMeans(pointsFrom([[0]]), usual), /cannot be divided into 2 clusters/)
})
