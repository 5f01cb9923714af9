// @ts-check
import { hash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { threadId } from 'node:worker_threads'

/**
 * Strips the types of Lyceum's own files: `bin/lyceum` loads this file first, in every thread and child process. Node
 * would strip them of its own accord, but not below `node_modules`, where an installed Lyceum lies; and it would hold
 * each text in memory twice for as long as the process runs, and take a quarter more of the processor at a start.
 */
const own = new URL('..', import.meta.url).href

const { NODE_COMPILE_CACHE: cache } = process.env
const kept = cache && join(cache, `stripped-${process.version}`)

registerHooks({
  load(url, context, next) {
    const isOurs = url.startsWith(own) && !url.startsWith(`${own}node_modules/`) && /\.ts(?:\?|$)/.test(url)
    if (!isOurs) return next(url, context)
    const source = withoutTypes(readFileSync(fileURLToPath(url), 'utf8'), kept)
    return { format: 'module', source, shortCircuit: true }
  },
})

/**
 * The same text with blanks for its types. It is kept in this folder under the sum of the text, beside the compiled
 * code, so that the next start only reads it; where nothing can be kept, it is made each time.
 *
 * @param {string} text
 * @param {string | undefined} folder
 */
export function withoutTypes(text, folder) {
  if (!folder) return stripTypeScriptTypes(text)
  const file = join(folder, hash('sha256', text))
  try {
    return readFileSync(file, 'utf8')
  } catch {
    const stripped = stripTypeScriptTypes(text)
    keep(file, folder, stripped)
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
  } catch {
    // A folder that cannot be written, or a full disk: the program runs as well, it only starts more slowly.
  }
}
