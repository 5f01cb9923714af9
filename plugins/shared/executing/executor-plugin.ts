import { randomUUID } from 'node:crypto'
import { readEntities } from '../../../src/apps/plugins/formats/entities.ts'
import type { Entity } from '../../../src/apps/plugins/formats/rows.ts'
import type { RunContext } from '../../../src/apps/plugins/sdk/context.ts'
import { boolean, dataUrl, integer } from '../../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, type Plugin, PluginError } from '../../../src/apps/plugins/sdk/plugin.ts'
import { parseQasm } from '../qasm/parser.ts'
import { QasmError } from '../qasm/tokens.ts'
import { anySeed } from '../random.ts'
import { type ExecutionOptions, executionOptions, optionsForNextRun, traceOf } from './options.ts'
import { mostShots, type Simulation, simulate } from './simulating.ts'
import { amplitudesOf } from './state-vector.ts'

const json = ['application/json']

/** What tells one executor from another: workflows ask for them by name and tags. */
type ExecutorNames = Readonly<{
  name: string
  version: string
  title: string
  description: string
  /** Of the languages and the library that clients choose an executor by. */
  tags: readonly string[]
}>

/** A plugin that runs circuits, with the interface that all executors share. */
export const executorPlugin = ({ tags, ...names }: ExecutorNames): Plugin =>
  definePlugin({
    ...names,
    type: 'processing',
    tags: ['circuit-executor', 'qc-simulator', ...tags],
    citation: 'A. Cross et al., Open Quantum Assembly Language (2017)',
    inputs: {
      circuit: dataUrl({
        label: 'Circuit',
        required: true,
        dataType: 'executable/circuit',
        contentType: ['text/x-qasm'],
      }),
      executionOptions: dataUrl({
        label: 'Execution options',
        description: 'What the form says goes before what stands here.',
        dataType: 'provenance/execution-options',
        contentType: ['text/csv', 'application/json', 'application/X-lines+json'],
      }),
    },
    parameters: {
      shots: integer({ label: 'Shots', description: '1024 where nobody says anything else.', min: 1, max: mostShots }),
      statevector: boolean({ label: 'Keep the state vector' }),
    },
    outputs: [
      { dataType: 'provenance/trace', contentType: json, required: true },
      { dataType: 'entity/vector', contentType: json, required: true },
      { dataType: 'entity/vector', contentType: json, required: false },
      { dataType: 'provenance/execution-options', contentType: json, required: true },
    ],
    limits: { memoryMb: 2048 },
    async run(context, values) {
      const given =
        values.executionOptions === null ? [] : await readEntities(await context.open(values.executionOptions))
      const options = executionOptions(values, given[0] ?? {}, anySeed)
      const program = await (await context.open(values.circuit)).text()
      const started = new Date()
      const before = performance.now()
      const simulation = run(context, program, options)
      const seconds = (performance.now() - before) / 1000

      const ID = randomUUID()
      await save(
        context,
        'result-trace.json',
        'provenance/trace',
        traceOf(options, ID, names.version, started, seconds),
      )
      await save(context, 'result-counts.json', 'entity/vector', { ID, ...Object.fromEntries(simulation.counts) })
      const { state } = simulation
      if (options.statevector && state !== undefined) {
        await context.saveOutput('result-statevector.json', vectorJson(ID, amplitudesOf(state)), {
          dataType: 'entity/vector',
          contentType: 'application/json',
        })
      }
      const next = optionsForNextRun(options, ID, context.plugin.identifier)
      await save(context, 'execution-options.json', 'provenance/execution-options', next)
      if (!options.statevector || state !== undefined) return undefined
      return 'There is no one state vector: the circuit measures or resets before its end.'
    },
  })

function run(context: RunContext, program: string, options: ExecutionOptions): Simulation {
  try {
    const { shots, seed } = options
    return simulate(parseQasm(program), { shots, seed, signal: context.signal })
  } catch (cause) {
    if (cause instanceof QasmError || cause instanceof RangeError) throw new PluginError(cause.message, { cause })
    throw cause
  }
}

const save = (context: RunContext, name: string, dataType: string, entity: Entity) =>
  context.saveOutput(name, `${JSON.stringify(entity)}\n`, { dataType, contentType: 'application/json' })

/** One object, place by place: 20 qubits make a text of 30 MB. */
function* vectorJson(ID: string, amplitudes: Iterable<readonly [string, string]>): Generator<string> {
  let chunk = `{"ID":${JSON.stringify(ID)}`
  for (const [place, amplitude] of amplitudes) {
    chunk += `,"${place}":"${amplitude}"`
    if (chunk.length < 65_536) continue
    yield chunk
    chunk = ''
  }
  yield `${chunk}}\n`
}
