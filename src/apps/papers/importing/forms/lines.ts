import { LONGEST_RECORD } from './form.ts'

/** Cuts text that arrives in pieces at LF, CR LF and CR. A line beyond any record's length comes in parts. */
export class Lines {
  #rest = ''
  /** Up to here no line end was found. */
  #searched = 0;

  *push(piece: string, isLast: boolean): Generator<string> {
    const text = this.#rest + piece
    let from = 0
    let at = this.#searched
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code !== 10 && code !== 13) continue
      // A CR at the very end may be half of a line end.
      if (code === 13 && at === text.length - 1 && !isLast) break
      yield text.slice(from, at)
      if (code === 13 && text.charCodeAt(at + 1) === 10) at++
      from = at + 1
    }
    if (isLast ? from < text.length : text.length - from > 2 * LONGEST_RECORD) {
      yield text.slice(from)
      from = text.length
    }
    this.#rest = text.slice(from)
    this.#searched = Math.max(0, Math.min(at, text.length) - from)
  }
}
