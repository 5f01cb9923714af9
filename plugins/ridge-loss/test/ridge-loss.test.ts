import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fourPoints } from '../../shared/test/four-points.ts'
import { ridgeLoss } from '../ridge-loss.ts'

test('RUN-8.3.19 the ridge loss has its reference value', () => {
  assert.equal(ridgeLoss(fourPoints([1, 2, 3, 4]), 0.5).loss(Float64Array.of(1, -0.5)), 5.3125)
  assert.equal(ridgeLoss(fourPoints([1, 2, 3, 4]), 0).loss(Float64Array.of(1, -0.5)), 4.6875)
  assert.equal(ridgeLoss(fourPoints([1, 2, 3, 4]), 0).loss(Float64Array.of(1, 2)), 0)
})
