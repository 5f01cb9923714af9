import { text } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'

const help = `
Type a text: every **input** in it comes back as **output**.

It is the smallest plugin there is, and a good one to copy from.
`

export default definePlugin({
  name: 'hello-world',
  version: 'v0.2.1',
  title: 'Hello world',
  description: 'Says back what you type, with every “input” replaced by “output”.',
  type: 'processing',
  tags: ['hello-world', 'demo'],
  help,
  example: { inputStr: 'This is an example input.' },
  parameters: {
    inputStr: text({ label: 'Input string', description: 'A text to process.', required: true, widget: 'textarea' }),
  },
  outputs: [{ dataType: 'custom/hello-world-output', contentType: ['text/plain'], required: true }],
  async run(context, { inputStr }) {
    if (inputStr === '') return 'Nothing could be generated from an empty text.'
    const output = inputStr.replaceAll('input', 'output')
    await context.saveOutput('out.txt', output, { dataType: 'custom/hello-world-output', contentType: 'text/plain' })
    return `result: '${output}'`
  },
})
