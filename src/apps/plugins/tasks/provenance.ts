import type { Platform } from '../../../platform/platform.ts'
import { commandLine, curlCall } from '../../../platform/provenance/commands.ts'
import { type InputFile, madeWith, type Provenance, settingsOf } from '../../../platform/provenance/record.ts'
import { absolute, links } from '../links.ts'
import type { KnownPlugin } from '../loading/catalogue.ts'
import type { TaskRow } from '../tables.ts'
import { fileAt } from './files-at.ts'
import { fieldsOf } from './starting.ts'

type Values = Readonly<Record<string, unknown>>

/** How the results of a run came about. @param plugin Undefined where it is not loaded any more. */
export async function provenanceOfTask(
  platform: Platform,
  task: TaskRow,
  plugin: KnownPlugin | undefined,
): Promise<Provenance> {
  const values: Values = JSON.parse(task.parameters_json)
  const fields = plugin ? fieldsOf(plugin) : {}
  const isInput = (name: string): boolean => ['dataUrl', 'file'].includes(fields[name]?.kind ?? '')
  const settings = Object.fromEntries(Object.entries(values).filter(([name]) => !isInput(name)))
  const inputs: InputFile[] = []
  for (const [field, value] of Object.entries(values))
    if (isInput(field) && typeof value === 'string' && value !== '') inputs.push(await inputAt(platform, field, value))
  return {
    id: `task-${task.seq}`,
    title: `${plugin?.title ?? task.plugin}, run ${task.seq}`,
    url: new URL(links.task(task.seq), platform.config.baseUrl).href,
    tool: {
      id: task.plugin,
      title: plugin?.title ?? task.plugin,
      name: plugin?.name ?? null,
      version: plugin?.version ?? null,
      citation: plugin?.citation ?? null,
    },
    inputs,
    settings: settingsOf(settings, fields),
    state: task.finished_at === null ? 'running' : task.status === 'SUCCESS' ? 'done' : 'failed',
    error: null,
    askedAt: task.started_at,
    startedAt: task.started_at,
    finishedAt: task.finished_at,
    madeWith: task.made_with ?? madeWith,
  }
}

/** A file of the house is known by its name and hash; any other by its address alone. */
async function inputAt(platform: Platform, field: string, url: string): Promise<InputFile> {
  const file = await fileAt(platform, url)
  return { field, name: file?.name ?? url, sha256: file?.stored.sha256 ?? null, url }
}

/** Whether everything that was asked for is still known: secrets are not kept, nor to which field a sent file belonged. */
export function isExactlyRepeatable(task: TaskRow, plugin: KnownPlugin | undefined): plugin is KnownPlugin {
  if (!plugin || task.finished_at === null || plugin.callback === 'required') return false
  const values: Values = JSON.parse(task.parameters_json)
  const isKnown = ([name, { kind, required }]: [string, { kind: string; required: boolean }]): boolean =>
    values[name] !== '***' && (kind !== 'file' || !required)
  return Object.entries(fieldsOf(plugin)).every(isKnown)
}

export function commandForTask(task: TaskRow): string {
  const words = settingsOf(JSON.parse(task.parameters_json)).flatMap(({ name, value }) =>
    [value].flat().map((one) => `${name}=${textOf(one)}`),
  )
  return commandLine(['lyceum', 'plugins', 'run', task.plugin, ...words])
}

/** The form of the plugin, sent to its runner. Null where the plugin is gone. */
export function apiCallForTask({ config }: Platform, task: TaskRow, plugin: KnownPlugin | undefined): string | null {
  if (!plugin) return null
  const form = new URLSearchParams()
  for (const { name, value } of settingsOf(JSON.parse(task.parameters_json)))
    for (const one of [value].flat()) form.append(name, textOf(one))
  return curlCall(encodeURI(absolute(config).below(plugin.identifier, plugin.processPath)), form)
}

const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))
