import { integer } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { objectiveParts } from '../shared/objectives/objective-plugin.ts'
import { networkLoss } from './neural-network.ts'

export default definePlugin({
  ...objectiveParts((data, { numberOfNeurons }) => networkLoss(data, Number(numberOfNeurons)), true),
  name: 'neural-network',
  version: 'v1.0.2',
  title: 'Neural network',
  description: 'The squared error of a network with one hidden layer, and its slopes.',
  tags: ['optimization', 'objective-function', 'gradient', 'neural-network', 'classical', 'ML'],
  citation:
    'D. Rumelhart, G. Hinton, R. Williams, Learning representations by back-propagating errors, Nature 323 (1986)',
  parameters: { numberOfNeurons: integer({ label: 'Number of neurons', min: 1, max: 10_000, default: 5 }) },
})
