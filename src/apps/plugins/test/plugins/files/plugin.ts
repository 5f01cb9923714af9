import { dataUrl } from '../../../sdk/fields.ts'
import { definePlugin } from '../../../sdk/plugin.ts'

/** Reads a file, and gives it back in every way there is. */
export default definePlugin({
  name: 'files',
  version: 'v1.0.0',
  title: 'Files',
  description: 'Reads and writes.',
  type: 'processing',
  tags: [],
  inputs: { data: dataUrl({ label: 'Data', dataType: '*', contentType: ['*'], required: true }) },
  outputs: [],
  async run(context, { data }) {
    const opened = await context.open(data)
    const { name, contentType, dataType, attributeMetadataUrl, sizeBytes } = opened
    context.log(JSON.stringify({ name, contentType, dataType, attributeMetadataUrl, sizeBytes }))
    const type = { dataType: 'entity/list', contentType: 'text/plain' }
    await context.saveOutput('Größe.txt', opened.stream(), type)
    const kept = await context.saveTemporary('kept.bin', new Uint8Array([0, 255]), 'application/octet-stream')
    await context.linkOutput('elsewhere.txt', 'http://elsewhere.example/file', type)
    await context.linkOutput('elsewhere.txt', 'http://elsewhere.example/file', type)
    await context.addLink('of-weights', `${context.plugin.url}weights/`)
    return kept.url
  },
})
