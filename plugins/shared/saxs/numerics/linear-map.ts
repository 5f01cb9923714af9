import type { Differentiable } from './minimising.ts'

/** A lower triangle L with L Lᵀ = covariance, row after row. */
export type Factor = Readonly<{ size: number; lower: Float64Array }>

export function identityFactor(size: number): Factor {
  const lower = new Float64Array(size * size)
  for (let i = 0; i < size; i++) lower[i * size + i] = 1
  return { size, lower }
}

/** Of a symmetric matrix that is positive definite; only its lower half is read. */
export function choleskyOf(matrix: Float64Array, size: number): Factor {
  const lower = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j] as number
      for (let k = 0; k < j; k++) sum -= (lower[i * size + k] as number) * (lower[j * size + k] as number)
      lower[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-300)) : sum / (lower[j * size + j] as number)
    }
  }
  return { size, lower }
}

/** L x */
export function forth({ size, lower }: Factor, x: Float64Array): Float64Array {
  const y = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    let sum = 0
    for (let j = 0; j <= i; j++) sum += (lower[i * size + j] as number) * (x[j] as number)
    y[i] = sum
  }
  return y
}

/** L⁻¹ y */
export function back({ size, lower }: Factor, y: Float64Array): Float64Array {
  const x = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    let sum = y[i] as number
    for (let j = 0; j < i; j++) sum -= (lower[i * size + j] as number) * (x[j] as number)
    x[i] = sum / (lower[i * size + i] as number)
  }
  return x
}

/** The function of x that has, at x, the value that `f` has at L x. */
export function through(f: Differentiable, factor: Factor): Differentiable {
  const { size, lower } = factor
  const outer = new Float64Array(size)
  return (x, gradient) => {
    const value = f(forth(factor, x), outer)
    for (let j = 0; j < size; j++) {
      let sum = 0
      for (let i = j; i < size; i++) sum += (lower[i * size + j] as number) * (outer[i] as number)
      gradient[j] = sum
    }
    return value
  }
}
