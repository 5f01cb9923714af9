import { normalsFrom, type Random, randomFrom } from '../../random.ts'

/** Uniform and standard normal numbers from one seed. */
export type Source = Readonly<{ uniform: Random; normal: Random }>

/** A source of its own for each `stream` of a start value, so that no task waits for the numbers of another. */
export function sourceFrom(seed: number, stream: number): Source {
  const uniform = randomFrom((seed ^ Math.imul(stream + 1, 0x85ebca6b)) >>> 0)
  return { uniform, normal: normalsFrom(uniform) }
}

/**
 * Logarithm of a draw from the gamma distribution: for shapes far below 1 the draw itself would often be 0.
 *
 * @see G. Marsaglia, W. Tsang, ACM Transactions on Mathematical Software 26 (2000)
 */
export function lnGammaDraw(shape: number, source: Source): number {
  const { uniform, normal } = source
  if (shape < 1) return lnGammaDraw(shape + 1, source) + Math.log(1 - uniform()) / shape
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal()
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d * v)
  }
}

/** Logarithms of weights from Dirichlet(shapes), written to `out`. */
export function lnDirichletDraw(out: Float64Array, shapes: ArrayLike<number>, source: Source): void {
  let most = -Infinity
  for (let i = 0; i < out.length; i++) {
    const draw = lnGammaDraw(shapes[i] as number, source)
    out[i] = draw
    most = Math.max(most, draw)
  }
  let sum = 0
  for (let i = 0; i < out.length; i++) sum += Math.exp((out[i] as number) - most)
  const total = most + Math.log(sum)
  for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) - total
}
