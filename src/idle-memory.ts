import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (how: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

/** The second: what ran at the start alone is forgotten. What runs again is compiled again, 5 ms of a first page. */
const flags = ['expose-gc', 'stress-flush-code'] as const

/**
 * Gives back to the machine what loading the program left behind in this thread, once, a moment after the start: V8
 * alone would keep some 15 MB of dead objects and cold code until the next busy hour.
 */
export function giveBackMemorySoon(): void {
  const collect = (): void => {
    for (const flag of flags) setFlagsFromString(`--${flag}`)
    const gc: Collect = runInNewContext('gc')
    gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    // With other flags than at the start, V8 would refuse all compiled code that is kept on the disk.
    for (const flag of flags) setFlagsFromString(`--no-${flag}`)
  }
  setTimeout(collect, 1_000).unref()
}
