import { createHash } from 'node:crypto'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { dataUrl } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { answerView } from '../shared/answering.ts'
import { circuitSvg } from '../shared/drawing/circuit.ts'
import { readCircuit } from '../shared/qasm/reading-circuit.ts'

const svg = 'image/svg+xml'

export default definePlugin({
  name: 'qasm-visualization',
  version: 'v0.3.2',
  title: 'Circuit',
  description: 'Draws a quantum circuit in OpenQASM 2 or 3.',
  type: 'visualization',
  tags: ['visualization', 'qasm'],
  inputs: { data: dataUrl({ label: 'Circuit', required: true, dataType: '*', contentType: ['text/x-qasm'] }) },
  view: 'circuits/',
  outputs: [{ dataType: 'custom/plot', contentType: [svg], required: true }],
  endpoints: [
    {
      method: 'GET',
      path: 'circuits/',
      summary: 'The picture of a circuit',
      handle: ({ query: { data = '' } }, context) => answerView(svg, () => render(context, data)),
    },
  ],
  async run(context, { data }) {
    const digest = createHash('sha256').update(data).digest('hex').slice(0, 12)
    await context.saveOutput(`circuit_${digest}.svg`, await render(context, data), {
      dataType: 'custom/plot',
      contentType: svg,
    })
  },
})

const render = async (context: Pick<RunContext, 'open'>, url: string): Promise<string> =>
  circuitSvg(await readCircuit(await context.open(url)))
