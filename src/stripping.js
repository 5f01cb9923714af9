// @ts-check
import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Node strips types of its own accord, but not below `node_modules`, where an installed Lyceum lies: there `bin/lyceum`
 * loads this file first, in every thread and child process. It stands for Lyceum's own files alone.
 */
const own = new URL('..', import.meta.url).href

registerHooks({
  load(url, context, next) {
    const isOurs = url.startsWith(own) && !url.startsWith(`${own}node_modules/`) && /\.ts(?:\?|$)/.test(url)
    if (!isOurs) return next(url, context)
    const source = stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8'))
    return { format: 'module', source, shortCircuit: true }
  },
})
