import { readLabels } from '../../src/apps/plugins/formats/vectors.ts'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { boolean, dataUrl } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { answerPage } from '../shared/answering.ts'
import { confusionOf } from './confusion.ts'
import { confusionPage } from './table.ts'

const labels = (label: string) =>
  dataUrl({ label, required: true, dataType: 'entity/label', contentType: ['application/json', 'text/csv'] })

export default definePlugin({
  name: 'Confusion Matrix Visualization',
  version: 'v1.0.1',
  title: 'Confusion matrix',
  description: 'Shows how often the labels of two files meet.',
  type: 'visualization',
  tags: ['visualization', 'cluster', 'confusion-matrix'],
  inputs: { clustersUrl1: labels('Labels'), clustersUrl2: labels('Labels that were predicted') },
  parameters: {
    optimize: boolean({
      label: 'Pair labels',
      description: 'The numbers of clusters are arbitrary: the order with most agreement is shown.',
    }),
  },
  view: 'tables/',
  outputs: [{ dataType: 'custom/table', contentType: ['text/html'], required: true }],
  endpoints: [
    {
      method: 'GET',
      path: 'tables/',
      summary: 'The matrix of two files as a page',
      handle: ({ query }, context) => {
        const { clustersUrl1 = '', clustersUrl2 = '', optimize = '' } = query
        return answerPage(() => render(context, clustersUrl1, clustersUrl2, /^(true|t|1|on|y|yes)$/i.test(optimize)))
      },
    },
  ],
  async run(context, { clustersUrl1, clustersUrl2, optimize }) {
    const html = await render(context, clustersUrl1, clustersUrl2, optimize)
    await context.saveOutput('confusion_matrix.html', html, { dataType: 'custom/table', contentType: 'text/html' })
  },
})

async function render(context: Pick<RunContext, 'open'>, truth: string, prediction: string, isOptimised: boolean) {
  const [first, second] = [
    await readLabels(await context.open(truth)),
    await readLabels(await context.open(prediction)),
  ]
  if (new Set(first.values()).size > 500) throw new PluginError('There are more than 500 labels.')
  return confusionPage(confusionOf(first, second, isOptimised))
}
