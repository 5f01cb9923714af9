import { number } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { objectiveParts } from '../shared/objectives/objective-plugin.ts'
import { ridgeLoss } from './ridge-loss.ts'

export default definePlugin({
  ...objectiveParts((data, { alpha }) => ridgeLoss(data, Number(alpha)), false),
  name: 'ridge-loss',
  version: 'v1.0.1',
  title: 'Ridge loss',
  description: 'Punishes distances from the target values, and large weights.',
  tags: ['optimization', 'objective-function'],
  citation: 'A. Hoerl, R. Kennard, Ridge Regression, Technometrics 12 (1970)',
  parameters: {
    alpha: number({ label: 'Alpha', description: 'Weight of the squared weights.', min: 0, default: 0.1 }),
  },
})
