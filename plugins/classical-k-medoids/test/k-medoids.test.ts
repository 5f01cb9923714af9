import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pointsFrom, rowsOf } from '../../shared/points.ts'
import { randomFrom } from '../../shared/random.ts'
import { assertSamePartition } from '../../shared/test/partitions.ts'
import { type KMedoidsOptions, kMedoids } from '../k-medoids.ts'

const clouds = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../test/data/plugins/k-means.json'), 'utf8'),
) as Readonly<{ points: number[][]; labels: number[] }>
const usual: KMedoidsOptions = { clusters: 4, maxIterations: 300, start: 'build', method: 'pam' }
const ways = ['random', 'heuristic', 'k_medoids_pp', 'build'] as const

test('RUN-8.3.12 k-medoids finds four clouds that lie apart', () => {
  for (const method of ['alternate', 'pam'] as const) {
    for (const start of ['k_medoids_pp', 'build'] as const) {
      const { labels } = kMedoids(pointsFrom(clouds.points), { ...usual, start, method })
      assertSamePartition(labels, clouds.labels)
    }
  }
})

test('RUN-8.3.12 swapping, from any start, ends where no single swap is better', () => {
  const random = randomFrom(11)
  const points = pointsFrom(Array.from({ length: 40 }, () => [random() * 10, random() * 10]))
  const rows = [...rowsOf(points)]
  for (const start of ways) {
    const { medoids, cost } = kMedoids(points, { ...usual, start })
    assert.ok(Math.abs(costOf(rows, [...medoids]) - cost) < 1e-9, 'the cost is the sum of distances')

    for (let cluster = 0; cluster < medoids.length; cluster++) {
      for (let other = 0; other < points.count; other++) {
        const swapped = [...medoids].with(cluster, other)
        assert.ok(costOf(rows, swapped) > cost - 1e-9, `${start}: ${other} in place of ${medoids[cluster]} is better`)
      }
    }
  }
})

function costOf(rows: readonly number[][], medoids: readonly number[]): number {
  const apart = (a: readonly number[], b: readonly number[]): number =>
    Math.hypot(...a.map((value, index) => value - (b[index] ?? 0)))
  return rows.reduce((sum, row) => sum + Math.min(...medoids.map((medoid) => apart(row, rows[medoid] ?? []))), 0)
}

test('RUN-8.3.12 one cluster has the most central point, whatever the method', () => {
  const points = pointsFrom([[0], [1], [2], [3], [100]])
  for (const method of ['alternate', 'pam'] as const) {
    const { medoids, cost } = kMedoids(points, { ...usual, clusters: 1, start: 'random', method })
    assert.deepEqual([[...medoids], cost], [[2], 102])
  }
})

test('RUN-8.3.12 points on one spot still give as many medoids as were asked for', () => {
  for (const start of ways) {
    const { medoids, labels } = kMedoids(pointsFrom([[1], [1], [1], [1]]), { ...usual, clusters: 3, start })
    assert.equal(new Set(medoids).size, 3)
    assert.equal(new Set(labels).size, 3)
  }
})

test('RUN-8.3.12 more medoids than points is refused', () => {
  assert.throws(() => kMedoids(pointsFrom([[0]]), usual), /cannot be divided into 4 clusters/)
})
