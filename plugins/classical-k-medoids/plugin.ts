import { choice, integer } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { cluster, clusteringOutputs, entityPointsUrl, visualize } from '../shared/clustering.ts'
import { kMedoids } from './k-medoids.ts'

export default definePlugin({
  name: 'classical-k-medoids',
  version: 'v0.1.2',
  title: 'Classical k-medoids',
  description: 'Divides entities into clusters, each around one of them, by Euclidean distance.',
  type: 'processing',
  tags: ['ML', 'clustering', 'classical'],
  citation: 'L. Kaufman, P. Rousseeuw, Finding Groups in Data (1990)',
  inputs: { entityPointsUrl },
  parameters: {
    numClusters: integer({ label: 'Number of clusters', min: 1, default: 2 }),
    maxiter: integer({ label: 'Most iterations', min: 1, max: 100_000, default: 300 }),
    initEnum: choice({
      label: 'First medoids',
      default: 'heuristic',
      options: {
        random: 'Random points',
        heuristic: 'The most central points',
        k_medoids_pp: 'Points far apart (k-medoids++)',
        build: 'One after the other, always the best one',
      },
    }),
    methodEnum: choice({
      label: 'Method',
      default: 'alternate',
      options: { alternate: 'Alternate: fast', pam: 'Partitioning around medoids: more accurate' },
    }),
    visualize,
  },
  outputs: clusteringOutputs,
  async run(
    context,
    { entityPointsUrl: url, numClusters: clusters, maxiter, initEnum, methodEnum, visualize: isDrawn },
  ) {
    const options = { clusters, maxIterations: maxiter, start: initEnum, method: methodEnum }
    const info = `c-k-medoids_clusters_${clusters}`
    await cluster(context, { url, info, isDrawn }, ({ points }) => kMedoids(points, options).labels)
  },
})
