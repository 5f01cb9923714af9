import { integer, number } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { cluster, clusteringOutputs, entityPointsUrl, visualize } from '../shared/clustering.ts'
import { kMeans } from './k-means.ts'

export default definePlugin({
  name: 'classical-k-means',
  version: 'v0.1.2',
  title: 'Classical k-means',
  description: 'Divides entities into clusters, each around the mean of its points.',
  type: 'processing',
  tags: ['ML', 'clustering', 'classical'],
  citation: 'S. Lloyd, Least squares quantization in PCM, IEEE Transactions on Information Theory 28 (1982)',
  inputs: { entityPointsUrl },
  parameters: {
    numClusters: integer({ label: 'Number of clusters', min: 1, default: 2 }),
    maxiter: integer({ label: 'Most iterations', min: 1, max: 100_000, default: 100 }),
    relativeResidual: number({
      label: 'Relative residual (%)',
      description: 'The centres rest when they move less than this share of the mean variance.',
      min: 0,
      default: 1,
    }),
    visualize,
  },
  outputs: clusteringOutputs,
  async run(context, { entityPointsUrl: url, numClusters, maxiter, relativeResidual, visualize: isDrawn }) {
    await cluster(context, { url, info: `c-k-means_clusters_${numClusters}`, isDrawn }, ({ points }) => {
      return kMeans(points, { clusters: numClusters, maxIterations: maxiter, relativeResidual }).labels
    })
  },
})
