import { number } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { objectiveParts } from '../shared/objectives/objective-plugin.ts'
import { hingeLoss } from './hinge-loss.ts'

export default definePlugin({
  ...objectiveParts((data, { c }) => hingeLoss(data, Number(c)), false),
  name: 'hinge-loss',
  version: 'v1.0.1',
  title: 'Hinge loss',
  description: 'Punishes points on the wrong side of a margin, and large weights.',
  tags: ['optimization', 'objective-function'],
  citation: 'C. Cortes, V. Vapnik, Support-Vector Networks, Machine Learning 20 (1995)',
  parameters: {
    c: number({ label: 'C', description: 'Weight of the margin against that of the weights.', min: 0, default: 1 }),
  },
})
