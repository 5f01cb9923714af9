import { choice } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import {
  attributes,
  digestOf,
  readByAttribute,
  saveByAttribute,
  zipInput,
  zipOutput,
} from '../shared/similarity-form.ts'
import { distanceRow, type SimilarityRow } from './transformers.ts'

export default definePlugin({
  name: 'sim-to-dist-transformers',
  version: 'v0.2.2',
  title: 'Similarities to distances',
  description: 'Makes distances of similarities: the more alike, the nearer.',
  type: 'processing',
  tags: ['preprocessing', 'similarity-calculation', 'distance-calculation'],
  inputs: { attributeSimilaritiesUrl: zipInput('Similarities of entities', 'custom/attribute-similarities') },
  parameters: {
    attributes,
    transformer: choice({
      label: 'Formula',
      required: true,
      options: {
        linear_inverse: '1 − s',
        exponential_inverse: 'exp(−s)',
        gaussian_inverse: 'exp(−s²)',
        polynomial_inverse: '1 / (1 + s)',
        square_inverse: '√(1 − s)',
      },
    }),
  },
  outputs: zipOutput('custom/attribute-distances'),
  async run(context, { attributeSimilaritiesUrl: url, attributes: names, transformer }) {
    const similarities = await readByAttribute<SimilarityRow>(context, url, names)
    const lists = Array.from(similarities, ([attribute, rows]) => {
      return [attribute, rows.values().map((row) => distanceRow(row, transformer))] as const
    })
    const name = `transformers_attr_dist_${transformer}_${digestOf(url, ...names)}.zip`
    await saveByAttribute(context, name, 'custom/attribute-distances', lists)
  },
})
