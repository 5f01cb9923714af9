import type { Entity } from '../../src/apps/plugins/formats/rows.ts'
import type { Value } from '../shared/attribute-values.ts'
import { pairsOfValues, type ValueSimilarity } from '../shared/value-pairs.ts'

/** How alike two years are: 1 for the same, less the further apart; null where one of them is no whole number. */
export function timeSimilarity(first: Value, second: Value, factor: number): number | null {
  const left = yearOf(first)
  const right = yearOf(second)
  if (left === null || right === null) return null
  return 1 - Math.tanh(Math.abs(left - right) * factor)
}

/** The similarities of all values of one attribute that meet in a pair of entities, missing ones included. */
export function* timeSimilarities(
  entities: readonly Entity[],
  attribute: string,
  factor: number,
): Generator<ValueSimilarity> {
  for (const [source, target] of pairsOfValues(entities, attribute, true)) {
    yield { source, target, similarity: timeSimilarity(source, target, factor) }
  }
}

/** A whole number, also where it is written as text; years before the common era are negative. */
function yearOf(value: Value): number | null {
  if (typeof value === 'number') return Number.isInteger(value) ? value : null
  return typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : null
}
