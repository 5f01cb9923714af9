/**
 * Gives back to the machine what loading the program left behind in this thread, once, a moment after the start: V8
 * alone would keep some 10 MB of dead objects until the next busy hour. Where the launcher has not asked V8 for `gc`,
 * nothing happens; to ask for it later would make V8 refuse all compiled code that is kept, in every thread.
 */
export function giveBackMemorySoon(): void {
  setTimeout(() => globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' }), 1_000).unref()
}
