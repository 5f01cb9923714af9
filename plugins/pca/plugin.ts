import { csvLines } from '../../src/apps/plugins/formats/csv.ts'
import { readEntities } from '../../src/apps/plugins/formats/entities.ts'
import { baseName } from '../../src/apps/plugins/formats/names.ts'
import { dimensionNames } from '../../src/apps/plugins/formats/rows.ts'
import { readPoints } from '../../src/apps/plugins/formats/vectors.ts'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { choice, dataUrl, integer, number } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { rowsOf } from '../shared/points.ts'
import { scatterPage } from '../shared/scatter.ts'
import { fitPoints, fitPrecomputed, type PcaResult, type PcaValues } from './fitting.ts'

const positive = { min: 0, isAbove: true } as const

export default definePlugin({
  name: 'pca',
  version: 'v0.2.3',
  title: 'Principal component analysis',
  description: 'Describes entities with fewer dimensions that keep as much of their variance as possible.',
  type: 'processing',
  tags: ['preprocessing', 'feature-engineering'],
  citation: 'I. Jolliffe, Principal Component Analysis (2002)',
  inputs: {
    entityPointsUrl: dataUrl({
      label: 'Entity points',
      description: 'Needed for everything but a kernel that is computed already.',
      dataType: 'entity/vector',
      contentType: ['application/json', 'text/csv'],
    }),
    kernelUrl: dataUrl({
      label: 'Kernel matrix',
      description: 'For a kernel that is computed already.',
      dataType: 'custom/kernel-matrix',
      contentType: ['application/json'],
    }),
  },
  parameters: {
    pcaType: choice({
      label: 'Kind',
      default: 'normal',
      options: { normal: 'Normal', incremental: 'Incremental', sparse: 'Sparse', kernel: 'Kernel' },
    }),
    dimensions: integer({ label: 'Dimensions', description: '0 or less: chosen from the data.', default: 1 }),
    solver: choice({
      label: 'Solver',
      description: 'All of them are exact here.',
      default: 'auto',
      options: { auto: 'auto', full: 'full', arpack: 'arpack', randomized: 'randomized' },
    }),
    batchSize: integer({ label: 'Batch size', description: 'For incremental.', min: 1, default: 1 }),
    sparsityAlpha: number({ label: 'Sparsity', description: 'For sparse.', min: 0, default: 1 }),
    ridgeAlpha: number({ label: 'Ridge', description: 'For sparse.', min: 0, default: 0.01 }),
    kernel: choice({
      label: 'Kernel',
      default: 'linear',
      options: {
        linear: 'linear',
        poly: 'polynomial',
        rbf: 'radial basis function',
        sigmoid: 'sigmoid',
        cosine: 'cosine',
        precomputed: 'computed already',
      },
    }),
    degree: integer({ label: 'Degree', description: 'Of the polynomial.', min: 0, default: 3 }),
    kernelGamma: number({ label: 'Gamma', description: 'Of the kernel.', default: 0.1 }),
    kernelCoef: number({ label: 'Constant', description: 'Of the polynomial and the sigmoid.', default: 1 }),
    maxItr: integer({ label: 'Most iterations', description: 'For sparse.', ...positive, default: 1000 }),
    tol: number({ label: 'Tolerance', description: 'For sparse; 0 or less: 1e-8.', default: 0 }),
    iteratedPower: integer({ label: 'Iterated power', description: 'Without influence here.', default: 0 }),
  },
  outputs: [
    { dataType: 'custom/plot', contentType: ['text/html'], required: true },
    { dataType: 'custom/pca-metadata', contentType: ['application/json'], required: true },
    { dataType: 'entity/vector', contentType: ['text/csv'], required: true },
  ],
  async run(context, values) {
    const { pcaType, kernel, entityPointsUrl, kernelUrl } = values
    if (pcaType === 'kernel' && kernel === 'precomputed') {
      if (kernelUrl === null) throw new PluginError('The kernel matrix is missing.')
      const file = await context.open(kernelUrl)
      return save(context, values, file.name, fitPrecomputed(await readEntities(file), values))
    }
    if (entityPointsUrl === null) throw new PluginError('The entity points are missing.')
    const file = await context.open(entityPointsUrl)
    const { ids, points } = await readPoints(file)
    return save(context, values, file.name, fitPoints(ids, points, [...rowsOf(points)], values))
  },
})

async function save(context: RunContext, values: PcaValues, name: string, result: PcaResult): Promise<undefined> {
  const width = result.transformed[0]?.length ?? 0
  const kind = values.pcaType === 'kernel' ? `kernel_${values.kernel}` : values.pcaType
  const info = `_pca_type_${kind}_dim_${width}_from_${baseName(name)}`
  const dots = result.ids.map((id, at) => ({ name: id, at: result.transformed[at] ?? [], group: '' }))
  await context.saveOutput(`plot${info}.html`, scatterPage('Principal components', dots), {
    dataType: 'custom/plot',
    contentType: 'text/html',
  })
  await context.saveOutput(`pca_metadata${info}.json`, `${JSON.stringify([result.metadata])}\n`, {
    dataType: 'custom/pca-metadata',
    contentType: 'application/json',
  })
  const rows = result.ids.map((id, at) => [id, '', ...(result.transformed[at] ?? [])])
  const table = csvLines(['ID', 'href', ...dimensionNames(width)], rows)
  await context.saveOutput(`transformed_entity_points${info}.csv`, table, {
    dataType: 'entity/vector',
    contentType: 'text/csv',
  })
  return undefined
}
