import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import type { Config } from '../../../config.ts'
import { type Child, ChildFailure, root, startChild } from '../running/child.ts'
import { identifierOf, PluginDescription } from './description.ts'

/** A plugin that was loaded. */
export type KnownPlugin = PluginDescription &
  Readonly<{ identifier: string /** Path of its `plugin.ts`. */; file: string }>

/** A plugin that was not, and why. */
export type LoadError = Readonly<{ file: string; reason: string }>

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

/**
 * Loads every plugin of the stock folder and of LYCEUM_PLUGIN_FOLDERS, in a process of its own, so that the house never
 * runs their code. One that fails, hangs or says nonsense is listed with its reason, and the rest works.
 */
export async function loadCatalogue(
  { pluginFolders }: Pick<Config, 'pluginFolders'>,
  timeoutMs = usualTimeoutMs,
): Promise<Catalogue> {
  const found = await Promise.all([stockFolder, ...pluginFolders].map(pluginFilesIn))
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
  const readable = [...new Set(files.map((file) => dirname(file)))]
  const described: Described[] = []
  let child: Child | undefined
  try {
    for (const file of files) {
      if (!child?.isAlive()) child = startChild({ readable, writable, memoryMb })
      described.push(await describeOne(child, file, timeoutMs))
    }
  } finally {
    child?.kill()
    await rm(writable, { recursive: true, force: true })
  }
  return described
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

type Found = Readonly<{ files: string[]; errors: LoadError[] }>

/** A folder that holds a `plugin.ts` is one plugin; of any other, each folder in it that is not hidden may be one. */
async function pluginFilesIn(folder: string): Promise<Found> {
  const own = pluginFile(folder)
  if (own) return { files: [own], errors: [] }
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    const names = entries.filter((entry) => entry.isDirectory() && !/^[._]/.test(entry.name)).map(({ name }) => name)
    return { files: names.sort(compareText).flatMap((name) => pluginFile(join(folder, name)) ?? []), errors: [] }
  } catch {
    return { files: [], errors: [{ file: folder, reason: `The folder ${basename(folder)} cannot be read.` }] }
  }
}

const pluginFile = (folder: string): string | undefined =>
  ['plugin.ts', 'plugin.js'].map((name) => join(folder, name)).find((file) => existsSync(file))

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
