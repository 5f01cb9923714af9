import { baseName } from '../../src/apps/plugins/formats/names.ts'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { dataUrl } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { answerPage } from '../shared/answering.ts'
import { documentPage } from './document.ts'

export default definePlugin({
  name: 'json-visualization',
  version: 'v0.2.2',
  title: 'JSON',
  description: 'Shows a JSON file with everything in its place; lists and objects fold.',
  type: 'visualization',
  tags: ['visualization', 'json'],
  inputs: { data: dataUrl({ label: 'JSON', required: true, dataType: '*', contentType: ['application/json'] }) },
  view: 'documents/',
  outputs: [{ dataType: 'custom/document', contentType: ['text/html'], required: true }],
  endpoints: [
    {
      method: 'GET',
      path: 'documents/',
      summary: 'A file as a page',
      handle: ({ query: { data = '' } }, context) => answerPage(async () => (await render(context, data)).html),
    },
  ],
  async run(context, { data }) {
    const { html, name } = await render(context, data)
    await context.saveOutput(`document_${name}.html`, html, { dataType: 'custom/document', contentType: 'text/html' })
  },
})

/** More would not fit into the memory that a view has. */
const mostBytes = 60_000_000

async function render(context: Pick<RunContext, 'open'>, url: string) {
  const file = await context.open(url)
  if (file.sizeBytes > mostBytes) throw new PluginError(`“${file.name}” is larger than the 60 MB that are shown.`)
  return { html: documentPage(file.name, parsed(await file.text(), file.name)), name: baseName(file.name) }
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw new PluginError(`“${name}” is no JSON: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}
