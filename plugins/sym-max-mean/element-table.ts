import type { Value } from '../shared/attribute-values.ts'
import type { ValueSimilarity } from '../shared/value-pairs.ts'

/** Similarities of numbered values. NaN stands for one that is null in the file. */
export type ElementTable = Readonly<{
  numberOf: (value: Value) => number
  /** 0 for a pair that the file does not name in either direction. */
  similarity: (first: number, second: number) => number
}>

const unknown = -1

/** Above this number of values a table of all pairs would take more than 128 MB, and a map is used. */
const widest = 4096

/** Reads the list of pairs that one attribute has in a file of type `custom/element-similarities`. */
export function elementTable(pairs: Iterable<ValueSimilarity>): ElementTable {
  const numbers = new Map<string, number>()
  const numberOf = (value: Value): number => {
    const key = String(value)
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, numbers.size)
    return numbers.size - 1
  }
  const entries: [number, number, number][] = []
  for (const { source, target, similarity } of pairs) {
    entries.push([numberOf(source), numberOf(target), similarityOf(similarity)])
  }
  const width = numbers.size
  const stored = width <= widest ? denseTable(entries, width) : sparseTable(entries, width)
  const lookUp = (first: number, second: number): number =>
    first >= width || second >= width ? unknown : stored(first, second)

  return {
    numberOf,
    similarity: (first, second) => {
      const forward = lookUp(first, second)
      if (forward !== unknown) return forward
      const backward = lookUp(second, first)
      return backward === unknown ? 0 : backward
    },
  }
}

type Stored = (first: number, second: number) => number

function denseTable(entries: readonly [number, number, number][], width: number): Stored {
  const table = new Float64Array(width * width).fill(unknown)
  for (const [first, second, similarity] of entries) table[first * width + second] = similarity
  return (first, second) => table[first * width + second] as number
}

function sparseTable(entries: readonly [number, number, number][], width: number): Stored {
  const table = new Map(entries.map(([first, second, similarity]) => [first * width + second, similarity]))
  return (first, second) => table.get(first * width + second) ?? unknown
}

function similarityOf(value: unknown): number {
  if (value === null || value === undefined) return Number.NaN
  if (typeof value === 'number' && value >= 0 && value <= 1) return value
  throw new RangeError(`A similarity must lie between 0 and 1, not at ${JSON.stringify(value)}.`)
}
