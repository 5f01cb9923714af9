import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

/**
 * Makes a fault in one file of the house as it is loaded, in a process that has the caller under `--import`: the sources
 * stay as they are.
 *
 * @throws where a text to be replaced does not stand in the file any more: the fault would not be one.
 */
export function spoil(file: string, changes: readonly (readonly [from: string, to: string])[]): void {
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context)
      if (!url.endsWith(`/src/${file}`) || loaded.source === undefined) return loaded
      let source = String(loaded.source)
      for (const [from, to] of changes) {
        if (!source.includes(from)) throw new Error(`${file} has no ${from}`)
        source = source.replace(from, () => to)
      }
      return { ...loaded, source }
    },
  })
}

/** What a process needs in its environment to have the faults of these files. */
export const withFault = (...files: readonly string[]): Record<string, string> => ({
  NODE_OPTIONS: files.map((file) => `--import=${pathToFileURL(file).href}`).join(' '),
})
