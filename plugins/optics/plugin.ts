import { boolean, choice, integer, number } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { cluster, clusteringOutputs, entityPointsUrl, visualize } from '../shared/clustering.ts'
import { type MetricName, metricNames } from './metrics.ts'
import { optics } from './optics.ts'

const metrics = Object.fromEntries(metricNames.map((name) => [name, name])) as Record<MetricName, string>

export default definePlugin({
  name: 'optics',
  version: 'v0.1.2',
  title: 'OPTICS',
  description: 'Finds clusters of any shape by how dense the points lie, and noise between them (label −1).',
  type: 'processing',
  tags: ['ML', 'clustering', 'classical'],
  citation: 'M. Ankerst et al., OPTICS: Ordering Points To Identify the Clustering Structure, SIGMOD (1999)',
  inputs: { entityPointsUrl },
  parameters: {
    methodEnum: choice({
      label: 'Method',
      default: 'xi',
      options: { xi: 'Xi: valleys between steep slopes', dbscan: 'DBSCAN: one radius for all' },
    }),
    minSamples: number({
      label: 'Points in a dense place',
      description: 'At least 2, or up to 1 as a share of all points.',
      min: 0,
      isAbove: true,
      default: 5,
    }),
    maxEpsilon: number({ label: 'Largest radius', description: '−1: without a limit.', default: -1 }),
    epsilon: number({ label: 'Radius for DBSCAN', description: '−1: the largest radius.', default: -1 }),
    xi: number({ label: 'Steepness (xi)', min: 0, max: 1, isAbove: true, isBelow: true, default: 0.05 }),
    predecessorCorrection: boolean({ label: 'Correct by predecessors', default: true }),
    minClusterSize: number({
      label: 'Points in a cluster',
      description: 'At least 2, or up to 1 as a share of all points; −1: as in a dense place.',
      default: -1,
    }),
    algorithmEnum: choice({
      label: 'Search for neighbours',
      description: 'All of them find the same.',
      default: 'auto',
      options: { auto: 'auto', ball_tree: 'ball tree', kd_tree: 'k-d tree', brute: 'brute force' },
    }),
    leafSize: integer({
      label: 'Leaf size',
      description: 'Of the trees; without influence here.',
      min: 1,
      default: 30,
    }),
    metricEnum: choice({ label: 'Distance', default: 'minkowski', options: metrics }),
    minkowskiP: number({ label: 'Power of the Minkowski distance', min: 1, default: 2 }),
    visualize,
  },
  outputs: clusteringOutputs,
  async run(context, values) {
    const aboveZero = (value: number): number | null => (value > 0 ? value : null)
    const info = `optics_${values.methodEnum}`
    const { entityPointsUrl: url, visualize: isDrawn } = values
    await cluster(context, { url, info, isDrawn }, ({ points }) =>
      optics(points, {
        method: values.methodEnum,
        minSamples: values.minSamples,
        maxEpsilon: aboveZero(values.maxEpsilon),
        epsilon: aboveZero(values.epsilon),
        xi: values.xi,
        predecessorCorrection: values.predecessorCorrection,
        minClusterSize: aboveZero(values.minClusterSize),
        metric: values.metricEnum,
        minkowskiP: values.minkowskiP,
      }),
    )
  },
})
