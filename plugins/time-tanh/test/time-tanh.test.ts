import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timeSimilarities, timeSimilarity } from '../time-tanh.ts'

test('RUN-8.3.8 neighbouring years with factor 0.5 have the reference similarity', () => {
  assert.equal(timeSimilarity(1990, 1991, 0.5), 0.5378828427399902)
  assert.equal(timeSimilarity('1991', ' 1990 ', 0.5), 0.5378828427399902)
  assert.equal(timeSimilarity(1990, 1990, 0.5), 1)
  assert.equal(timeSimilarity(-500, 2000, 0), 1)
})

test('RUN-8.3.8 a year that is missing or no whole number has no similarity', () => {
  for (const year of [null, '', 'MCMXC', '1990.5', 1990.5, true, 'Infinity'] as const) {
    assert.equal(timeSimilarity(year, 1990, 0.5), null)
    assert.equal(timeSimilarity(1990, year, 0.5), null)
  }
})

test('RUN-8.3.8 pairs with a missing year are written with null', () => {
  const rows = [...timeSimilarities([{ ID: 'a', year: 1990 }, { ID: 'b', year: null }, { ID: 'c' }], 'year', 0.5)]

  assert.deepEqual(rows, [
    { source: 1990, target: 1990, similarity: 1 },
    { source: 1990, target: null, similarity: null },
    { source: null, target: null, similarity: null },
  ])
})
