import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { UserError } from '../../../platform/errors.ts'

const run = promisify(execFile)
const timeoutMs = 10 * 60_000
const mostOutputBytes = 10_000_000

/** A package that something needs, and who says so. */
export type Requirement = Readonly<{ name: string; range: string; by: string }>

const PackageFile = z.object({ dependencies: z.record(z.string(), z.string()).default({}) })
const namePattern = /^(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/
/** A range of versions; an address or a path would fetch from anywhere, or link to anything. */
const rangePattern = /^(?:[\d.xX*^~<>=|\s-]|(?<=\d)-[\w.]+|(?<=\d)\+[\w.]+)+$/

/**
 * The packages that a plugin's own package.json asks for; none where it has none.
 *
 * @throws UserError `plugins.requirement` for one that does not come from a registry.
 */
export async function requirementsOf(folder: string, by: string): Promise<Requirement[]> {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return []
  const parsed = PackageFile.safeParse(jsonOf(await readFile(file, 'utf8')))
  if (!parsed.success) throw badRequirement(`The package.json of ${by} cannot be understood.`)
  return Object.entries(parsed.data.dependencies)
    .filter(([name]) => name !== 'lyceum')
    .map(([name, range]) => {
      if (namePattern.test(name) && rangePattern.test(range)) return { name, range, by }
      throw badRequirement(`${by} asks for ${name}@${range}, which is no package of a registry.`)
    })
}

/**
 * All requirements as one list, so that those that cannot hold together show at once.
 *
 * @throws UserError `plugins.requirement` where two ask for different versions of one package.
 */
export function combined(requirements: readonly Requirement[]): Record<string, string> {
  const chosen = new Map<string, Requirement>()
  for (const one of requirements) {
    const before = chosen.get(one.name)
    if (before && before.range !== one.range)
      throw badRequirement(
        `${before.by} asks for ${one.name}@${before.range} and ${one.by} for ${one.name}@${one.range}; one of them has to give way.`,
      )
    chosen.set(one.name, one)
  }
  return Object.fromEntries([...chosen.values()].map(({ name, range }) => [name, range]))
}

/**
 * Brings the packages of one folder to exactly these, without running a script of any of them; its lock file keeps what
 * was chosen. After a failure the folder asks for what it asked for before.
 *
 * @throws UserError `plugins.npm` in npm's own words.
 */
export async function installPackages(folder: string, dependencies: Readonly<Record<string, string>>): Promise<void> {
  const file = join(folder, 'package.json')
  const before = existsSync(file) ? await readFile(file, 'utf8') : undefined
  const wanted = `${JSON.stringify({ name: 'plugins-of-this-house', private: true, dependencies }, null, 2)}\n`
  if (before === wanted && existsSync(join(folder, 'node_modules'))) return
  if (before === undefined && Object.keys(dependencies).length === 0) return
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(file, wanted)
  const flags = [
    '--ignore-scripts',
    '--omit=dev',
    '--no-audit',
    '--no-fund',
    '--no-update-notifier',
    '--loglevel=error',
  ]
  try {
    await run('npm', ['install', ...flags], { cwd: folder, timeout: timeoutMs, maxBuffer: mostOutputBytes })
  } catch (error) {
    if (before === undefined) await rm(file, { force: true })
    else await writeFile(file, before)
    throw asNpmError(error)
  }
}

function asNpmError(error: unknown): UserError {
  const { code, stderr = '' } = error as Readonly<{ code?: unknown; stderr?: string }>
  const said = stderr.replaceAll(/^npm (?:error|ERR!) ?/gm, '').trim()
  const words = code === 'ENOENT' ? 'npm is not installed on this machine.' : said.slice(0, 1_000)
  return new UserError('unavailable', 'plugins.npm', `npm could not install: ${words}`, { cause: error })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const badRequirement = (sentence: string): UserError => new UserError('conflict', 'plugins.requirement', sentence)
