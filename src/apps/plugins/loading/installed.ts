import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Config } from '../../../config.ts'

/** A plugin, or folder of plugins, that was brought into the instance. */
const Installed = z.object({
  kind: z.enum(['npm', 'git', 'folder']),
  /** What installs exactly this again: `NAME@VERSION`, `git+https://…@COMMIT#subdirectory=…`, or a folder's path. */
  origin: z.string(),
  /** What was asked for, before it was pinned. */
  asked: z.string(),
  /** Version, commit, or SHA-256 of what the files hold. */
  pinned: z.string(),
  /** Below `plugins` of the instance. */
  folder: z.string().regex(/^(?:git|folders|node_modules)\/(?!\.)[\w@.-]+(?:\/(?!\.)[\w.-]+)?$/),
  installedAt: z.string(),
})
export type Installed = z.output<typeof Installed>

const Record = z.object({ installed: z.array(Installed) })

/** Where an instance keeps the plugins that were installed into it. */
export const installedFolder = ({ instance }: Pick<Config, 'instance'>): string => join(instance, 'plugins')
const recordFile = (config: Pick<Config, 'instance'>): string => join(installedFolder(config), 'installed.json')

/**
 * What is installed, in the order of its installation. It is kept beside the plugins rather than in the database, since
 * each machine that runs plugins has its own copy of them.
 *
 * @throws Error where the record is there and cannot be understood.
 */
export async function readInstalled(config: Pick<Config, 'instance'>): Promise<readonly Installed[]> {
  const file = recordFile(config)
  if (!existsSync(file)) return []
  return Record.parse(JSON.parse(await readFile(file, 'utf8'))).installed
}

/** Takes the place of the record as a whole, or not at all. */
export async function writeInstalled(config: Pick<Config, 'instance'>, installed: readonly Installed[]): Promise<void> {
  await mkdir(installedFolder(config), { recursive: true, mode: 0o700 })
  const file = recordFile(config)
  await writeFile(`${file}.new`, `${JSON.stringify({ installed }, null, 2)}\n`, { mode: 0o600 })
  await rename(`${file}.new`, file)
}

/** What installs again what this machine has; a record that cannot be read says so, rather than stop a backup. */
export async function commandsFor(config: Pick<Config, 'instance'>): Promise<string[]> {
  try {
    return (await readInstalled(config)).map(({ origin }) => `lyceum plugins install ${shellWord(origin)}`)
  } catch {
    return [`# ${recordFile(config)} cannot be read: look there for what was installed`]
  }
}

const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
