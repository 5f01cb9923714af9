import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normalsFrom, randomBelow, randomFrom, shuffle } from '../random.ts'

test('RUN-8.2 the same seed gives the same numbers, another seed gives others', () => {
  const draw = (seed: number): number[] => Array.from({ length: 20 }, randomFrom(seed))

  assert.deepEqual(draw(7), draw(7))
  assert.notDeepEqual(draw(7), draw(8))
  assert.notDeepEqual(draw(0), draw(1))
})

test('RUN-8.2 uniform numbers fill [0, 1) evenly', () => {
  const random = randomFrom(1)
  const counts = new Array<number>(10).fill(0)
  for (let draw = 0; draw < 100_000; draw++) {
    const tenth = randomBelow(random, 10)
    counts[tenth] = (counts[tenth] ?? 0) + 1
  }

  const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
  assert.ok(chiSquared < 27.9, `chi-squared ${chiSquared} has a probability above 0.001 for 9 degrees of freedom`)
})

test('RUN-8.2 normal numbers have mean 0, variance 1 and the tails of a normal distribution', () => {
  const normal = normalsFrom(randomFrom(2))
  const draws = Array.from({ length: 50_000 }, normal)
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
  const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length
  const beyondTwo = draws.filter((draw) => Math.abs(draw) > 2).length / draws.length

  assert.ok(Math.abs(mean) < 0.02, `mean ${mean}`)
  assert.ok(Math.abs(variance - 1) < 0.03, `variance ${variance}`)
  assert.ok(Math.abs(beyondTwo - 0.0455) < 0.005, `share beyond two standard deviations ${beyondTwo}`)
})

test('RUN-8.2 shuffling keeps every element once', () => {
  const shuffled = shuffle([1, 2, 3, 4, 5, 6, 7, 8], randomFrom(3))

  assert.notDeepEqual(shuffled, [1, 2, 3, 4, 5, 6, 7, 8])
  assert.deepEqual(shuffled.toSorted(), [1, 2, 3, 4, 5, 6, 7, 8])
})
