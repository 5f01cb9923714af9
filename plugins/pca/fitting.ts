import type { Entity } from '../../src/apps/plugins/formats/rows.ts'
import type { Points } from '../../src/apps/plugins/formats/vectors.ts'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { incrementalComponents } from './incremental.ts'
import { type KernelFit, type KernelName, kernelComponents, kernelMatrix } from './kernel.ts'
import { principalComponents } from './normal.ts'
import { sparseComponents } from './sparse.ts'

/** As the form sends them. */
export type PcaValues = Readonly<{
  pcaType: 'normal' | 'incremental' | 'sparse' | 'kernel'
  dimensions: number
  batchSize: number
  sparsityAlpha: number
  ridgeAlpha: number
  kernel: KernelName | 'precomputed'
  degree: number
  kernelGamma: number
  kernelCoef: number
  maxItr: number
  tol: number
}>

export type PcaResult = Readonly<{
  ids: readonly string[]
  transformed: readonly (readonly number[])[]
  /** What another program needs to project further points. */
  metadata: Readonly<Record<string, unknown>>
}>

/** Fits the kind of components that the form asks for. */
export function fitPoints(
  ids: readonly string[],
  points: Points,
  rows: readonly (readonly number[])[],
  values: PcaValues,
): PcaResult {
  const { pcaType: type, dimensions } = values
  if (type === 'sparse') {
    const { components, mean, transformed } = sparseComponents(points, {
      dimensions,
      sparsity: values.sparsityAlpha,
      ridge: values.ridgeAlpha,
      maxIterations: values.maxItr,
      tolerance: values.tol > 0 ? values.tol : 1e-8,
    })
    return { ids, transformed, metadata: { type, components, mean, regularization_strength: values.ridgeAlpha } }
  }
  if (type === 'kernel') {
    if (values.kernel === 'precomputed') throw new PluginError('A kernel that is computed already needs no points.')
    const options = {
      kernel: values.kernel,
      degree: values.degree,
      gamma: values.kernelGamma,
      coef0: values.kernelCoef,
    }
    const fit = kernelComponents(kernelMatrix(points, options), points.count, dimensions)
    return { ids, transformed: fit.transformed, metadata: kernelMetadata(fit, rows, values) }
  }
  const fit =
    type === 'normal'
      ? principalComponents(points, dimensions)
      : incrementalComponents(points, dimensions, values.batchSize)
  const { components, mean, explainedVariance, transformed } = fit
  return { ids, transformed, metadata: { type, components, mean, explained_variance: explainedVariance } }
}

/** Fits a kernel that was computed elsewhere: rows of `entity_1_ID`, `entity_2_ID` and `kernel`. */
export function fitPrecomputed(entities: readonly Entity[], values: PcaValues): PcaResult {
  const ids = [...new Set(entities.map(({ entity_1_ID }) => String(entity_1_ID)))]
  const numberOf = new Map(ids.map((id, at) => [id, at]))
  const kernel = new Float64Array(ids.length ** 2).fill(Number.NaN)
  for (const { entity_1_ID, entity_2_ID, kernel: value } of entities) {
    const row = numberOf.get(String(entity_1_ID))
    const column = numberOf.get(String(entity_2_ID))
    if (row === undefined || column === undefined || typeof value !== 'number') {
      throw new PluginError(`The kernel of “${entity_1_ID}” and “${entity_2_ID}” cannot be used.`)
    }
    kernel[row * ids.length + column] = value
  }
  if (kernel.some(Number.isNaN)) throw new PluginError('The kernel does not hold all pairs of entities.')
  const fit = kernelComponents(kernel, ids.length, values.dimensions)
  return { ids, transformed: fit.transformed, metadata: kernelMetadata(fit, [], values) }
}

function kernelMetadata(
  { eigenvalues, eigenvectors, centerer }: KernelFit,
  rows: readonly (readonly number[])[],
  { kernel, kernelGamma, degree, kernelCoef }: PcaValues,
): Readonly<Record<string, unknown>> {
  return {
    type: 'kernel',
    eigenvalues,
    eigenvectors,
    kernel_centerer: { K_fit_rows: centerer.rows, K_fit_all: centerer.all },
    training_data: rows,
    kernel,
    gamma: kernelGamma,
    degree,
    coef0: kernelCoef,
  }
}
