import type { OpenedFile } from '../../src/apps/plugins/sdk/context.ts'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { readEntities } from './reading-points.ts'

/**
 * Labels by ID: the attribute `label`, or the only other one there is.
 *
 * @throws PluginError where an entity has no ID, or several attributes might be the label
 */
export async function readLabels(file: OpenedFile): Promise<ReadonlyMap<string, string>> {
  const entities = await readEntities(file)
  const [first = {}] = entities
  const others = Object.keys(first).filter((name) => name !== 'ID' && name !== 'href')
  const name = 'label' in first ? 'label' : others.length === 1 ? others[0] : undefined
  if (name === undefined && entities.length > 0) {
    throw new PluginError(`“${file.name}” has no attribute “label”, and not exactly one other.`)
  }
  return new Map(
    entities.map((entity) => {
      if (entity.ID === undefined) throw new PluginError(`An entity of “${file.name}” has no ID.`)
      return [String(entity.ID), String(entity[name ?? 'label'])]
    }),
  )
}
