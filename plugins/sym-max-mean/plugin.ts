import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import {
  attributes,
  digestOf,
  entitiesUrl,
  readByAttribute,
  saveByAttribute,
  zipInput,
  zipOutput,
} from '../shared/similarity-form.ts'
import { readTypedEntities } from '../shared/typed-entities.ts'
import type { ValueSimilarity } from '../shared/value-pairs.ts'
import { elementTable } from './element-table.ts'
import { attributeSimilarities } from './sym-max-mean.ts'

export default definePlugin({
  name: 'sym-max-mean',
  version: 'v0.1.3',
  title: 'Symmetric maximum mean',
  description: 'Compares entities in an attribute by how alike its values are: each with its best partner.',
  type: 'processing',
  tags: ['preprocessing', 'similarity-calculation'],
  inputs: {
    entitiesUrl,
    elementSimilaritiesUrl: zipInput('Similarities of values', 'custom/element-similarities'),
  },
  parameters: { attributes },
  outputs: zipOutput('custom/attribute-similarities'),
  async run(context, { entitiesUrl: url, elementSimilaritiesUrl, attributes: names }) {
    const entities = await readTypedEntities(await context.open(url), context.open)
    const elements = await readByAttribute<ValueSimilarity>(context, elementSimilaritiesUrl, names)
    const lists = names.map((attribute) => {
      const table = elementTable(elements.get(attribute) ?? [])
      return [attribute, attributeSimilarities(entities, attribute, table)] as const
    })
    const name = `sym_max_mean_${digestOf(url, elementSimilaritiesUrl, ...names)}.zip`
    await saveByAttribute(context, name, 'custom/attribute-similarities', lists)
  },
})
