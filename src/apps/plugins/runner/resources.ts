import type { Config } from '../../../config.ts'
import { absolute, runnerLinks, runnerPath } from '../links.ts'
import type { KnownPlugin } from '../loading/catalogue.ts'
import type { Fields } from '../sdk/fields.ts'
import type { LinkRow, PluginFileRow, StepRow, TaskRow, VirtualRow } from '../tables.ts'
import { fieldsOf } from '../tasks/starting.ts'

type Json = Record<string, unknown>

/** One entry of the list of plugins. */
export const listed = (config: Config, plugin: KnownPlugin): Json => ({
  name: plugin.name,
  version: plugin.version,
  identifier: plugin.identifier,
  apiRoot: encoded(absolute(config).plugin(plugin.identifier)),
  description: plugin.description,
  tags: plugin.tags,
})

/** The same for a plugin that another one publishes. */
export const listedVirtual = (
  { name, version, description, tags_json, href }: VirtualRow,
  identifier: string,
): Json => ({
  name,
  version,
  identifier,
  apiRoot: href,
  description,
  tags: JSON.parse(tags_json),
})

/** A plugin's root resource. Clients keep it by name and version. */
export function metadataOf(config: Config, plugin: KnownPlugin): Json {
  const path = runnerLinks(runnerPath(config))
  const fields = fieldsOf(plugin)
  const { name, version, title, description, type, tags, identifier } = plugin
  return {
    name,
    version,
    title,
    description,
    type,
    tags,
    entryPoint: {
      href: encoded(path.below(identifier, plugin.processPath)),
      uiHref: encoded(path.below(identifier, plugin.uiPath)),
      dataInput: dataInputs(fields),
      dataOutput: plugin.outputs,
      pluginDependencies: dependencies(fields),
    },
    links: Object.entries(plugin.links).map(([type, below]) => ({
      type,
      href: encoded(absolute(config).below(identifier, below)),
    })),
  }
}

const dataInputs = (fields: Fields): Json[] =>
  Object.entries(fields)
    .filter(([, { kind }]) => kind === 'dataUrl')
    .map(([parameter, { dataType = '*', contentType = ['*'], required }]) => ({
      parameter,
      dataType,
      contentType,
      required,
    }))

const dependencies = (fields: Fields): Json[] =>
  Object.entries(fields)
    .filter(([, { kind }]) => kind === 'pluginUrl')
    .map(([parameter, { required, pluginName, pluginType, pluginVersion, pluginTags }]) => ({
      parameter,
      required,
      ...(pluginName !== undefined && { name: pluginName }),
      ...(pluginType !== undefined && { type: pluginType }),
      ...(pluginVersion !== undefined && { version: pluginVersion }),
      ...(pluginTags !== undefined && { tags: pluginTags }),
    }))

type TaskParts = Readonly<{
  task: TaskRow
  liveLog: string
  steps: readonly StepRow[]
  outputs: readonly PluginFileRow[]
  links: readonly LinkRow[]
}>

/** A task as clients read it. */
export type TaskResource = Readonly<{
  status: string
  log: string
  progress?: Readonly<{ value: number; start: number; target: number; unit: string }>
  steps?: readonly Readonly<{ stepId: string; href: string; uiHref: string; cleared: boolean }>[]
  outputs: readonly Readonly<{ href: string; dataType: string; contentType: string; name: string }>[]
  links: readonly Readonly<{ type: string; href: string }>[]
}>

/** A task as it is polled. Steps and progress hold these keys and no others: records of clients are closed. */
export function taskResource(config: Config, { task, liveLog, steps, outputs, links }: TaskParts): TaskResource {
  const address = absolute(config)
  const { progress_value, progress_start, progress_target, progress_unit } = task
  return {
    status: task.finished_at === null ? 'PENDING' : (task.status ?? 'UNKNOWN'),
    log: [task.log, liveLog].filter((text) => text !== '').join('\n'),
    ...(progress_value !== null &&
      progress_value !== 0 && {
        progress: {
          value: Math.trunc(progress_value),
          start: Math.trunc(progress_start),
          target: Math.trunc(progress_target),
          unit: progress_unit,
        },
      }),
    ...(steps.length > 0 && {
      steps: steps.map(({ step_id, href, ui_href, cleared_at }) => ({
        stepId: step_id,
        href: encoded(href),
        uiHref: encoded(ui_href),
        cleared: cleared_at !== null,
      })),
    }),
    outputs:
      task.finished_at === null
        ? []
        : outputs.map(({ seq, tag, url, name, data_type, content_type }) => ({
            href: url ?? address.file(seq, tag),
            dataType: data_type,
            contentType: content_type,
            name,
          })),
    links: [{ type: 'subscribe', href: address.task(task.seq) }, ...links.map(({ type, href }) => ({ type, href }))],
  }
}

/** Blanks in names of plugins are escaped, `@` stays as clients know it. */
const encoded = (address: string): string => address.replaceAll(' ', '%20')
