import { readEntities } from '../../src/apps/plugins/formats/entities.ts'
import { baseName } from '../../src/apps/plugins/formats/names.ts'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { dataUrl } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { answerPage } from '../shared/answering.ts'
import { barsOf, histogramPage } from './bars.ts'

export default definePlugin({
  name: 'Histogram Visualization',
  version: 'v1.0.2',
  title: 'Histogram',
  description: 'Shows the numbers of the first entity as bars, such as the counts of a quantum circuit.',
  type: 'visualization',
  tags: ['visualization', 'histogram', 'non-default'],
  inputs: {
    data: dataUrl({ label: 'Counts', required: true, dataType: 'entity/vector', contentType: ['application/json'] }),
  },
  view: 'plots/',
  outputs: [{ dataType: 'custom/plot', contentType: ['text/html'], required: true }],
  endpoints: [
    {
      method: 'GET',
      path: 'plots/',
      summary: 'The histogram of a file as a page',
      handle: ({ query }, context) => answerPage(async () => (await render(context, query.data ?? '')).html),
    },
  ],
  async run(context, { data }) {
    const { html, name } = await render(context, data)
    await context.saveOutput(`plot_${name}.html`, html, { dataType: 'custom/plot', contentType: 'text/html' })
  },
})

async function render(
  context: Pick<RunContext, 'open'>,
  url: string,
): Promise<Readonly<{ html: string; name: string }>> {
  const file = await context.open(url)
  const [first = {}] = await readEntities(file)
  return { html: histogramPage(barsOf(first)), name: baseName(file.name) }
}
