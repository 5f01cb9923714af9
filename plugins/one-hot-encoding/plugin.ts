import { readAttributeMetadata } from '../../src/apps/plugins/formats/attribute-metadata.ts'
import { loadEntities, saveEntities } from '../../src/apps/plugins/formats/entities.ts'
import { naming } from '../../src/apps/plugins/formats/format-error.ts'
import { readLooseGraph } from '../../src/apps/plugins/formats/graphs.ts'
import { baseName } from '../../src/apps/plugins/formats/names.ts'
import { type ArrayEntity, arrayAttributes, arrayToEntity } from '../../src/apps/plugins/formats/rows.ts'
import { dictDeserializer } from '../../src/apps/plugins/formats/typed-text.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { attributes, entitiesUrl, zipInput } from '../shared/similarity-form.ts'
import { entitiesMetadataUrl, readTaxonomyFiles, taxonomyOf } from '../shared/taxonomies.ts'
import { encode, encoderOf, widthOf } from './encoding.ts'

export default definePlugin({
  name: 'one-hot-encoding',
  version: 'v0.2.2',
  title: 'One-hot encoding',
  description:
    'Turns values of taxonomies into zeros and ones: one dimension for each name, set for a value and all above it.',
  type: 'processing',
  tags: ['preprocessing', 'encoding', 'one-hot-encoding'],
  inputs: { entitiesUrl, entitiesMetadataUrl, taxonomiesZipUrl: zipInput('Taxonomies', 'graph/taxonomy') },
  parameters: { attributes },
  outputs: [{ dataType: 'entity/vector', contentType: ['text/csv'], required: true }],
  async run(context, values) {
    const metadata = await readAttributeMetadata(loadEntities(await context.open(values.entitiesMetadataUrl)))
    const taxonomies = await readTaxonomyFiles(context, values.taxonomiesZipUrl)
    const encoders = values.attributes.map((attribute) => {
      const name = taxonomyOf(attribute, metadata, taxonomies)
      return encoderOf(
        attribute,
        naming(name, () => readLooseGraph(taxonomies.get(name))),
      )
    })
    const file = await context.open(values.entitiesUrl)
    const typed = dictDeserializer(metadata)
    async function* points(): AsyncGenerator<ArrayEntity> {
      for await (const entity of loadEntities(file)) yield naming(file.name, () => encode(typed(entity), encoders))
    }
    await context.saveOutput(
      `one-hot-encoded_points_from_${baseName(file.name)}.csv`,
      saveEntities(arrayToEntity(points()), 'text/csv', { attributes: arrayAttributes(widthOf(encoders)) }),
      { dataType: 'entity/vector', contentType: 'text/csv' },
    )
    return `${widthOf(encoders)} dimensions`
  },
})
