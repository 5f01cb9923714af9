import { file, text } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, PluginError } from '../../src/apps/plugins/sdk/plugin.ts'

export default definePlugin({
  name: 'file-upload',
  version: 'v0.2.0',
  title: 'Upload a file',
  description: 'Makes a file of yours known to plugins, with the types that you say it has.',
  type: 'dataloader',
  tags: ['data-loading'],
  parameters: {
    dataType: text({
      label: 'Data type',
      description: 'What the file means, such as `entity/list`.',
      required: true,
      minLength: 1,
      maxLength: 255,
      suggestions: ['entity/list', 'entity/vector', 'entity/label', 'entity/attribute-metadata', 'executable/circuit'],
    }),
    contentType: text({
      label: 'Content type',
      description: 'How it is written, such as `application/json`.',
      required: true,
      minLength: 1,
      maxLength: 255,
      suggestions: ['application/json', 'text/csv', 'application/X-lines+json', 'application/zip', 'text/x-qasm'],
    }),
    file: file({ label: 'File' }),
  },
  outputs: [{ dataType: '*', contentType: ['*'], required: true }],
  async run(context, { dataType, contentType, file: address }) {
    // The words that clients of the runner know.
    if (address === null) throw new PluginError(`ValueError('No file in request.')`)
    const { name, stream } = await context.open(address)
    await context.saveOutput(name, stream(), { dataType, contentType })
  },
})
