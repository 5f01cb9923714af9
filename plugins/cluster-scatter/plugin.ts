import { baseName } from '../../src/apps/plugins/formats/names.ts'
import { readLabels, readPoints } from '../../src/apps/plugins/formats/vectors.ts'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { dataUrl } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { answerPage } from '../shared/answering.ts'
import { rowsOf } from '../shared/points.ts'
import { scatterPage } from '../shared/scatter.ts'

export default definePlugin({
  name: 'Clustered Scatter Plot Visualization',
  version: 'v1.0.1',
  title: 'Scatter plot of clusters',
  description: 'Shows entities as points of up to three dimensions, coloured by their labels.',
  type: 'visualization',
  tags: ['visualization', 'cluster', 'scatter'],
  inputs: {
    entityUrl: dataUrl({
      label: 'Entities',
      required: true,
      dataType: 'entity/vector',
      contentType: ['application/json', 'text/csv'],
    }),
    clustersUrl: dataUrl({
      label: 'Labels',
      dataType: 'entity/label',
      contentType: ['application/json', 'text/csv'],
    }),
  },
  view: 'plots/',
  outputs: [{ dataType: 'custom/plot', contentType: ['text/html'], required: true }],
  endpoints: [
    {
      method: 'GET',
      path: 'plots/',
      summary: 'The scatter plot of two files as a page',
      handle: ({ query }, context) => {
        return answerPage(async () => (await render(context, query.entityUrl ?? '', query.clustersUrl || null)).html)
      },
    },
  ],
  async run(context, { entityUrl, clustersUrl }) {
    const { html, name } = await render(context, entityUrl, clustersUrl)
    await context.saveOutput(`plot_${name}.html`, html, { dataType: 'custom/plot', contentType: 'text/html' })
  },
})

/** An entity without a label counts as “0”; labels of entities that are not there are left out. */
async function render(
  context: Pick<RunContext, 'open'>,
  entityUrl: string,
  clustersUrl: string | null,
): Promise<Readonly<{ html: string; name: string }>> {
  const file = await context.open(entityUrl)
  const { ids, points } = await readPoints(file)
  const labels = clustersUrl === null ? new Map<string, string>() : await readLabels(await context.open(clustersUrl))
  const places = [...rowsOf(points)]
  const dots = ids.map((name, at) => ({ name, at: places[at] ?? [], group: labels.get(name) ?? '0' }))
  return { html: scatterPage('Clusters', dots), name: baseName(file.name) }
}
