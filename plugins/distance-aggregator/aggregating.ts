/** How the distances of several attributes become one, by the names on the wire. Each may reorder its list. */
export const aggregators = {
  mean: (distances: Float64Array): number => distances.reduce((sum, distance) => sum + distance, 0) / distances.length,
  median: (distances: Float64Array): number => {
    distances.sort()
    const upper = distances.length >> 1
    const middle = distances[upper] as number
    return distances.length % 2 === 1 ? middle : ((distances[upper - 1] as number) + middle) / 2
  },
  max: (distances: Float64Array): number => distances.reduce((most, distance) => Math.max(most, distance)),
  min: (distances: Float64Array): number => distances.reduce((least, distance) => Math.min(least, distance)),
} as const

type Aggregator = keyof typeof aggregators

/** `ignore` leaves rows without a distance out; the others fill in the mean or maximum of the attribute. */
type MissingDistances = 'ignore' | 'mean' | 'max'

/** A row of `custom/attribute-distances`. */
export type AttributeDistance = Readonly<{ entity_1_ID: string; entity_2_ID: string; distance: number | null }>

/** A row of `custom/entity-distances`. */
export type EntityDistance = Readonly<{
  ID: string
  entity_1_ID: string
  entity_2_ID: string
  href: ''
  distance: number
}>

/**
 * One distance for every pair of entities, in the order in which the pairs first appear.
 *
 * @throws Error that names an attribute without a single distance, where missing ones are to be filled in.
 */
export function* aggregate(
  attributes: ReadonlyMap<string, Iterable<AttributeDistance>>,
  aggregator: Aggregator,
  missing: MissingDistances,
): Generator<EntityDistance> {
  const pairs = new Map<string, { row: AttributeDistance; distances: number[] }>()
  for (const [attribute, rows] of attributes) {
    for (const row of filled(attribute, rows, missing)) {
      const key = JSON.stringify([row.entity_1_ID, row.entity_2_ID])
      const pair = pairs.get(key)
      if (pair === undefined) pairs.set(key, { row, distances: [row.distance] })
      else pair.distances.push(row.distance)
    }
  }
  for (const { row, distances } of pairs.values()) {
    const { entity_1_ID, entity_2_ID } = row
    const distance = aggregators[aggregator](Float64Array.from(distances))
    yield { ID: `${entity_1_ID}_${entity_2_ID}`, entity_1_ID, entity_2_ID, href: '', distance }
  }
}

type Known = AttributeDistance & Readonly<{ distance: number }>
const isKnown = (row: AttributeDistance): row is Known => row.distance !== null

function* filled(attribute: string, rows: Iterable<AttributeDistance>, missing: MissingDistances): Generator<Known> {
  const list = [...rows]
  const known = list.filter(isKnown)
  if (missing === 'ignore' || known.length === list.length) return yield* known
  if (known.length === 0)
    throw new Error(`The attribute “${attribute}” has no distance that could stand for the missing ones.`)

  const substitute = aggregators[missing](Float64Array.from(known, ({ distance }) => distance))
  for (const row of list) yield isKnown(row) ? row : { ...row, distance: substitute }
}
