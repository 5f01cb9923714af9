import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { boolean, choice, pluginUrl } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, PluginError, type RunResult } from '../../src/apps/plugins/sdk/plugin.ts'
import { bellCircuit, bellStates, executionOptions, isBellState } from './bell.ts'
import { follow, type Kept } from './following.ts'

const notFound = { status: 404, body: { code: 404, message: 'Nothing of this kind is waited for.' } }

export default definePlugin({
  name: 'circuit-demo',
  version: 'v1.0.2',
  title: 'Circuit demo',
  description: 'Has one of the Bell states measured by a plugin that runs quantum circuits.',
  type: 'processing',
  tags: ['circuit-demo', 'demo', 'quantum'],
  inputs: {
    executor: pluginUrl({
      label: 'Executor',
      description: 'The plugin that runs the circuit.',
      required: true,
      pluginTags: ['circuit-executor', 'qasm-2'],
    }),
  },
  parameters: {
    state: choice({ label: 'Bell state', default: 'PHI', options: bellStates }),
    statevector: boolean({ label: 'State vector as well' }),
  },
  outputs: [
    { name: 'result-counts.json', dataType: 'entity/vector', contentType: ['application/json'], required: true },
    { name: 'circuit.qasm', dataType: 'executable/circuit', contentType: ['text/x-qasm'], required: true },
  ],
  endpoints: [
    {
      method: 'GET',
      path: 'circuit/:state/',
      summary: 'The circuit that makes a Bell state',
      handle: ({ params: { state = '' } }) =>
        isBellState(state) ? { body: bellCircuit(state), contentType: 'text/x-qasm' } : notFound,
    },
    {
      method: 'GET',
      path: 'options/',
      summary: 'What an executor is asked to do',
      handle: ({ query: { statevector = '' } }) => ({
        body: executionOptions(/^(true|t|1|on|y|yes)$/i.test(statevector)),
      }),
    },
    {
      method: 'POST',
      path: 'continue/:task/',
      summary: 'What happens to the task of the executor',
      handle: async ({ query: { source } }, { task, react }) => {
        const kept = task?.data as Partial<Kept> | undefined
        if (task?.status !== 'PENDING' || kept?.source === undefined || kept.source !== source) return notFound
        await react('follow', {})
        return { status: 303, location: task.url }
      },
    },
  ],
  reactions: { follow },
  async run(context, { state, executor, statevector }) {
    const href = await entryOf(context, executor)
    // Files of the task rather than our endpoints: an executor elsewhere can read them without signing in.
    const circuit = await context.saveTemporary('circuit.qasm', bellCircuit(state), 'text/x-qasm')
    const options = JSON.stringify(executionOptions(statevector))
    const asked = await context.saveTemporary('execution-options.json', options, 'application/json')
    const source = await context.callPlugin(href, { circuit: circuit.url, executionOptions: asked.url })
    context.log(`The executor works on ${source}`)
    Object.assign(context.data, { circuit: circuit.url, source, relayed: null } satisfies Kept)
    return listen(context, source)
  },
})

async function entryOf(context: RunContext, executor: string): Promise<string> {
  const { entryPoint } = (await context.readJson(executor)) as { entryPoint?: { href?: unknown } }
  if (typeof entryPoint?.href !== 'string') throw new PluginError(`${executor} does not describe a plugin.`)
  return new URL(entryPoint.href, executor).href
}

/** It may have ended before anybody listened, so that it is looked at once in any case. */
async function listen(context: RunContext, source: string): Promise<RunResult> {
  const webhook = `${context.plugin.url}continue/${context.task.number}/`
  for (const event of ['steps', 'status']) await context.subscribe(source, webhook, event)
  return follow(context)
}
