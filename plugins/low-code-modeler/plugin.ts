import { dataUrl, text } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { answerView } from '../shared/answering.ts'
import { circuitSvg } from '../shared/drawing/circuit.ts'
import { parseQasm } from '../shared/qasm/parser.ts'
import { asPluginError, readCircuit } from '../shared/qasm/reading-circuit.ts'

const longestProgram = 1_000_000

export default definePlugin({
  name: 'low-code-modeler',
  version: 'v0.0.1',
  title: 'Circuit modeler',
  description: 'Puts a quantum circuit together from gates, and keeps it as OpenQASM for other plugins.',
  type: 'interaction',
  tags: ['low-code-modeler'],
  help: `
Add one gate after the other, move and remove them: the picture and the text below follow. Whoever likes to write may
change the text instead. **Submit** keeps the circuit as a result that simulators and views take.
`,
  inputs: {
    circuit: dataUrl({
      label: 'Begin with this circuit',
      dataType: 'executable/circuit',
      contentType: ['text/x-qasm'],
    }),
  },
  parameters: {
    program: text({
      label: 'OpenQASM',
      description: 'What the gates above come to.',
      required: true,
      minLength: 1,
      maxLength: longestProgram,
      widget: 'textarea',
      initial: 'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[2];\ncreg c[2];\n',
    }),
  },
  html: '<section id="modeler" aria-label="Gates"></section>',
  scripts: ['modeler.js'],
  styles: ['modeler.css'],
  view: 'circuits/',
  outputs: [{ name: 'circuit.qasm', dataType: 'executable/circuit', contentType: ['text/x-qasm'], required: true }],
  endpoints: [
    {
      method: 'GET',
      path: 'circuits/',
      summary: 'The picture of a program',
      handle: ({ query: { program = '' } }) =>
        answerView('image/svg+xml', () => asPluginError(async () => circuitSvg(parseQasm(program)))),
    },
    {
      method: 'GET',
      path: 'programs/',
      summary: 'The text of a circuit to begin with',
      handle: ({ query: { circuit = '' } }, context) =>
        answerView('text/plain; charset=utf-8', async () => {
          const file = await context.open(circuit)
          await readCircuit(file)
          if (file.sizeBytes > longestProgram) throw new PluginError(`“${file.name}” is too long to be edited here.`)
          return file.text()
        }),
    },
  ],
  async run(context, { program }) {
    const { qubitCount, operations } = await asPluginError(async () => parseQasm(program))
    const lines = `${program.replace(/\r\n/g, '\n').trimEnd()}\n`
    await context.saveOutput('circuit.qasm', lines, { dataType: 'executable/circuit', contentType: 'text/x-qasm' })
    return `${qubitCount} qubits, ${operations.length} operations`
  },
})
