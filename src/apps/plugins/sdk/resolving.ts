import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

/** The names that `exports` in package.json gives to authors. */
const ownNames = /^lyceum(\/|$)/
const here = pathToFileURL(import.meta.filename).href

/**
 * From here on `lyceum/plugin` means this program for every module of the process, so that a plugin needs no copy of it
 * in a `node_modules` of its own, and never gets another one than that which runs it.
 */
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier, ownNames.test(specifier) ? { ...context, parentURL: here } : context),
})
