/** A row of `custom/entity-distances`. */
export type EntityDistance = Readonly<{ entity_1_ID: string; entity_2_ID: string; distance: number }>

/** A symmetric matrix of distances, row after row, and whose rows they are. */
type Dissimilarities = Readonly<{ ids: readonly string[]; matrix: Float64Array }>

/**
 * The matrix in the order in which entities first stand first in a row. Pairs that are not there have distance 0.
 *
 * @throws Error that names an entity which only stands second, and RangeError for a distance below 0 or not finite.
 */
export function dissimilaritiesFrom(rows: Iterable<EntityDistance>): Dissimilarities {
  const numberOf = new Map<string, number>()
  const list = [...rows]
  for (const { entity_1_ID } of list) if (!numberOf.has(entity_1_ID)) numberOf.set(entity_1_ID, numberOf.size)

  const size = numberOf.size
  const matrix = new Float64Array(size * size)
  for (const { entity_1_ID, entity_2_ID, distance } of list) {
    const first = numberOf.get(entity_1_ID) as number
    const second = numberOf.get(entity_2_ID)
    if (second === undefined) throw new Error(`The entity “${entity_2_ID}” never stands first in a pair.`)
    if (typeof distance !== 'number' || !(distance >= 0 && distance < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`The distance between “${entity_1_ID}” and “${entity_2_ID}” is no number from 0 upwards.`)
    }
    matrix[first * size + second] = distance
    matrix[second * size + first] = distance
  }
  return { ids: [...numberOf.keys()], matrix }
}
