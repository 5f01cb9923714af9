import { saveEntities } from '../../src/apps/plugins/formats/entities.ts'
import { baseName } from '../../src/apps/plugins/formats/names.ts'
import { jsonEntries, stemOf } from '../../src/apps/plugins/formats/zip.ts'
import { choice } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { rowsOf, zipInput } from '../shared/similarity-form.ts'
import { type AttributeDistance, aggregate } from './aggregating.ts'

export default definePlugin({
  name: 'distance-aggregator',
  version: 'v0.2.2',
  title: 'Distances of entities',
  description: 'Makes one distance of those in several attributes.',
  type: 'processing',
  tags: ['preprocessing', 'distance-calculation'],
  inputs: { attributeDistancesUrl: zipInput('Distances by attribute', 'custom/attribute-distances') },
  parameters: {
    aggregator: choice({
      label: 'Combine by',
      required: true,
      options: { mean: 'Mean', median: 'Median', max: 'Maximum', min: 'Minimum' },
    }),
    missingDataHandling: choice({
      label: 'Missing distances',
      required: true,
      options: {
        ignore: 'Leave out',
        mean: 'Take the mean of the attribute',
        max: 'Take the maximum of the attribute',
      },
    }),
  },
  outputs: [{ dataType: 'custom/entity-distances', contentType: ['application/json'], required: true }],
  async run(context, { attributeDistancesUrl, aggregator, missingDataHandling }) {
    const file = await context.open(attributeDistancesUrl)
    const distances = new Map<string, readonly AttributeDistance[]>()
    for await (const entry of jsonEntries(file)) distances.set(stemOf(entry.name), await rowsOf(entry))

    const rows = aggregate(distances, aggregator, missingDataHandling)
    const name = `entity_distances_aggregator_${aggregator}_from_${baseName(file.name)}.json`
    await context.saveOutput(name, saveEntities(rows, 'application/json'), {
      dataType: 'custom/entity-distances',
      contentType: 'application/json',
    })
  },
})
