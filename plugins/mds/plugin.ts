import { readEntities, saveEntities } from '../../src/apps/plugins/formats/entities.ts'
import { baseName } from '../../src/apps/plugins/formats/names.ts'
import { dimensionNames } from '../../src/apps/plugins/formats/rows.ts'
import { choice, dataUrl, integer } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { dissimilaritiesFrom, type EntityDistance } from './dissimilarities.ts'
import { smacof } from './smacof.ts'

export default definePlugin({
  name: 'mds',
  version: 'v0.2.2',
  title: 'Multidimensional scaling',
  description: 'Places entities so that the distances between them come near the given ones.',
  type: 'processing',
  tags: ['preprocessing', 'distance-calculation', 'feature-engineering', 'embedding'],
  citation: 'I. Borg, P. Groenen, Modern Multidimensional Scaling (2005)',
  inputs: {
    entityDistancesUrl: dataUrl({
      label: 'Entity distances',
      required: true,
      dataType: 'custom/entity-distances',
      contentType: ['application/json'],
    }),
  },
  parameters: {
    dimensions: integer({ label: 'Dimensions', min: 1, max: 1000, default: 2 }),
    metric: choice({
      label: 'Kind',
      default: 'metric_mds',
      options: { metric_mds: 'Metric: distances count', nonmetric_mds: 'Non-metric: only their order counts' },
    }),
    nInit: integer({
      label: 'Starts',
      description: 'The best result is taken.',
      min: 1,
      max: 1000,
      default: 4,
    }),
    maxIter: integer({ label: 'Most iterations', min: 1, max: 100_000, default: 300 }),
  },
  outputs: [{ dataType: 'entity/vector', contentType: ['application/json'], required: true }],
  async run(context, { entityDistancesUrl, dimensions, metric, nInit, maxIter }) {
    const file = await context.open(entityDistancesUrl)
    const { ids, matrix } = dissimilaritiesFrom((await readEntities(file)) as unknown as EntityDistance[])
    const { points, stress } = smacof(matrix, ids.length, {
      dimensions,
      isMetric: metric === 'metric_mds',
      runs: nInit,
      maxIterations: maxIter,
      onProgress: (share) => context.progress(Math.round(share * 100)),
    })
    const names = dimensionNames(dimensions, 'dim', String(dimensions - 1).length)
    const rows = ids.map((ID, row) => ({
      ID,
      href: '',
      ...Object.fromEntries(names.map((name, at) => [name, points[row * dimensions + at]])),
    }))
    const info = `dim_${dimensions}_metric_${metric.replace('_mds', '')}_from_${baseName(file.name)}`
    await context.saveOutput(`entity_points_mds_${info}.json`, saveEntities(rows, 'application/json'), {
      dataType: 'entity/vector',
      contentType: 'application/json',
    })
    return `Stress: ${stress}`
  },
})
