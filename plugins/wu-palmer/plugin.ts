import { readEntities } from '../../src/apps/plugins/formats/entities.ts'
import type { Entity } from '../../src/apps/plugins/formats/rows.ts'
import { jsonEntries, stemOf } from '../../src/apps/plugins/formats/zip.ts'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { boolean, dataUrl } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { attributes, digestOf, entitiesUrl, saveByAttribute, zipInput, zipOutput } from '../shared/similarity-form.ts'
import { elementSimilarities } from './element-similarities.ts'
import { readTaxonomy, type Taxonomy, type TaxonomyGraph } from './taxonomy.ts'

export default definePlugin({
  name: 'wu-palmer',
  version: 'v0.2.2',
  title: 'Wu-Palmer similarities',
  description: 'Compares values of attributes by where they stand in a taxonomy.',
  type: 'processing',
  tags: ['preprocessing', 'similarity-calculation'],
  citation: 'Z. Wu, M. Palmer, Verb Semantics and Lexical Selection, ACL (1994)',
  inputs: {
    entitiesUrl,
    entitiesMetadataUrl: dataUrl({
      label: 'Attribute metadata',
      description: 'Says which taxonomy belongs to which attribute.',
      required: true,
      dataType: 'entity/attribute-metadata',
      contentType: ['application/json', 'text/csv'],
    }),
    taxonomiesZipUrl: zipInput('Taxonomies', 'graph/taxonomy'),
  },
  parameters: {
    attributes,
    rootIsPartOfHierarchy: boolean({
      label: 'The root carries meaning',
      description: 'Then values that share nothing but the root are alike a little.',
    }),
  },
  outputs: zipOutput('custom/element-similarities'),
  async run(context, values) {
    const metadata = await readEntities(await context.open(values.entitiesMetadataUrl))
    const file = await context.open(values.entitiesUrl)
    const entities = splitLists(await readEntities(file), metadata)
    const taxonomies = await readTaxonomies(context, values.taxonomiesZipUrl)
    const isRooted = values.rootIsPartOfHierarchy
    const lists = values.attributes.map((attribute) => {
      const taxonomy = taxonomyOf(attribute, metadata, taxonomies)
      return [attribute, elementSimilarities(entities, attribute, taxonomy, isRooted)] as const
    })
    const hash = digestOf(values.entitiesUrl, values.taxonomiesZipUrl, ...values.attributes)
    const name = `wu_palmer_${isRooted ? 'with' : 'without'}_root_${hash}.zip`
    await saveByAttribute(context, name, 'custom/element-similarities', lists)
  },
})

async function readTaxonomies(context: RunContext, url: string): Promise<ReadonlyMap<string, Taxonomy>> {
  const taxonomies = new Map<string, Taxonomy>()
  for await (const { name, json } of jsonEntries(await context.open(url))) {
    const graph = await json()
    taxonomies.set(stemOf(name), readTaxonomy(stemOf(name), graph as TaxonomyGraph))
  }
  return taxonomies
}

/** By `refTarget`, such as `taxonomies.zip:colours.json`. */
function taxonomyOf(
  attribute: string,
  metadata: readonly Entity[],
  taxonomies: ReadonlyMap<string, Taxonomy>,
): Taxonomy {
  const refTarget = metadata.find(({ ID }) => ID === attribute)?.refTarget
  if (typeof refTarget !== 'string' || !/\.zip:.+\.json$/.test(refTarget)) {
    throw new PluginError(`The metadata name no taxonomy for the attribute “${attribute}”.`)
  }
  const name = stemOf(refTarget.replace(/^.*\.zip:/, ''))
  const taxonomy = taxonomies.get(name)
  if (taxonomy !== undefined) return taxonomy
  throw new PluginError(`The taxonomy “${name}” of the attribute “${attribute}” is not in the archive.`)
}

/** Attributes with several values may stand as one text, as in a table. */
function splitLists(entities: readonly Entity[], metadata: readonly Entity[]): Entity[] {
  const multiple = metadata.filter(
    ({ multiple: many }) => many === true || /^\s*(1|true|t|yes|y|on)\s*$/i.test(String(many)),
  )
  return entities.map((entity) => {
    const split = multiple.flatMap(({ ID, separator }) => {
      const held = entity[String(ID)]
      if (typeof held !== 'string') return []
      const mark = typeof separator === 'string' && separator !== '' ? separator : ';'
      return [[String(ID), held.trim() === '' ? [] : held.split(mark)] as const]
    })
    return split.length === 0 ? entity : { ...entity, ...Object.fromEntries(split) }
  })
}
