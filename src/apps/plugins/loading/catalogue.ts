import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Config } from '../../../config.ts'
import { programOf } from '../manifests/manifest.ts'
import { pluginOfManifest } from '../manifests/plugin.ts'
import { findProgram } from '../manifests/programs.ts'
import { type Child, ChildFailure, root, startChild } from '../running/child.ts'
import { describePlugin } from './describing.ts'
import { identifierOf, PluginDescription } from './description.ts'
import { installedFolders, missingOf } from './installing.ts'
import { compareText, type Found, type LoadError, pluginFilesIn, readableBy } from './plugin-files.ts'

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
const memoryMb = 512

/** Where plugins are looked for; without an instance, nothing is installed. */
export type PluginPlaces = Pick<Config, 'pluginFolders'> & Partial<Pick<Config, 'instance' | 'gitPlugins'>>

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
  const described = await describeAll(files, timeoutMs)
  for (const { file, value, reason } of described) {
    if (reason !== undefined) errors.push({ file, reason })
    else addPlugin(byIdentifier, errors, file, value)
  }
  const plugins = [...byIdentifier.values()].sort(
    (a, b) => compareText(a.name, b.name) || compareText(a.version, b.version),
  )
  return Object.freeze({ plugins, errors, find: (identifier: string) => byIdentifier.get(identifier) })
}

function addPlugin(known: Map<string, KnownPlugin>, errors: LoadError[], file: string, value: unknown): void {
  const parsed = PluginDescription.safeParse(value)
  if (!parsed.success) return void errors.push({ file, reason: z.prettifyError(parsed.error).slice(0, 2_000) })
  const identifier = identifierOf(parsed.data)
  const before = known.get(identifier)
  if (before) errors.push({ file: before.file, reason: `${file} has the same name and version, and takes its place.` })
  known.set(identifier, { ...parsed.data, identifier, file })
}

type Described = Readonly<{ file: string; value?: unknown; reason?: string }>

async function describeAll(files: readonly string[], timeoutMs: number): Promise<Described[]> {
  if (files.length === 0) return []
  const writable = await mkdtemp(join(tmpdir(), 'lyceum-load-'))
  const readable = [...new Set(files.flatMap(readableBy))]
  const described: Described[] = []
  let child: Child | undefined
  try {
    for (const file of files) {
      if (file.endsWith('.json')) {
        described.push(await describeManifest(file))
        continue
      }
      if (!child?.isAlive()) child = startChild({ readable, writable, memoryMb })
      described.push(await describeOne(child, file, timeoutMs))
    }
  } finally {
    child?.kill()
    await rm(writable, { recursive: true, force: true })
  }
  return described
}

/** A manifest is read here: it is no code. Its program has to be there. */
async function describeManifest(file: string): Promise<Described> {
  try {
    const json = await readFile(file, 'utf8')
    const value = describePlugin(pluginOfManifest(json, dirname(file)))
    await findProgram(programOf(json), dirname(file))
    return { file, value }
  } catch (error) {
    return { file, reason: error instanceof Error ? error.message : String(error) }
  }
}

async function describeOne(child: Child, file: string, timeoutMs: number): Promise<Described> {
  try {
    return { file, value: await child.describe(file, timeoutMs) }
  } catch (error) {
    if (!(error instanceof ChildFailure)) throw error
    const { name, message, stack } = error.failure
    const line =
      stack
        .split('\n')
        .find((text) => text.includes(dirname(file)))
        ?.trim() ?? ''
    return { file, reason: `${name}: ${message} ${line}`.trim() }
  }
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
