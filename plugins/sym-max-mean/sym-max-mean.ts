import { type Entity, idOf } from '../../src/apps/plugins/formats/rows.ts'
import { valuesOf } from '../shared/attribute-values.ts'
import type { ElementTable } from './element-table.ts'

/** How alike two entities are in one attribute; null where nobody can say. */
type AttributeSimilarity = Readonly<{
  ID: string
  entity_1_ID: string
  entity_2_ID: string
  href: ''
  similarity: number | null
}>

/** Every entity with itself and with all that follow it. An entity without the attribute has no similarities. */
export function* attributeSimilarities(
  entities: readonly Entity[],
  attribute: string,
  table: ElementTable,
): Generator<AttributeSimilarity> {
  const sets = entities.map((entity) => numbered(entity, attribute, table))
  const ids = entities.map(({ ID }) => idOf(ID))
  for (let left = 0; left < sets.length; left++) {
    for (let right = left; right < sets.length; right++) {
      const [first, second] = [ids[left] as string, ids[right] as string]
      yield {
        ID: `${first}__${second}__${attribute}`,
        entity_1_ID: first,
        entity_2_ID: second,
        href: '',
        similarity: symMaxMean(sets[left] ?? null, sets[right] ?? null, table),
      }
    }
  }
}

/**
 * The mean of two means: of the best similarity that each value on the left has to one on the right, and the converse.
 * Null for two empty sets or where a set is missing; 0 where one is empty.
 *
 * @see J. Barzen et al., the symmetric variant of the maximum mean similarity of sets
 */
function symMaxMean(
  left: Int32Array | null,
  right: Int32Array | null,
  { similarity }: Pick<ElementTable, 'similarity'>,
): number | null {
  if (left === null || right === null || left.length + right.length === 0) return null
  if (left.length === 0 || right.length === 0) return 0
  const mean = (bestMean(left, right, similarity) + bestMean(right, left, similarity)) / 2
  return Number.isNaN(mean) ? null : mean
}

/** NaN where a value has no known similarity to any of the others. */
function bestMean(from: Int32Array, to: Int32Array, similarity: ElementTable['similarity']): number {
  let sum = 0
  for (let left = 0; left < from.length; left++) {
    let best = Number.NaN
    for (let right = 0; right < to.length; right++) {
      const alike = similarity(from[left] as number, to[right] as number)
      if (!(alike <= best)) best = Number.isNaN(alike) ? best : alike
    }
    sum += best
  }
  return sum / from.length
}

/** Null for a missing set and for one that holds a missing value. */
function numbered(entity: Entity, attribute: string, table: ElementTable): Int32Array | null {
  const values = valuesOf(entity, attribute)
  if (values === null || values.includes(null)) return null
  return Int32Array.from(values, table.numberOf)
}
