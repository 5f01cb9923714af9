import { type Entity, idOf, isNaming } from '../../src/apps/plugins/formats/rows.ts'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'

/** An entity as the form shows it. */
export type Listed = Readonly<{ id: string; label: string }>
/** A class and the entities that belong to it. */
export type Classified = Readonly<{ name: string; ids: readonly string[] }>

/** More check boxes than a form can send, or anybody can look through. */
const mostEntities = 900
const longestId = 150
const longestLabel = 160

/**
 * Each entity with its ID and what it is, for the check box that bears its ID as name.
 *
 * @throws PluginError for too many entities, an ID that comes twice, and one that cannot be the name of a field
 */
export function describe(entities: readonly Entity[]): Listed[] {
  if (entities.length > mostEntities) {
    throw new PluginError(
      `There are ${entities.length} entities, more than the ${mostEntities} that a form can show. Filter them first.`,
    )
  }
  const listed = entities.map((entity) => ({ id: idOf(entity.ID), label: labelOf(entity) }))
  const seen = new Set<string>()
  for (const { id } of listed) {
    if (id.length > longestId || /[\r\n]/.test(id) || ['classIdentifier', '__proto__'].includes(id)) {
      throw new PluginError(`“${id.slice(0, longestId)}” cannot be the name of a check box.`)
    }
    if (seen.size === seen.add(id).size) throw new PluginError(`The ID “${id}” comes twice.`)
  }
  return listed
}

/** The classes with one more; one that is there already gets the further entities. */
export function classify(classified: readonly Classified[], { name, ids }: Classified): Classified[] {
  if (!classified.some((one) => one.name === name)) return [...classified, { name, ids }]
  return classified.map((one) => (one.name === name ? { name, ids: [...new Set([...one.ids, ...ids])] } : one))
}

/** The entity with the list of its classes, in the order in which they were named. */
export function withClasses(entity: Entity, classified: readonly Classified[]): Entity {
  const id = String(entity.ID)
  return { ...entity, classification: classified.flatMap(({ name, ids }) => (ids.includes(id) ? [name] : [])) }
}

function labelOf(entity: Entity): string {
  const facts = Object.entries(entity).flatMap(([name, value]) =>
    isNaming(name) || value === null || value === '' ? [] : [`${name}: ${wordsOf(value)}`],
  )
  const label = facts.length === 0 ? String(entity.ID) : `${String(entity.ID)} – ${facts.join('; ')}`
  return label.length > longestLabel ? `${label.slice(0, longestLabel - 1)}…` : label
}

const wordsOf = (value: unknown): string =>
  Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value)
