import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkWeights } from '../../shared/objectives/objective.ts'
import { fourPoints } from '../../shared/test/four-points.ts'
import { hingeLoss } from '../hinge-loss.ts'

test('RUN-8.3.19 the hinge loss has its reference value', () => {
  const { weightCount, loss } = hingeLoss(fourPoints([1, -1, 1, -1]), 1)

  assert.equal(weightCount, 2)
  assert.equal(loss(Float64Array.of(1, -0.5)), 1.5)
})

test('RUN-8.3.19 other numbers of targets or weights, and weights that are none, are refused', () => {
  assert.throws(() => hingeLoss(fourPoints([1, -1]), 1), /4 points, but 2 target values/)
  assert.throws(() => checkWeights([1, 2, 3], 2), /must be 2 weights, not 3/)
  assert.throws(() => checkWeights([1, Number.NaN], 2), /no finite number/)
})
