import { detached } from './text.ts'

const MOST = 5_000
const LONGEST_KEY = 200

/**
 * A function that remembers what it said about short texts, for columns whose values repeat. It starts afresh when it
 * has met five thousand different ones, and keeps its own copies, because a slice keeps its whole file piece alive.
 */
export function remembering<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const kept = known.get(text)
    if (kept !== undefined) return kept
    if (text.length > LONGEST_KEY) return read(text)

    if (known.size >= MOST) known.clear()
    const key = detached(text)
    const value = read(key)
    known.set(key, value)
    return value
  }
}
