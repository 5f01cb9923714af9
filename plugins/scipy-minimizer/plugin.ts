import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { methodChoice, minimizerParts } from '../shared/minimizing/minimizer-plugin.ts'

const methods = ['nelder_mead', 'powell', 'cg', 'bfgs', 'lbfgsb', 'tnc', 'cobyla', 'slsqp', 'trust_constr'] as const

export default definePlugin({
  ...minimizerParts('scipy', false),
  name: 'scipy-minimizer',
  version: 'v1.0.1',
  title: 'Minimizer',
  description: 'Looks for weights with the least loss: Nelder-Mead, or by slopes that are measured.',
  tags: ['optimization', 'minimizer'],
  citation: 'J. Nocedal, S. Wright, Numerical Optimization (2006)',
  parameters: { method: methodChoice(methods, 'nelder_mead') },
})
