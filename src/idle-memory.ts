import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (how: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

/**
 * Gives back to the machine what loading the program left behind in this thread, once, a moment after the start: V8
 * alone would keep some 10 MB of dead objects and cold code until the next busy hour.
 */
export function giveBackMemorySoon(): void {
  const collect = (): void => {
    setFlagsFromString('--expose-gc')
    const gc: Collect = runInNewContext('gc')
    gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  }
  setTimeout(collect, 1_000).unref()
}
