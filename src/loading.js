// @ts-check
import { hash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { setImmediate as nextRound } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { threadId } from 'node:worker_threads'

/**
 * How files of the program are found and read: `bin/lyceum` loads this file first, in every thread and child process.
 *
 * It strips the types of Lyceum's own files. Node would do that of its own accord, but not below `node_modules`, where an
 * installed Lyceum lies; and it would hold each text in memory twice for as long as the process runs, and take a quarter
 * more of the processor at a start. And it takes the files that modules name whole as they are named: Node would ask the
 * disk about every folder on the way to each, which is half of what a start takes.
 */
const own = new URL('..', import.meta.url).href

/** Where compiled code and text without types are kept; undefined: nowhere. */
export const cache = process.env.NODE_COMPILE_CACHE
const kept = cache && join(cache, `stripped-${process.version}`)
// Who may only read is a plugin's process, and a plugin sees nothing of the environment.
if (process.permission) delete process.env.NODE_COMPILE_CACHE

/**
 * Files of which this process had to strip the types, and may write nothing: whoever may, does it with `keepWithoutTypes`.
 *
 * @type {string[]}
 */
export const unkept = []

registerHooks({
  resolve(specifier, context, next) {
    const url = fileNamed(specifier, context)
    return url === undefined ? next(specifier, context) : { url, shortCircuit: true }
  },

  load(url, context, next) {
    if (!isOurs(url)) return next(url, context)
    const path = fileURLToPath(url)
    const source = withoutTypes(readFileSync(path, 'utf8'), kept, () => process.permission && unkept.push(path))
    return { format: 'module', source, shortCircuit: true }
  },
})

/** @param {string} url */
function isOurs(url) {
  return (url.startsWith(`${own}src/`) || url.startsWith(`${own}plugins/`)) && /\.ts(?:\?|$)/.test(url)
}

/**
 * Keeps files of the program without their types, one at a time, so that others have their turn between two; passes over
 * what is no file of the program.
 *
 * @param {readonly string[]} paths
 */
export async function keepWithoutTypes(paths) {
  for (const path of paths) {
    if (isOurs(pathToFileURL(path).href)) withoutTypes(readFileSync(path, 'utf8'), kept)
    await nextRound()
  }
}

/**
 * The file that a module of the program or of a library names whole, by its place beside its own; undefined for all else,
 * which Node looks for. Plugins that were installed are left to it: its words tell their authors what is not there.
 *
 * @param {string} specifier
 * @param {Pick<import('node:module').ResolveHookContext, 'conditions' | 'parentURL'>} context
 */
export function fileNamed(specifier, { conditions, parentURL = '' }) {
  const isWhole = /^\.\.?\/.*\.[cm]?[jt]s$/.test(specifier)
  const isKnown = parentURL.startsWith(`${own}src/`) || parentURL.includes('/node_modules/')
  return isWhole && isKnown && conditions.includes('import') ? new URL(specifier, parentURL).href : undefined
}

/**
 * The same text with blanks for its types. It is kept in this folder under the sum of the text, beside the compiled
 * code, so that the next start only reads it; where nothing can be kept, it is made each time.
 *
 * @param {string} text
 * @param {string | undefined} folder
 * @param {() => void} [failed] Called where it could not be kept.
 */
export function withoutTypes(text, folder, failed) {
  if (!folder) return stripTypeScriptTypes(text)
  const file = join(folder, hash('sha256', text))
  try {
    return readFileSync(file, 'utf8')
  } catch {
    const stripped = stripTypeScriptTypes(text)
    if (!keep(file, folder, stripped)) failed?.()
    return stripped
  }
}

/**
 * Whole or not at all: other processes read these files while they are written.
 *
 * @param {string} file
 * @param {string} folder
 * @param {string} text
 */
function keep(file, folder, text) {
  const draft = `${file}.${process.pid}-${threadId}`
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(draft, text)
    renameSync(draft, file)
    return true
  } catch {
    // A folder that cannot be written, or a full disk: the program runs as well, it only starts more slowly.
    return false
  }
}
