import type { Entity } from '../../src/apps/plugins/formats/rows.ts'
import { startCodes, type Value, valuesOf } from './attribute-values.ts'

/** How alike two values of one attribute are; null where nobody can say. */
export type ValueSimilarity = Readonly<{ source: Value; target: Value; similarity: number | null }>

/**
 * All pairs of values that meet in two entities (or in one), each ordered pair once, in the order in which the pairs of
 * entities come: first with all, second with all that follow. Null values are no part of it unless `withNulls`.
 */
export function* pairsOfValues(
  entities: readonly Entity[],
  attribute: string,
  withNulls = false,
): Generator<[Value, Value]> {
  const { codeOf, members } = startCodes<Value>()
  const { sets, setOf } = distinctSets(entities, attribute, withNulls)
  const coded = sets.map((set) => Int32Array.from(set, codeOf))
  const seen = startSeen(members.length)
  const metBy = new Int32Array(sets.length).fill(-1)

  for (let left = 0, next = 0; left < setOf.length && !seen.isFull(); left++) {
    // A set brings nothing new the second time it stands on the left, nor twice on the right of the same one.
    if (setOf[left] !== next) continue
    for (let right = left; right < setOf.length; right++) {
      const other = setOf[right] as number
      if (metBy[other] === next) continue
      metBy[other] = next
      for (const source of coded[next] as Int32Array) {
        for (const target of coded[other] as Int32Array) {
          if (seen(source, target)) yield [members[source] as Value, members[target] as Value]
        }
      }
    }
    next++
  }
}

/** The different sets of values in the order in which they come, and which of them each entity has. */
function distinctSets(
  entities: readonly Entity[],
  attribute: string,
  withNulls: boolean,
): Readonly<{ sets: readonly Value[][]; setOf: Int32Array }> {
  const { codeOf } = startCodes<string>()
  const sets: Value[][] = []
  const setOf = Int32Array.from(entities, (entity) => {
    const values = (valuesOf(entity, attribute) ?? [null]).filter(
      (value) => value !== '' && (withNulls || value !== null),
    )
    const code = codeOf(JSON.stringify(values))
    if (code === sets.length) sets.push(values)
    return code
  })
  return { sets, setOf }
}

type Seen = ((source: number, target: number) => boolean) & { isFull: () => boolean }

/** Answers true for a pair the first time; one bit a pair, or a set where the bits would take more than 64 MB. */
function startSeen(size: number): Seen {
  let count = 0
  const isFull = (): boolean => count === size * size
  const bits = size <= 23_000 ? new Uint8Array(Math.ceil((size * size) / 8)) : undefined
  const set = new Set<number>()

  const see = (source: number, target: number): boolean => {
    const place = source * size + target
    if (bits === undefined) {
      if (set.has(place)) return false
      set.add(place)
    } else {
      const mask = 1 << (place & 7)
      const byte = Math.floor(place / 8)
      if (((bits[byte] as number) & mask) !== 0) return false
      bits[byte] = (bits[byte] as number) | mask
    }
    count++
    return true
  }
  return Object.assign(see, { isFull })
}
