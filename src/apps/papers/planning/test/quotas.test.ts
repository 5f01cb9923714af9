import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { apportion, HOURS, MAX_PAPERS_PER_DAY, MAX_WEIGHT, prorate, TIE_ORDER } from '../../client/quotas.js'
import { flat, propertyRuns, scheduleVectors } from './support.ts'

const volumes = fc.integer({ min: 0, max: MAX_PAPERS_PER_DAY })
const weightsUpTo = (max: number) =>
  fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max })), { minLength: 24, maxLength: 24 })
const days = fc.record({
  volume: volumes,
  weights: weightsUpTo(MAX_WEIGHT),
  existing: fc.oneof(fc.constant([...HOURS]), fc.subarray([...HOURS])),
})

test('PAP-B1 the tie order is the published one', () => {
  assert.deepEqual(TIE_ORDER, scheduleVectors.tie_order)
  assert.deepEqual(
    [...TIE_ORDER].sort((a, b) => a - b),
    HOURS,
  )
})

for (const vector of scheduleVectors.cases) {
  test(`PAP-B1 PAP-R-031 ${vector.name} gets exactly its published quotas`, () => {
    const existing = HOURS.filter((hour) => !vector.missing_hours.includes(hour))

    assert.deepEqual(apportion(vector.volume, vector.weights, existing), vector.quota)
  })
}

test('PAP-R-031 quotas add up to the volume, and each is its exact share rounded down or up', () => {
  fc.assert(
    fc.property(days, ({ volume, weights, existing }) => {
      const quotas = apportion(volume, weights, existing)

      const present = weights.map((weight, hour) => (existing.includes(hour) ? weight : 0))
      const total = present.reduce((sum, weight) => sum + weight, 0)
      assert.equal(sum(quotas), total > 0 ? volume : 0)
      // Whole numbers of any size, so that this test does not share a rounding error with what it tests.
      quotas.forEach((quota, hour) => {
        const product = BigInt(volume) * BigInt(present[hour] ?? 0)
        const below = (BigInt(quota) - 1n) * BigInt(total)
        const above = (BigInt(quota) + 1n) * BigInt(total)
        assert.ok(total === 0 ? quota === 0 : below < product && product < above, `hour ${hour} got ${quota}`)
      })
    }),
    propertyRuns,
  )
})

test('PAP-R-031 an hour that weighs more never gets less, and one that weighs nothing gets nothing', () => {
  fc.assert(
    fc.property(days, ({ volume, weights, existing }) => {
      const quotas = apportion(volume, weights, existing)

      const inOrder = existing.toSorted((a, b) => (weights[a] ?? 0) - (weights[b] ?? 0))
      inOrder.reduce((lighter, heavier) => {
        const isHeavier = (weights[heavier] ?? 0) > (weights[lighter] ?? 0)
        assert.ok(!isHeavier || (quotas[heavier] ?? 0) >= (quotas[lighter] ?? 0), `${lighter} got more than ${heavier}`)
        return heavier
      }, inOrder[0] ?? 0)
      const idle = HOURS.filter((hour) => weights[hour] === 0 || !existing.includes(hour))
      assert.ok(idle.every((hour) => quotas[hour] === 0))
    }),
    propertyRuns,
  )
})

test('PAP-R-031 multiplying all weights by one number changes nothing', () => {
  fc.assert(
    fc.property(volumes, weightsUpTo(100), fc.integer({ min: 1, max: 10 }), (volume, weights, factor) => {
      const scaled = weights.map((weight) => weight * factor)

      assert.deepEqual(apportion(volume, scaled), apportion(volume, weights))
    }),
    propertyRuns,
  )
})

test('input is left as it was, and quotas are never negative zero or a fraction', () => {
  const weights = Object.freeze([...flat])

  const quotas = apportion(0, weights)

  assert.ok(quotas.every((quota) => Object.is(quota, 0)))
})

test('PAP-R-031 numbers that no schedule may hold are refused', () => {
  const withWeight = (weight: number) => flat.with(5, weight)
  for (const volume of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 100_001]) {
    assert.throws(() => apportion(volume, flat), RangeError, `volume ${volume}`)
  }
  for (const weight of [-1, 0.5, Number.NaN, 1_001, '3' as unknown as number]) {
    assert.throws(() => apportion(100, withWeight(weight)), /hour 5/, `weight ${weight}`)
  }
  assert.throws(() => apportion(100, flat.slice(1)), /24 weights, not 23/)
  assert.throws(() => apportion(100, [...flat, 1]), /24 weights, not 25/)
})

test('a quota that is late is cut to the time that remains, half rounded up', () => {
  assert.equal(prorate(20, 900, 3600), 5)
  assert.equal(prorate(5, 1800, 3600), 3)
  assert.equal(prorate(4, 100, 3600), 0)
  assert.equal(prorate(8, 3600, 7200), 4)
  assert.equal(prorate(7, 3600, 3600), 7)
  assert.equal(prorate(7, 0, 3600), 0)
})

test('a part of a quota lies within half a paper of the exact part, and never grows with less time', () => {
  const times = fc
    .tuple(fc.constantFrom(1800, 3600, 5400, 7200), fc.nat(7200))
    .filter(([length, left]) => left <= length)
  fc.assert(
    fc.property(volumes, times, (quota, [length, left]) => {
      const part = prorate(quota, left, length)

      const twice = 2 * (part * length - quota * left)
      assert.ok(-length < twice && twice <= length)
      assert.ok(left === 0 || prorate(quota, left - 1, length) <= part)
    }),
    propertyRuns,
  )
})

test('a part of no time, or more than the whole, is refused', () => {
  for (const [quota, left, length] of [
    [1, 1, 0],
    [1, -1, 60],
    [1, 61, 60],
    [1, 0.5, 60],
    [-1, 1, 60],
    [1, Number.NaN, 60],
  ]) {
    assert.throws(() => prorate(Number(quota), Number(left), Number(length)), RangeError, `${quota} ${left} ${length}`)
  }
})

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
