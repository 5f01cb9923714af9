import { dataUrl, pluginUrl } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, type Endpoint } from '../../src/apps/plugins/sdk/plugin.ts'
import { type Coordination, lookAt, openSetup, type Partner, webhookPaths } from './coordinating.ts'

const vector = (label: string) =>
  dataUrl({ label, required: true, dataType: 'entity/vector', contentType: ['application/json', 'text/csv'] })

export default definePlugin({
  name: 'optimizer',
  version: 'v1.0.2',
  title: 'Optimizer',
  description: 'Brings an objective function and a minimizer together, wherever they run.',
  type: 'processing',
  tags: ['optimization'],
  processPath: 'process-setup/',
  uiPath: 'ui-setup/',
  inputs: {
    features: vector('Features'),
    target: vector('Target values'),
    objectiveFunctionPluginSelector: pluginUrl({
      label: 'Objective function',
      required: true,
      pluginTags: ['objective-function'],
    }),
    minimizerPluginSelector: pluginUrl({ label: 'Minimizer', required: true, pluginTags: ['minimizer'] }),
  },
  outputs: [{ dataType: 'entity/vector', contentType: ['text/csv'], required: true }],
  endpoints: [webhook('objective'), webhook('minimizer')],
  reactions: {
    objective: (context, { source }) => lookAt(context, 'objective', String(source)),
    minimizer: (context, { source }) => lookAt(context, 'minimizer', String(source)),
  },
  run: (context, { features, target, objectiveFunctionPluginSelector, minimizerPluginSelector }) => {
    const kept: Coordination = { phase: 'of_setup', features, target, minimizer: minimizerPluginSelector, answered: [] }
    Object.assign(context.data, kept)
    return openSetup(context, 'objective', objectiveFunctionPluginSelector, 'of_setup')
  },
})

/** Hears of a partner's task: 204 where it will be looked at, 404 for anything that is not expected. */
function webhook(partner: Partner): Endpoint {
  return {
    method: 'POST',
    path: `task/:task/${webhookPaths[partner]}/`,
    summary: `What happens to the task of the ${partner === 'objective' ? 'objective function' : 'minimizer'}`,
    handle: async ({ query: { source = '', event = '' } }, { task, react }) => {
      const kept = task?.data as Coordination | undefined
      const known = partner === 'objective' ? kept?.objectiveTask : kept?.minimizerTask
      const isInTurn = partner === 'objective' || (kept !== undefined && kept.phase !== 'of_setup')
      const isExpected = task?.status === 'PENDING' && isInTurn && (known === undefined || known === source)
      if (!isExpected || !/^https?:/.test(source) || !['status', 'steps'].includes(event)) {
        return { status: 404, body: { code: 404, message: 'Nothing of this kind is waited for.' } }
      }
      await react(partner, { source })
      return { status: 204 }
    },
  }
}
