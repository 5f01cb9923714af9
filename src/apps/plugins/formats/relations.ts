import { FormatError } from './format-error.ts'
import type { Entity } from './rows.ts'

/** A directed relation between two entities. */
export type Relation = Readonly<{ source: string; target: string; [attribute: string]: unknown }>

/** The ID of a relation that has none of its own. */
export const relationId = (source: string, target: string): string => `s_${source}-t_${target}`

/** @throws FormatError where it does not say what it leads from and to */
export function relationOf(entity: Entity): Relation {
  const { source, target } = entity
  if (isId(source) && isId(target)) return { ...entity, source: String(source), target: String(target) }
  throw new FormatError('a relation does not say from which entity to which it leads.')
}

/** A relation of type `relation/distance`. @throws FormatError where its distance is no number from 0 upwards */
export function distanceOf(entity: Entity): Relation & Readonly<{ distance: number }> {
  const relation = relationOf(entity)
  const { distance } = relation
  if (typeof distance === 'number' && distance >= 0 && distance < Infinity) return { ...relation, distance }
  throw new FormatError(`the distance of ${between(relation)} is no number from 0 upwards.`)
}

/** A relation of type `relation/similarity`. @throws FormatError where its similarity is not within 0 and 1, or not 1 to itself */
export function similarityOf(entity: Entity): Relation & Readonly<{ similarity: number }> {
  const relation = relationOf(entity)
  const { source, target, similarity } = relation
  if (typeof similarity !== 'number' || !(similarity >= 0 && similarity <= 1)) {
    throw new FormatError(`the similarity of ${between(relation)} is no number from 0 to 1.`)
  }
  if (source === target && similarity !== 1) throw new FormatError(`${between(relation)} are not wholly alike.`)
  return { ...relation, similarity }
}

const factors = { m: 1, km: 1000, dm: 0.1, cm: 0.01, mm: 0.001, s: 1, ms: 0.001, min: 60, h: 3600, d: 86_400 }
const lengths = ['m', 'km', 'dm', 'cm', 'mm']

/**
 * A relation of type `relation/unit-distance` as one without a unit: in metres, or in seconds. Of one list, all must be
 * lengths, or all times.
 *
 * @throws FormatError for a unit that cannot be told, or that does not go with those before
 */
export function unitDistanceReader(): (entity: Entity) => Relation & Readonly<{ distance: number }> {
  let kind: 'length' | 'time' | undefined
  return (entity) => {
    const { unit, ...relation } = distanceOf(entity)
    if (typeof unit !== 'string' || !Object.hasOwn(factors, unit)) {
      throw new FormatError(`the unit “${String(unit).slice(0, 40)}” cannot be turned into metres or seconds.`)
    }
    const own = lengths.includes(unit) ? 'length' : 'time'
    kind ??= own
    if (kind !== own) throw new FormatError('some distances are lengths and others are times.')
    return { ...relation, distance: relation.distance * factors[unit as keyof typeof factors] } as Relation & {
      distance: number
    }
  }
}

/** A taxonomy may have an empty name at its root. */
const isId = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number'
const between = ({ source, target }: Relation): string => `“${source}” and “${target}”`
