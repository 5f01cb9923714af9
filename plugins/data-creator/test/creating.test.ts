import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomFrom } from '../../shared/random.ts'
import { createPoints, type DatasetOptions, type Labelled } from '../creating.ts'

const make = (type: DatasetOptions['type'], count = 200): Labelled[] =>
  createPoints({ type, count, noise: 0.7, turns: 1.52, centers: 4 }, randomFrom(1))

test('RUN-9.5 every generator makes the number of points asked for, spirals twice as many', () => {
  for (const type of ['checkerboard', 'checkerboard_3d', 'blobs', 'blobs_3d'] as const) {
    assert.equal(make(type, 37).length, 37)
    assert.ok(make(type).every(({ point }) => point.length === (type.endsWith('3d') ? 3 : 2)))
  }
  assert.equal(make('two_spirals', 37).length, 74)
  assert.deepEqual(make('blobs', 0), [])
})

test('RUN-9.5 checkerboards have two classes and keep 0.2 from every axis', () => {
  for (const type of ['checkerboard', 'checkerboard_3d'] as const) {
    for (const { point, label } of make(type)) {
      assert.ok(point.every((value) => Math.abs(value) >= 0.2 && Math.abs(value) <= 1.2))
      const [x = 0, y = 0, z = 1] = point
      const expected = (x < 0 === y < 0) === z > 0 ? 0 : 1
      assert.equal(label, expected)
    }
  }
})

test('RUN-9.5 blobs spread evenly over their centres, and lie around them', () => {
  const counts = [0, 0, 0, 0]
  const points = make('blobs', 202)
  for (const { label } of points) counts[label] = (counts[label] ?? 0) + 1
  assert.deepEqual(counts, [51, 51, 50, 50])

  const first = points.filter(({ label }) => label === 0).map(({ point }) => point[0] ?? 0)
  const mean = first.reduce((sum, value) => sum + value, 0) / first.length
  const variance = first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / first.length
  assert.ok(variance > 0.4 && variance < 2, `variance ${variance}`)
})

test('RUN-9.5 the spirals mirror each other, and grow with their turns', () => {
  const points = make('two_spirals')
  for (const { point, label } of points) {
    const [x = 0, y = 0] = point
    assert.ok(points.some((other) => other.label === 1 - label && other.point[0] === -x && other.point[1] === -y))
    assert.ok(Math.hypot(x, y) <= 1.52 * 2 * Math.PI + 1)
  }
})

test('RUN-9.5 points come in random order, the same for the same seed', () => {
  assert.deepEqual(make('blobs'), make('blobs'))
  assert.notDeepEqual(
    make('blobs').map(({ label }) => label),
    make('blobs')
      .map(({ label }) => label)
      .toSorted(),
  )
})
