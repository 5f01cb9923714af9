import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { drawTimes } from '../draw-times.ts'
import { randomFrom } from '../random.ts'
import { propertyRuns, stubbedRandom } from './support.ts'

const START = '2026-06-15T10:00:00.000Z'
const startMs = Date.parse(START)
const after = (ms: number) => new Date(startMs + ms).toISOString()

/** Offsets in seconds of times drawn in one hour. */
const offsets = (count: number, minGapSeconds: number, ...numbers: number[]) =>
  drawTimes({ from: START, to: after(3_600_000), count, minGapSeconds }, stubbedRandom(...numbers)).map(
    (time) => (Date.parse(time) - startMs) / 1000,
  )

/** 128 bits that are different for each number and the same in each run. */
const keyOf = (number: number) => createHash('sha256').update(`plan ${number}`).digest('hex').slice(0, 32)

test('PAP-R-032 the worked examples of drawing times hold', () => {
  assert.deepEqual(offsets(3, 10, 0, 0.5, 0.999), [0, 1800, 3596])
  assert.deepEqual(offsets(1, 1, 0.999999), [3599])
  assert.deepEqual(offsets(3, 10, 0.999, 0, 0.5), [0, 1800, 3596], 'draws are put in order')
  assert.deepEqual(offsets(0, 1), [])
})

test('PAP-R-032 a gap that does not fit shrinks to the largest that does', () => {
  assert.deepEqual(offsets(4, 3600, 0, 0, 0, 0), [0, 900, 1800, 2700])
  assert.deepEqual(offsets(2, 0, 0.5, 0.5), [1800, 1800], 'no gap was asked for')
})

test('PAP-I13 PAP-R-032 times are inside the window, in order, distinct and a gap apart as long as they fit', () => {
  const draws = fc.record({
    lengthMs: fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.constantFrom(1_800_000, 3_600_000, 7_200_000)),
    count: fc.nat(60),
    minGapSeconds: fc.integer({ min: 1, max: 120 }),
    key: fc.nat(),
  })
  fc.assert(
    fc.property(draws, ({ lengthMs, count, minGapSeconds, key }) => {
      const to = after(lengthMs)
      const times = drawTimes({ from: START, to, count, minGapSeconds }, randomFrom(keyOf(key)))

      assert.equal(times.length, count)
      assert.ok(times.every((time) => START <= time && time < to))
      const gapMs = Math.min(...times.slice(1).map((time, index) => Date.parse(time) - Date.parse(times[index] ?? '')))
      const fits = Math.min(minGapSeconds * 1000, Math.floor(lengthMs / Math.max(count, 1)))
      const unitMs = count > Math.floor(lengthMs / 1000) ? 1 : 1000
      assert.ok(gapMs >= Math.floor(fits / unitMs) * unitMs, `${gapMs} ms apart`)
    }),
    propertyRuns,
  )
})

test('PAP-R-032 more times than seconds are drawn in milliseconds, and stay distinct', () => {
  const times = drawTimes({ from: START, to: after(60_000), count: 1000 }, randomFrom(keyOf(1)))

  assert.equal(new Set(times).size, 1000)
  assert.ok((times.at(-1) ?? '') < after(60_000))
})

test('PAP-R-032 over 10,000 plans every minute of the hour is as likely as any other', () => {
  const counts = new Array<number>(60).fill(0)
  for (let plan = 0; plan < 10_000; plan += 1) {
    for (const time of drawTimes({ from: START, to: after(3_600_000), count: 7 }, randomFrom(keyOf(plan)))) {
      const minute = Math.floor((Date.parse(time) - startMs) / 60_000)
      counts[minute] = (counts[minute] ?? 0) + 1
    }
  }

  const mean = 70_000 / 60
  const chiSquare = counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0)
  // The value that a fair draw exceeds once in a thousand times, with 59 degrees of freedom.
  assert.ok(chiSquare < 98.324, `chi-square ${chiSquare}`)
  assert.ok(
    counts.every((count) => Math.abs(count - mean) < 0.15 * mean),
    `from ${Math.min(...counts)} to ${Math.max(...counts)}`,
  )
})

test('a draw from no time, or of no number of times, is refused', () => {
  const draw = (to: string, count: number, minGapSeconds?: number) =>
    drawTimes({ from: START, to, count, minGapSeconds }, () => 0)

  assert.throws(() => draw(START, 1), RangeError)
  assert.throws(() => draw('soon', 1), RangeError)
  assert.throws(() => draw(after(1000), -1), RangeError)
  assert.throws(() => draw(after(1000), 1.5), RangeError)
  assert.throws(() => draw(after(1000), 1, -1), RangeError)
})

test('PAP-R-032 the generator gives the numbers of the published xoshiro128** 1.1', () => {
  const random = randomFrom('00000001000000020000000300000004')

  const words = Array.from({ length: 10 }, () => random() * 2 ** 32)

  assert.deepEqual(
    words,
    [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804],
  )
})

test('PAP-R-032 a plan drawn again from its key is the same plan, and another key gives another', () => {
  const draw = (key: string) => drawTimes({ from: START, to: after(3_600_000), count: 20 }, randomFrom(key))

  assert.deepEqual(draw(keyOf(1)), draw(keyOf(1).toUpperCase()))
  assert.notDeepEqual(draw(keyOf(1)), draw(keyOf(2)))
})

test('a key that is none, or all zero, is refused', () => {
  for (const key of ['', 'xyz', keyOf(1).slice(1), `${keyOf(1)}0`, '0'.repeat(32)]) {
    assert.throws(() => randomFrom(key), RangeError, key)
  }
})
