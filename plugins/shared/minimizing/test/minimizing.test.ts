import assert from 'node:assert/strict'
import { test } from 'node:test'
import { networkLoss } from '../../../neural-network/neural-network.ts'
import { ridgeLoss } from '../../../ridge-loss/ridge-loss.ts'
import { fourPoints } from '../../test/four-points.ts'
import { type MethodName, methodNames, minimize } from '../methods.ts'
import { type Problem, withMeasuredGradient } from '../problem.ts'

const methods = Object.keys(methodNames) as MethodName[]
const waiting =
  (loss: (weights: Float64Array) => number): Problem['loss'] =>
  async (weights) =>
    loss(weights)

/** H. Rosenbrock's valley (1960), in as many dimensions as there are weights. */
const valley = (weights: Float64Array): number => {
  let sum = 0
  for (let at = 0; at + 1 < weights.length; at++) {
    const x = weights[at] as number
    sum += 100 * ((weights[at + 1] as number) - x * x) ** 2 + (1 - x) ** 2
  }
  return sum
}

for (const method of methods) {
  test(`RUN-9.8 ${methodNames[method]} finds the weights 1 and 2 of the ridge loss with alpha 0`, async () => {
    const { loss } = ridgeLoss(fourPoints([1, 2, 3, 4]), 0)
    for (const start of [
      [0.3, -1.2],
      [0, 0],
      [50, -80],
    ]) {
      const found = await minimize(method, withMeasuredGradient(waiting(loss)), Float64Array.from(start))
      assert.ok(found.isConverged)
      assert.ok(Math.abs((found.weights[0] ?? 0) - 1) < 1e-3 && Math.abs((found.weights[1] ?? 0) - 2) < 1e-3)
    }
  })

  test(`RUN-8.3.20 ${methodNames[method]} walks down Rosenbrock’s valley`, async () => {
    const found = await minimize(method, withMeasuredGradient(waiting(valley)), Float64Array.of(-1.2, 1, 0.5), {
      maxIterations: 3000,
    })
    // Planes lead along a bent valley slowly: this method is known for it.
    if (method === 'cobyla') return assert.ok(found.loss < valley(Float64Array.of(-1.2, 1, 0.5)) / 10, `${found.loss}`)
    assert.ok(found.loss < 1e-6, `loss ${found.loss} after ${found.iterations}`)
    for (const weight of found.weights) assert.ok(Math.abs(weight - 1) < 1e-2)
  })
}

test('RUN-8.3.20 with its own gradient a network learns, and every step makes the loss smaller', async () => {
  const { loss, gradient, weightCount } = networkLoss(fourPoints([1, 0, 1, 0]), 2)
  const problem: Problem = {
    loss: waiting(loss),
    gradient: async (weights) => {
      const slopes = new Float64Array(weightCount)
      gradient?.(weights, slopes)
      return slopes
    },
  }
  const start = Float64Array.of(0.1, 0.2, -0.3, 0.4, 0.05, -0.05, 0.6, -0.7, 0.2)
  for (const method of ['cg', 'bfgs', 'lbfgsb', 'newton_cg', 'trust_constr'] as const) {
    const losses: number[] = [loss(start)]
    await minimize(method, problem, start, { maxIterations: 60, onIteration: (_, value) => losses.push(value) })
    assert.ok(losses.length > 3)
    assert.deepEqual(
      losses,
      losses.toSorted((a, b) => b - a),
    )
    assert.ok((losses.at(-1) ?? 1) < (losses[0] ?? 0) * 0.8, `${method}: ${losses.at(-1)}`)
  }
})

test('RUN-8.3.20 a cancelled run stops at once', async () => {
  for (const method of methods) {
    const run = minimize(method, withMeasuredGradient(waiting(valley)), Float64Array.of(-1.2, 1), {
      signal: AbortSignal.abort(new Error('enough')),
    })
    await assert.rejects(run, /enough/)
  }
})

test('RUN-8.3.20 a loss that is no number at the start is refused, and one along the way is walked around', async () => {
  const broken = withMeasuredGradient(waiting(() => Number.NaN))
  const fenced = withMeasuredGradient(waiting(([x = 0]) => (x <= 0 ? Number.NaN : x - Math.log(x))))
  for (const method of methods) {
    await assert.rejects(minimize(method, broken, Float64Array.of(1)), RangeError)
    const found = await minimize(method, fenced, Float64Array.of(3))
    assert.ok(Math.abs((found.weights[0] ?? 0) - 1) < 1e-3, `${method}: ${found.weights[0]}`)
  }
})
