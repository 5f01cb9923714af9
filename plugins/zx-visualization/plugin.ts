import { baseName } from '../../src/apps/plugins/formats/names.ts'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { boolean, dataUrl } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { answerPage } from '../shared/answering.ts'
import { asPluginError, readCircuit } from '../shared/qasm/reading-circuit.ts'
import { diagramPage } from './drawing.ts'
import { simplify } from './simplifying.ts'
import { diagramOf } from './translating.ts'

export default definePlugin({
  name: 'ZX-Calculus Visualization',
  version: 'v1.0.2',
  title: 'ZX diagram',
  description: 'Shows a quantum circuit as a diagram of the ZX calculus, simplified where that is wanted.',
  type: 'visualization',
  tags: ['visualization', 'zxcalculus', 'circuit', 'non-default'],
  citation: 'B. Coecke, R. Duncan, Interacting Quantum Observables, New Journal of Physics 13 (2011)',
  inputs: {
    data: dataUrl({ label: 'Circuit', required: true, dataType: 'executable/circuit', contentType: ['text/x-qasm'] }),
  },
  parameters: {
    optimized: boolean({
      label: 'Simplify',
      description: 'Fewer spiders that mean the same, but for a number factor.',
    }),
  },
  view: 'circuits/',
  outputs: [{ dataType: 'custom/plot', contentType: ['text/html'], required: true }],
  endpoints: [
    {
      method: 'GET',
      path: 'circuits/',
      summary: 'The diagram of a circuit as a page',
      handle: ({ query: { data = '', optimized = '' } }, context) =>
        answerPage(async () => (await render(context, data, /^(true|t|1|on|y|yes)$/i.test(optimized))).html),
    },
  ],
  async run(context, { data, optimized }) {
    const { html, name } = await render(context, data, optimized)
    await context.saveOutput(`zx_${name}.html`, html, { dataType: 'custom/plot', contentType: 'text/html' })
  },
})

async function render(context: Pick<RunContext, 'open'>, url: string, isSimplified: boolean) {
  const file = await context.open(url)
  const circuit = await readCircuit(file)
  const diagram = await asPluginError(async () => diagramOf(circuit))
  if (isSimplified) simplify(diagram)
  return { html: diagramPage('ZX diagram', diagram), name: baseName(file.name) }
}
