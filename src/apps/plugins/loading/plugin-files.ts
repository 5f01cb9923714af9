import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'

/** A plugin or folder that was not loaded, and why. */
export type LoadError = Readonly<{ file: string; reason: string }>

export type Found = Readonly<{ files: string[]; errors: LoadError[] }>

/** What makes a folder a plugin: code, or the description of a tool. */
const names = ['plugin.ts', 'plugin.js', 'plugin.json']

/** A folder that holds a plugin's file is one plugin; of any other, each folder in it that is not hidden may be one. */
export async function pluginFilesIn(folder: string): Promise<Found> {
  const own = pluginFile(folder)
  if (own) return { files: [own], errors: [] }
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    const names = entries
      .filter((entry) => entry.isDirectory() && !/^[._]/.test(entry.name) && entry.name !== 'node_modules')
      .map(({ name }) => name)
    return { files: names.sort(compareText).flatMap((name) => pluginFile(join(folder, name)) ?? []), errors: [] }
  } catch {
    return { files: [], errors: [{ file: folder, reason: `The folder ${basename(folder)} cannot be read.` }] }
  }
}

const pluginFile = (folder: string): string | undefined =>
  names.map((name) => join(folder, name)).find((file) => existsSync(file))

/** Where packages lie that a plugin of an instance may import: beside it, or above. */
export function readableBy(file: string): string[] {
  const folder = dirname(file)
  const parts = folder.split(sep)
  const at = parts.indexOf('node_modules')
  if (at >= 0) return [parts.slice(0, at + 1).join(sep)]
  const above = parts.map((_, index) => join(parts.slice(0, index + 1).join(sep) || sep, 'node_modules'))
  return [folder, ...above.filter((path) => !path.startsWith(folder + sep) && existsSync(path))]
}

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
