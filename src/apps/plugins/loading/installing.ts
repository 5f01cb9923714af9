import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import type { Config } from '../../../config.ts'
import { UserError } from '../../../platform/errors.ts'
import { alone } from './alone.ts'
import { copyFolder, hashOfFolder } from './copying.ts'
import { checkOut } from './git.ts'
import { type Installed, installedFolder, readInstalled, writeInstalled } from './installed.ts'
import { combined, installPackages, type Requirement, requirementsOf } from './npm.ts'
import { keyOf, type Origin, readOrigin } from './origins.ts'
import { pluginFilesIn } from './plugin-files.ts'

export type Places = Pick<Config, 'instance' | 'gitPlugins'>

/** What an installation does, or with a dry run would do. */
export type Plan = Readonly<{
  /** What is fetched, as it was asked for. */
  fetched: readonly string[]
  /** What stays as it is, pinned. */
  kept: readonly Installed[]
  /** All packages that npm is asked for, of all plugins together. */
  packages: Readonly<Record<string, string>>
}>

type InstallOptions = Readonly<{
  /** Fetch also what is there already: the newest commit of its branch, the folder as it is now. */
  isUpdate?: boolean
  isDryRun?: boolean
  now: string
}>

/**
 * Installs what is asked for; nothing in particular stands for everything of LYCEUM_GIT_PLUGINS, and for whatever the
 * record names and the folder lacks. What is there already stays at its version.
 *
 * @throws UserError `plugins.installing`, `plugins.origin`, `plugins.git`, `plugins.npm`, `plugins.requirement`, `plugins.nothing-there`.
 */
export async function install(places: Places, asked: readonly string[], options: InstallOptions): Promise<Plan> {
  const { isUpdate = false, isDryRun = false, now } = options
  const record = await readInstalled(places)
  const origins = (asked.length > 0 ? asked : await missingOf(places)).map(readOrigin)
  const fetched = origins.filter((origin) => isUpdate || !isKept(places, record, origin))
  const keys = new Set(fetched.map(keyOf))
  const kept = record.filter((one) => !keys.has(keyOfInstalled(one)) && existsSync(folderOf(places, one)))
  const plan = { fetched: fetched.map(({ asked }) => asked), kept, packages: await packagesOf(places, kept, fetched) }
  if (isDryRun || fetched.length === 0) return plan
  const packages = await alone(installedFolder(places), () => carryOut(places, fetched, now))
  return { ...plan, packages }
}

/** Fetches, and answers what npm was asked for. The record is read again: another process may have been here just before. */
async function carryOut(places: Places, fetched: readonly Origin[], now: string): Promise<Record<string, string>> {
  const keys = new Set(fetched.map(keyOf))
  await clearUnfinished(installedFolder(places))
  const record = await readInstalled(places)
  let installed = record.filter((one) => !keys.has(keyOfInstalled(one)))
  for (const origin of fetched) {
    if (origin.kind === 'npm') continue
    installed = [...installed, await bring(places, origin, now)]
    await writeInstalled(places, installed)
  }
  const packages = await packagesOf(places, installed, fetched)
  await installPackages(installedFolder(places), packages)
  try {
    for (const origin of fetched)
      if (origin.kind === 'npm') installed = [...installed, await acceptPackage(places, origin, now)]
  } catch (error) {
    await installPackages(installedFolder(places), await packagesOf(places, await readInstalled(places), []))
    throw error
  }
  await writeInstalled(places, installed)
  return packages
}

/**
 * Takes a plugin out of the instance.
 *
 * @throws UserError `plugins.not-installed`, `plugins.installing`
 */
export const remove = (places: Places, name: string): Promise<Installed> =>
  alone(installedFolder(places), () => takeOut(places, name))

async function takeOut(places: Places, name: string): Promise<Installed> {
  const record = await readInstalled(places)
  const found = record.find((one) => [one.asked, one.origin, basename(one.folder), one.folder].includes(name))
  if (!found) throw new UserError('not-found', 'plugins.not-installed', `Nothing that is installed is called ${name}.`)
  const left = record.filter((one) => one !== found)
  await writeInstalled(places, left)
  if (found.kind !== 'npm') await rm(folderOf(places, found), { recursive: true, force: true })
  await installPackages(installedFolder(places), await packagesOf(places, left, []))
  return found
}

/** What LYCEUM_GIT_PLUGINS and the record name, and the instance lacks; each as `install` takes it. */
export async function missingOf(places: Places): Promise<string[]> {
  const record = await readInstalled(places)
  const lost = record.filter((one) => !existsSync(folderOf(places, one))).map(({ origin }) => origin)
  const wanted = places.gitPlugins.filter((asked) => !record.some((one) => one.asked === asked))
  return [...lost, ...wanted]
}

/** Folders of what is installed and there. */
export async function installedFolders(places: Pick<Config, 'instance'>): Promise<string[]> {
  const record = await readInstalled(places)
  return record.map((one) => folderOf(places, one)).filter((folder) => existsSync(folder))
}

