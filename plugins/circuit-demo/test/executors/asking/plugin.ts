import { dataUrl, text } from '../../../../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, defineStep, openStep, PluginError } from '../../../../../src/apps/plugins/sdk/plugin.ts'

export default definePlugin({
  name: 'asking-executor',
  version: 'v1.0.0',
  title: 'Asking executor',
  description: 'Asks for a token, and takes none.',
  type: 'processing',
  tags: ['circuit-executor', 'qasm-2'],
  inputs: {
    circuit: dataUrl({
      label: 'Circuit',
      required: true,
      dataType: 'executable/circuit',
      contentType: ['text/x-qasm'],
    }),
  },
  outputs: [],
  run: () => openStep('authentication'),
  steps: {
    authentication: defineStep({
      title: 'Token',
      parameters: { token: text({ label: 'Token', required: true }) },
      run: (_context, { token }) => {
        throw new PluginError(`The token “${token}” is none.`)
      },
    }),
  },
})
