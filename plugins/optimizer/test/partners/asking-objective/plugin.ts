import { boolean } from '../../../../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, defineStep, openStep, PluginError } from '../../../../../src/apps/plugins/sdk/plugin.ts'

export default definePlugin({
  name: 'asking-objective',
  version: 'v1.0.0',
  title: 'Asking objective',
  description: 'Asks once more before it takes data.',
  type: 'processing',
  tags: ['optimization', 'objective-function'],
  callback: 'required',
  processPath: 'hyperparameter/',
  uiPath: 'ui-hyperparameter/',
  outputs: [],
  run: () => openStep('really'),
  steps: {
    really: defineStep({
      title: 'Really?',
      parameters: { fails: boolean({ label: 'Fail' }) },
      run: (_context, { fails }) => {
        if (fails) throw new PluginError('It was asked to fail.')
        return openStep('pass_data')
      },
    }),
    pass_data: defineStep({ title: 'Pass data', run: () => openStep('evaluate') }),
    evaluate: defineStep({ title: 'Evaluate', run: () => undefined }),
  },
})
