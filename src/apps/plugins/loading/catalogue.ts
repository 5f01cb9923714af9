import { join } from 'node:path'
import type { Config } from '../../../config.ts'
import { root } from '../running/child.ts'
import { describeFiles } from './describing-files.ts'
import type { PluginDescription } from './description.ts'
import { installedFolders, missingOf } from './installing.ts'
import { compareText, type Found, type LoadError, pluginFilesIn } from './plugin-files.ts'

/** A plugin that was loaded. */
export type KnownPlugin = PluginDescription &
  Readonly<{
    identifier: string
    /** Path of its `plugin.ts`. */
    file: string
    /** Name and version of what this plugin stands for, as its jobs know it, where it was published by another one. */
    published?: string
  }>

export type Catalogue = Readonly<{
  /** By name and version as plain text. */
  plugins: readonly KnownPlugin[]
  errors: readonly LoadError[]
  find: (identifier: string) => KnownPlugin | undefined
}>

export const stockFolder = join(root, 'plugins')
/** Within which a plugin must say what it is. */
const usualTimeoutMs = 10_000

/** Where plugins are looked for; without an instance, nothing is installed. */
type PluginPlaces = Pick<Config, 'pluginFolders'> & Partial<Pick<Config, 'instance' | 'gitPlugins'>>

/**
 * Loads every plugin of the stock folder, of LYCEUM_PLUGIN_FOLDERS, and those that were installed into the instance, in a
 * process of its own, so that the house never runs their code. One that fails, hangs or says nonsense is listed with its
 * reason, and the rest works.
 */
export async function loadCatalogue(places: PluginPlaces, timeoutMs = usualTimeoutMs): Promise<Catalogue> {
  const folders = [stockFolder, ...places.pluginFolders].map(pluginFilesIn)
  const found = await Promise.all([...folders, installedIn(places)])
  const files = found.flatMap(({ files }) => files)
  const errors = found.flatMap(({ errors }) => errors)
  const byIdentifier = new Map<string, KnownPlugin>()
  for (const { file, plugin, reason } of await describeFiles(files, timeoutMs)) {
    if (plugin) addPlugin(byIdentifier, errors, plugin)
    else errors.push({ file, reason })
  }
  const plugins = [...byIdentifier.values()].sort(
    (a, b) => compareText(a.name, b.name) || compareText(a.version, b.version),
  )
  return Object.freeze({ plugins, errors, find: (identifier: string) => byIdentifier.get(identifier) })
}

function addPlugin(known: Map<string, KnownPlugin>, errors: LoadError[], plugin: KnownPlugin): void {
  const { identifier, file } = plugin
  const before = known.get(identifier)
  if (before) errors.push({ file: before.file, reason: `${file} has the same name and version, and takes its place.` })
  known.set(identifier, plugin)
}

/** A record that cannot be read costs its own plugins alone. */
async function installedIn({ instance, gitPlugins = [] }: PluginPlaces): Promise<Found> {
  if (instance === undefined) return { files: [], errors: [] }
  const file = join(instance, 'plugins', 'installed.json')
  try {
    const folders = await installedFolders({ instance })
    const found = await Promise.all(folders.map(pluginFilesIn))
    const missing = await missingOf({ instance, gitPlugins })
    const reason = 'It is not installed on this machine: run "lyceum plugins install".'
    return {
      files: found.flatMap(({ files }) => files),
      errors: [...found.flatMap(({ errors }) => errors), ...missing.map((origin) => ({ file: origin, reason }))],
    }
  } catch (error) {
    return { files: [], errors: [{ file, reason: `What is installed cannot be read: ${String(error).slice(0, 500)}` }] }
  }
}
