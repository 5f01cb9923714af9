import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { programOf } from '../manifests/manifest.ts'
import { pluginOfManifest } from '../manifests/plugin.ts'
import { findProgram } from '../manifests/programs.ts'
import { type Child, ChildFailure, startChild } from '../running/child.ts'
import type { KnownPlugin } from './catalogue.ts'
import { describePlugin } from './describing.ts'
import { identifierOf, PluginDescription } from './description.ts'
import { readableBy } from './plugin-files.ts'

/** What one file came to: a plugin, or the reason why it is none. */
export type Described =
  | Readonly<{ file: string; plugin: KnownPlugin; reason?: undefined }>
  | Readonly<{ file: string; plugin?: undefined; reason: string }>

const memoryMb = 512
const mostManifestBytes = 1_000_000
const longestReason = 2_000

/** Asks each file what it is, in a process of their own; one that hangs costs the others nothing but its time. */
export async function describeFiles(files: readonly string[], timeoutMs: number): Promise<Described[]> {
  const writable = await mkdtemp(join(tmpdir(), 'lyceum-load-'))
  const readable = [...new Set(files.flatMap(readableBy))]
  const described: Described[] = []
  let child: Child | undefined
  try {
    for (const file of files) {
      if (!file.endsWith('.json') && !child?.isAlive()) child = startChild({ readable, writable, memoryMb })
      described.push(await describeOne(child, file, timeoutMs))
    }
  } finally {
    child?.kill()
    await rm(writable, { recursive: true, force: true })
  }
  return described
}

async function describeOne(child: Child | undefined, file: string, timeoutMs: number): Promise<Described> {
  try {
    const value = file.endsWith('.json') ? await describeManifest(file) : await child?.describe(file, timeoutMs)
    const parsed = PluginDescription.safeParse(value)
    if (!parsed.success) return { file, reason: z.prettifyError(parsed.error).slice(0, longestReason) }
    return { file, plugin: { ...parsed.data, identifier: identifierOf(parsed.data), file } }
  } catch (error) {
    return { file, reason: reasonOf(error, dirname(file)).slice(0, longestReason) }
  }
}

/** A manifest is read here: it is no code. Its program has to be there. */
async function describeManifest(file: string): Promise<unknown> {
  if ((await stat(file)).size > mostManifestBytes) throw new TypeError('plugin.json is larger than 1 MB.')
  const json = await readFile(file, 'utf8')
  const description = describePlugin(pluginOfManifest(json, dirname(file)))
  await findProgram(programOf(json), dirname(file))
  return description
}

/** With the line of the plugin's own code where it happened. */
function reasonOf(error: unknown, folder: string): string {
  if (!(error instanceof ChildFailure)) return error instanceof Error ? error.message : String(error)
  const { name, message, stack } = error.failure
  const line = stack.split('\n').find((text) => text.includes(folder)) ?? ''
  return `${name}: ${message} ${line.trim()}`.trim()
}
