import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { unkept } from '../../../loading.js'
import '../sdk/resolving.ts'
import { describePlugin } from '../loading/describing.ts'
import { pluginOfManifest } from '../manifests/plugin.ts'
import type { Plugin } from '../sdk/plugin.ts'
import { answerAsk, contextOf } from './child-context.ts'
import type { Assignment, Failure, FromChild, Outcome, ToChild } from './messages.ts'
import { allowOnly } from './named-hosts.ts'

/** Named where the plugin asked for the network; each `host:port`. */
if (process.permission.has('net')) allowOnly(process.argv.slice(2))

/** The process in which plugins run: it knows their code, and reaches the world only through its parent. */
const running = new Map<number, AbortController>()
const say = (message: FromChild): void => void process.send?.(message)

process.on('message', (message: ToChild) => {
  if (message.do === 'answer') answerAsk(message)
  else if (message.do === 'abort') running.get(message.id)?.abort()
  else if (message.do === 'describe') void answer(message.id, async () => describePlugin(await load(message.file)))
  else void answer(message.id, () => work(message.id, message.assignment))
})
process.on('disconnect', () => process.exit(0))

async function answer(id: number, make: () => Promise<unknown>): Promise<void> {
  try {
    const value = await make()
    if (unkept.length > 0) say({ say: 'unkept', id, files: unkept.splice(0) })
    say({ say: 'done', id, value })
  } catch (error) {
    say({ say: 'failed', id, failure: failureOf(error) })
  } finally {
    running.delete(id)
  }
}

/** @throws TypeError where the file declares no plugin. */
async function load(file: string): Promise<Plugin> {
  if (file.endsWith('.json')) return pluginOfManifest(await readFile(file, 'utf8'), dirname(file))
  const { default: plugin } = await import(pathToFileURL(file).href)
  if (typeof plugin?.name !== 'string' || typeof plugin.version !== 'string' || typeof plugin.run !== 'function')
    throw new TypeError('plugin.ts must export a plugin by default: export default definePlugin({ … }).')
  return plugin
}

async function work(id: number, assignment: Assignment): Promise<Outcome> {
  const controller = new AbortController()
  running.set(id, controller)
  const plugin = await load(assignment.file)
  const context = contextOf(id, assignment, controller.signal, say)
  const result = await carryOut(plugin, assignment, context)
  return { result, data: context.data }
}

async function carryOut(plugin: Plugin, job: Assignment, context: ReturnType<typeof contextOf>): Promise<unknown> {
  const { kind, name, values } = job
  if (kind === 'run') return name === null ? plugin.run(context, values) : runVirtual(plugin, context, values, name)
  if (kind === 'reaction') return present(plugin.reactions?.[name ?? ''], kind, name)(context, values)
  if (kind === 'endpoint') {
    const endpoint = plugin.endpoints?.find(({ method, path }) => `${method} ${path}` === name)
    const request = values as unknown as Parameters<NonNullable<typeof endpoint>['handle']>[0]
    return present(endpoint, kind, name).handle(request, context)
  }
  const step = present(plugin.steps?.[name ?? ''], 'step', name)
  if (kind === 'fields') return present(step.fieldsFor, kind, name)(context)
  if (kind === 'html') return present(step.htmlFor, kind, name)(context)
  return step.run(context, values as Readonly<Record<string, never>>)
}

function runVirtual(
  plugin: Plugin,
  context: ReturnType<typeof contextOf>,
  values: Assignment['values'],
  key: string,
): unknown {
  const [name = '', version = ''] = key.split('\n')
  return present(plugin.runVirtual, 'runVirtual', name)(context, values, { name, version })
}

function present<Value>(value: Value | undefined, kind: string, name: string | null): Value {
  if (value === undefined) throw new TypeError(`The plugin has no ${kind} "${name}".`)
  return value
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: '' }
  const { name, message, stack = '' } = error
  return { name, message, stack: name === 'PluginError' ? '' : stack }
}