const folderOf = (places: Pick<Config, 'instance'>, { folder }: Pick<Installed, 'folder'>): string =>
  join(installedFolder(places), folder)

const keyOfInstalled = ({ asked }: Installed): string => keyOf(readOrigin(asked))

/** Whether exactly this is there already: the same version of npm, the same branch, tag or commit of git. */
function isKept(places: Places, record: readonly Installed[], origin: Origin): boolean {
  const before = record.find((one) => keyOfInstalled(one) === keyOf(origin))
  if (!before || origin.kind === 'folder' || !existsSync(folderOf(places, before))) return false
  return [before.asked, before.origin].includes(origin.asked)
}

async function packagesOf(
  places: Places,
  kept: readonly Installed[],
  fetched: readonly Origin[],
): Promise<Record<string, string>> {
  const named = (origin: Origin): Requirement[] =>
    origin.kind === 'npm' ? [{ name: origin.name, range: origin.version, by: `"${origin.asked}"` }] : []
  const ofKept = kept.map(async (one) =>
    one.kind === 'npm' ? named(readOrigin(one.asked)) : requirementsOf(folderOf(places, one), one.asked),
  )
  return combined([...(await Promise.all(ofKept)).flat(), ...fetched.flatMap(named)])
}

/** What an installation left behind that was killed. */
async function clearUnfinished(base: string): Promise<void> {
  const left = (await readdir(base)).filter((name) => name.startsWith(unfinished))
  for (const name of left) await rm(join(base, name), { recursive: true, force: true })
}

const unfinished = '.new-'

type Fetched = Exclude<Origin, { kind: 'npm' }>

/** Into a hidden folder first, and in its place when it is whole. */
async function bring(places: Places, origin: Fetched, now: string): Promise<Installed> {
  const base = installedFolder(places)
  const folder = folderFor(origin)
  const [target, staging] = [join(base, folder), join(base, `${unfinished}${randomUUID()}`)]
  await mkdir(dirname(target), { recursive: true, mode: 0o700 })
  try {
    const { whole, pinned } = await obtain(origin, staging)
    await demandPlugins(whole, origin)
    await requirementsOf(whole, origin.asked)
    await rm(target, { recursive: true, force: true })
    await rename(whole, target)
    return {
      kind: origin.kind,
      asked: origin.asked,
      origin: pinnedOrigin(origin, pinned),
      pinned,
      folder,
      installedAt: now,
    }
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

async function obtain(origin: Fetched, staging: string): Promise<Readonly<{ whole: string; pinned: string }>> {
  if (origin.kind === 'folder') {
    if (!existsSync(origin.path)) throw nothingThere(origin.asked)
    await copyFolder(origin.path, staging)
    return { whole: staging, pinned: await hashOfFolder(staging) }
  }
  const pinned = await checkOut(origin, staging)
  const whole = join(staging, origin.subdirectory ?? '.')
  if (!existsSync(whole)) throw nothingThere(origin.asked)
  return { whole, pinned }
}

/** Two repositories of one name are told apart by where they lie. */
function folderFor(origin: Fetched): string {
  if (origin.kind === 'folder') return `folders/${plain(basename(origin.path))}`
  const { pathname, host } = new URL(origin.url)
  return `git/${plain(`${host}${pathname.replace(/\.git$/, '')}${origin.subdirectory ? `/${origin.subdirectory}` : ''}`)}`
}

const plain = (text: string): string =>
  text
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(-150)
    .replace(/^[.-]+/, '') || 'plugin'

function pinnedOrigin(origin: Fetched, pinned: string): string {
  if (origin.kind === 'folder') return origin.path
  const behind = origin.subdirectory === null ? '' : `#subdirectory=${origin.subdirectory}`
  return `git+${origin.url}@${pinned}${behind}`
}

async function demandPlugins(folder: string, { asked }: Pick<Origin, 'asked'>): Promise<void> {
  const { files } = await pluginFilesIn(folder)
  if (files.length === 0) throw nothingThere(asked)
}

/** What npm brought; without a plugin in it, it is none. */
async function acceptPackage(
  places: Places,
  { asked, name, version }: Extract<Origin, { kind: 'npm' }>,
  now: string,
): Promise<Installed> {
  const folder = `node_modules/${name}`
  const path = join(installedFolder(places), folder)
  await demandPlugins(path, { asked })
  const brought = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(path, 'package.json'), 'utf8')))
  if (brought.version !== version) throw nothingThere(asked)
  return { kind: 'npm', asked, origin: asked, pinned: version, folder, installedAt: now }
}

const nothingThere = (asked: string): UserError =>
  new UserError(
    'not-found',
    'plugins.nothing-there',
    `${asked} holds no plugin: no plugin.ts, plugin.js or plugin.json.`,
  )
