import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { methodChoice, minimizerParts } from '../shared/minimizing/minimizer-plugin.ts'

const methods = ['cg', 'bfgs', 'newton_cg', 'lbfgsb', 'tnc', 'slsqp', 'trust_constr'] as const

export default definePlugin({
  ...minimizerParts('scipy_g', true),
  name: 'scipy-minimizer-grad',
  version: 'v1.0.1',
  title: 'Minimizer with slopes',
  description: 'Looks for weights with the least loss by the slopes that the objective function tells.',
  tags: ['optimization', 'minimizer', 'gradient'],
  citation: 'J. Nocedal, S. Wright, Numerical Optimization (2006)',
  parameters: { method: methodChoice(methods, 'bfgs') },
})
