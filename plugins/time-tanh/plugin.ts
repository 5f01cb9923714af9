import { baseName } from '../../src/apps/plugins/formats/names.ts'
import { number } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { attributes, entitiesUrl, saveByAttribute, zipOutput } from '../shared/similarity-form.ts'
import { readTypedEntities } from '../shared/typed-entities.ts'
import { timeSimilarities } from './time-tanh.ts'

export default definePlugin({
  name: 'time-tanh',
  version: 'v0.2.2',
  title: 'Similarities of years',
  description: 'Compares years: the further apart, the less alike.',
  type: 'processing',
  tags: ['preprocessing', 'similarity-calculation'],
  inputs: { entitiesUrl },
  parameters: {
    attributes,
    factor: number({
      label: 'Factor',
      description: 'The larger, the faster similarity falls.',
      required: true,
      min: 0,
    }),
  },
  outputs: zipOutput('custom/element-similarities'),
  async run(context, { entitiesUrl: url, attributes: names, factor }) {
    const file = await context.open(url)
    const entities = await readTypedEntities(file, context.open)
    const lists = names.map((attribute) => [attribute, timeSimilarities(entities, attribute, factor)] as const)
    const name = `time_tanh_factor_${factor}_from_${baseName(file.name)}.zip`
    await saveByAttribute(context, name, 'custom/element-similarities', lists)
  },
})
