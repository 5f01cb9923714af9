import { readAttributeMetadata } from '../../src/apps/plugins/formats/attribute-metadata.ts'
import { loadEntities, readEntities } from '../../src/apps/plugins/formats/entities.ts'
import { dictDeserializer } from '../../src/apps/plugins/formats/typed-text.ts'
import { boolean } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { attributes, digestOf, entitiesUrl, saveByAttribute, zipInput, zipOutput } from '../shared/similarity-form.ts'
import { entitiesMetadataUrl, readTaxonomyFiles, taxonomyOf } from '../shared/taxonomies.ts'
import { elementSimilarities } from './element-similarities.ts'
import { readTaxonomy } from './taxonomy.ts'

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
    entitiesMetadataUrl,
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
    const metadata = await readAttributeMetadata(loadEntities(await context.open(values.entitiesMetadataUrl)))
    const entities = (await readEntities(await context.open(values.entitiesUrl))).map(dictDeserializer(metadata))
    const graphs = await readTaxonomyFiles(context, values.taxonomiesZipUrl)
    const isRooted = values.rootIsPartOfHierarchy
    const lists = values.attributes.map((attribute) => {
      const name = taxonomyOf(attribute, metadata, graphs)
      const taxonomy = readTaxonomy(name, graphs.get(name))
      return [attribute, elementSimilarities(entities, attribute, taxonomy, isRooted)] as const
    })
    const hash = digestOf(values.entitiesUrl, values.taxonomiesZipUrl, ...values.attributes)
    const name = `wu_palmer_${isRooted ? 'with' : 'without'}_root_${hash}.zip`
    await saveByAttribute(context, name, 'custom/element-similarities', lists)
  },
})
