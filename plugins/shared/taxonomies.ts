import { type MetadataByAttribute, refTargetOf } from '../../src/apps/plugins/formats/attribute-metadata.ts'
import { jsonEntries, stemOf } from '../../src/apps/plugins/formats/zip.ts'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { dataUrl } from '../../src/apps/plugins/sdk/fields.ts'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'

export const entitiesMetadataUrl = dataUrl({
  label: 'Attribute metadata',
  description: 'Says which taxonomy belongs to which attribute.',
  required: true,
  dataType: 'entity/attribute-metadata',
  contentType: ['application/json', 'text/csv'],
})

/** The graphs of an archive by the names of their files, without folder and ending. */
export async function readTaxonomyFiles(context: RunContext, url: string): Promise<ReadonlyMap<string, unknown>> {
  const graphs = new Map<string, unknown>()
  for await (const { name, json } of jsonEntries(await context.open(url))) graphs.set(stemOf(name), await json())
  return graphs
}

/**
 * The name of an attribute's taxonomy, by its `refTarget`, such as `taxonomies.zip:colours.json`.
 *
 * @throws PluginError where the metadata name none, or one that is not in the archive
 */
export function taxonomyOf(
  attribute: string,
  metadata: MetadataByAttribute,
  taxonomies: ReadonlyMap<string, unknown>,
): string {
  const known = metadata.get(attribute)
  const entry = known && refTargetOf(known)?.entry
  if (!entry?.endsWith('.json')) {
    throw new PluginError(`The metadata name no taxonomy for the attribute “${attribute}”.`)
  }
  if (taxonomies.has(stemOf(entry))) return stemOf(entry)
  throw new PluginError(`The taxonomy “${stemOf(entry)}” of the attribute “${attribute}” is not in the archive.`)
}
