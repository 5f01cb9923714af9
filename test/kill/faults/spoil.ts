import { registerHooks } from 'node:module'
// Of hooks the last one registered is asked first, and this one reads files of the house without asking any other.
import '../../../src/loading.js'

/**
 * Makes a fault in one file of the house as it is loaded, in a process that has the caller under `--import`: the sources
 * stay as they are. The file has lost its types by then, and what is put in has none.
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
