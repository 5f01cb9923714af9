import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertClose } from '../../shared/test/closeness.ts'
import { fourPoints } from '../../shared/test/four-points.ts'
import { networkLoss } from '../neural-network.ts'

const weights = Float64Array.of(0.1, 0.2, -0.3, 0.4, 0.05, -0.05, 0.6, -0.7, 0.2)
const data = fourPoints([1, 0, 1, 0])

test('RUN-8.3.19 the network answers with the reference outputs', () => {
  const { width, values } = data.features
  const outputs = [0, 1, 2, 3].map((row) => {
    const features = { ...data.features, count: 1, values: values.subarray(row * width, (row + 1) * width) }
    return Math.sqrt(networkLoss({ features, target: Float64Array.of(0) }, 2).loss(weights))
  })

  assertClose(outputs, [0.57199613, 0.52622591, 0.5926666, 0.61538376], 5e-9)
})

test('RUN-8.3.19 the loss is the mean over the samples, each against its own target', () => {
  const { weightCount, loss } = networkLoss(data, 2)

  assert.equal(weightCount, 9)
  assert.ok(Math.abs(loss(weights) - 0.25117967) < 5e-9, `${loss(weights)}`)
})

test('RUN-8.3.19 the gradient is the slope of the loss in every weight', () => {
  const { loss, gradient } = networkLoss(data, 2)
  const slopes = new Float64Array(9)
  gradient?.(weights, slopes)

  const measured = Array.from(weights, (weight, at) => {
    const step = 1e-6
    return (loss(weights.with(at, weight + step)) - loss(weights.with(at, weight - step))) / (2 * step)
  })
  assertClose(slopes, measured, 1e-9)
  assert.ok(slopes.some((slope) => Math.abs(slope) > 1e-3))
})
