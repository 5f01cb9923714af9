import assert from 'node:assert/strict'
import { test } from 'node:test'
import { distanceRow, type Transformer } from '../transformers.ts'

const golden: Readonly<Record<Transformer, number>> = {
  linear_inverse: 0.25,
  exponential_inverse: 0.4723665527,
  gaussian_inverse: 0.5697828247,
  polynomial_inverse: 0.5714285714,
  square_inverse: 0.5,
}

test('RUN-8.3.8 every transformer makes the reference distance of 0.75', () => {
  for (const [name, expected] of Object.entries(golden)) {
    const { distance } = distanceRow({ similarity: 0.75 }, name as Transformer)
    assert.ok(Math.abs((distance ?? 0) - expected) < 1e-10, `${name}: ${distance}`)
  }
})

test('RUN-8.3.8 null stays null and the rest of the row stays as it is', () => {
  assert.deepEqual(distanceRow({ ID: 'a', similarity: null, note: 'x' }, 'linear_inverse'), {
    ID: 'a',
    note: 'x',
    distance: null,
  })
})

test('RUN-8.3.8 something that is no similarity is refused', () => {
  for (const similarity of [1.01, -0.1, 'high', Number.NaN]) {
    assert.throws(() => distanceRow({ similarity }, 'square_inverse'), RangeError)
  }
})
