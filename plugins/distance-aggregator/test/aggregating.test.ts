import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AttributeDistance, aggregate, aggregators } from '../aggregating.ts'

const row = (pair: string, distance: number | null): AttributeDistance => {
  const [entity_1_ID = '', entity_2_ID = ''] = pair.split('-')
  return { entity_1_ID, entity_2_ID, distance }
}

// The worked example without root, transformed with the square inverse.
const similarities = {
  'e1-e1': 1,
  'e1-e2': 0.75,
  'e1-e3': 0,
  'e1-e4': 0,
  'e2-e2': 1,
  'e2-e3': 0,
  'e2-e4': 0.375,
  'e3-e3': null,
  'e3-e4': 0,
  'e4-e4': 1,
}
const color = Object.entries(similarities).map(([pair, similarity]) =>
  row(pair, similarity === null ? null : Math.sqrt(1 - similarity)),
)

test('RUN-9.6 a missing pair gets the mean of the others', () => {
  const rows = [...aggregate(new Map([['color', color]]), 'mean', 'mean')]

  const filled = rows.find(({ ID }) => ID === 'e3_e3')
  assert.ok(Math.abs((filled?.distance ?? 0) - 0.5878410461) < 1e-10, `${filled?.distance}`)
  assert.deepEqual(
    rows.map(({ ID }) => ID),
    color.map(({ entity_1_ID, entity_2_ID }) => `${entity_1_ID}_${entity_2_ID}`),
  )
})

test('RUN-9.6 with ignore the missing pair is absent from the output', () => {
  const rows = [...aggregate(new Map([['color', color]]), 'mean', 'ignore')]

  assert.equal(rows.length, 9)
  assert.equal(
    rows.find(({ ID }) => ID === 'e3_e3'),
    undefined,
  )
})

test('RUN-8.3.8 the median of an even number is the average of the middle two, and every aggregator is what it is called', () => {
  assert.equal(aggregators.median(Float64Array.of(4, 1, 3, 2)), 2.5)
  assert.equal(aggregators.median(Float64Array.of(10, 9, 1)), 9)
  assert.equal(aggregators.mean(Float64Array.of(1, 2, 6)), 3)
  assert.equal(aggregators.max(Float64Array.of(1, 6, 2)), 6)
  assert.equal(aggregators.min(Float64Array.of(2, 1, 6)), 1)
})

test('RUN-8.3.8 the distances of several attributes become one per pair, in the order of first appearance', () => {
  const attributes = new Map([
    ['a', [row('1-2', 1), row('2-3', null)]],
    ['b', [row('1-2', 3), row('2-3', 5), row('1-3', 7)]],
  ])

  assert.deepEqual(
    [...aggregate(attributes, 'max', 'ignore')].map(({ ID, distance }) => [ID, distance]),
    [
      ['1_2', 3],
      ['2_3', 5],
      ['1_3', 7],
    ],
  )
  assert.deepEqual(
    [...aggregate(attributes, 'mean', 'max')].map(({ distance }) => distance),
    [2, 3, 7],
  )
})

test('RUN-8.3.8 an attribute without any distance cannot be filled, and is named', () => {
  const attributes = new Map([['color', [row('1-1', null)]]])

  assert.throws(() => [...aggregate(attributes, 'mean', 'mean')], /“color” has no distance/)
  assert.deepEqual([...aggregate(attributes, 'mean', 'ignore')], [])
})

test('RUN-8.3.8 names with underscores do not make two pairs one', () => {
  const attributes = new Map([['x', [row('a_b-c', 1), row('a-b_c', 2)]]])

  assert.equal([...aggregate(attributes, 'mean', 'ignore')].length, 2)
})
