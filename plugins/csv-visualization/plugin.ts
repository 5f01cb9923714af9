import { csvBatches } from '../../src/apps/plugins/formats/csv.ts'
import { decoded } from '../../src/apps/plugins/formats/decoding.ts'
import { baseName } from '../../src/apps/plugins/formats/names.ts'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { dataUrl } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { answerPage } from '../shared/answering.ts'
import { excerptOf, rowsPerPage, tablePage } from './table.ts'

export default definePlugin({
  name: 'csv-visualization',
  version: 'v0.1.2',
  title: 'Table',
  description: 'Shows a CSV file as a table, a hundred rows at a time.',
  type: 'visualization',
  tags: ['visualization', 'csv'],
  inputs: { data: dataUrl({ label: 'Table', required: true, dataType: '*', contentType: ['text/csv'] }) },
  view: 'tables/',
  outputs: [{ dataType: 'custom/table', contentType: ['text/html'], required: true }],
  endpoints: [
    {
      method: 'GET',
      path: 'tables/',
      summary: 'A hundred rows of a file as a page, beginning with the row `from`',
      handle: ({ query: { data = '', from = '0' } }, context) =>
        answerPage(async () => (await render(context, data, Number.parseInt(from, 10) || 0)).html),
    },
  ],
  async run(context, { data }) {
    const { html, name } = await render(context, data, 0, mostSavedRows)
    await context.saveOutput(`table_${name}.html`, html, { dataType: 'custom/table', contentType: 'text/html' })
  },
})

/** A file has no buttons that fetch more; a browser has to show it all. */
const mostSavedRows = 10_000

async function render(context: Pick<RunContext, 'open'>, url: string, from: number, most = rowsPerPage) {
  const file = await context.open(url)
  try {
    const excerpt = await excerptOf(csvBatches(decoded(file.stream(), file.contentType)), from, most)
    return { html: tablePage(file.name, excerpt), name: baseName(file.name) }
  } catch (cause) {
    throw new PluginError(`“${file.name}” cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}
