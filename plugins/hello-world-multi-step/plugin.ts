import { text } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, defineStep, openStep } from '../../src/apps/plugins/sdk/plugin.ts'

const inputStr = text({ label: 'Input string', description: 'A text to process.', required: true, widget: 'textarea' })
const outputType = { dataType: 'hello-world-output', contentType: 'text/plain' }

export default definePlugin({
  name: 'hello-world-multi-step',
  version: 'v0.2.1',
  title: 'Hello world in two steps',
  description: 'Asks for a text, and then for another one.',
  type: 'processing',
  tags: ['hello-world', 'demo', 'multistep'],
  parameters: { inputStr },
  outputs: [],
  async run(context, values) {
    context.data.first = values.inputStr
    await context.saveOutput('output1.txt', `Processed in the preprocessing step: ${values.inputStr}`, outputType)
    return openStep('demo-step', { progress: { value: 50 } })
  },
  steps: {
    'demo-step': defineStep({
      title: 'The second text',
      parameters: { inputStr },
      async run(context, values) {
        const both = `${context.data.first} ${values.inputStr}`
        await context.saveOutput('output2.txt', `Processed in the processing step: ${both}`, outputType)
        return `result: '${both}'`
      },
    }),
  },
})
