import { type Graph, parentsOf, withAncestors } from '../../src/apps/plugins/formats/graphs.ts'
import { type ArrayEntity, type Entity, idOf } from '../../src/apps/plugins/formats/rows.ts'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { valuesOf } from '../shared/attribute-values.ts'

/** Which dimensions are 1 for a value of an attribute. */
type Encoder = Readonly<{ attribute: string; width: number; placesOf: (value: string) => readonly number[] }>

/**
 * Encodes the values of attributes by their taxonomies: each name of a taxonomy is a dimension, in the order of its
 * file, and a value sets its own and those of everything above it. A first name that is empty is the root, and none.
 */
export function encoderOf(attribute: string, taxonomy: Pick<Graph, 'listed' | 'relations'>): Encoder {
  const names = taxonomy.listed[0] === '' ? taxonomy.listed.slice(1) : taxonomy.listed
  const placeOf = new Map(names.map((name, place) => [name, place]))
  const parents = parentsOf(taxonomy)
  const known = new Map<string, readonly number[]>()

  function placesOf(value: string): readonly number[] {
    if (!placeOf.has(value) && value !== taxonomy.listed[0]) {
      throw new PluginError(`The taxonomy of the attribute “${attribute}” does not know “${value}”.`)
    }
    const places = known.get(value) ?? [...withAncestors(value, parents)].flatMap((name) => placeOf.get(name) ?? [])
    known.set(value, places)
    return places
  }
  return { attribute, width: names.length, placesOf }
}

/** An entity as zeros and ones. Values that are missing set nothing. @throws PluginError that names a value without a place */
export function encode(entity: Entity, encoders: readonly Encoder[]): ArrayEntity {
  const values = new Array<number>(widthOf(encoders)).fill(0)
  let start = 0
  for (const { attribute, width, placesOf } of encoders) {
    for (const value of valuesOf(entity, attribute) ?? []) {
      if (value !== null) for (const place of placesOf(String(value))) values[start + place] = 1
    }
    start += width
  }
  return { ID: idOf(entity.ID), href: typeof entity.href === 'string' ? entity.href : '', values }
}

export const widthOf = (encoders: readonly Encoder[]): number => encoders.reduce((sum, { width }) => sum + width, 0)
