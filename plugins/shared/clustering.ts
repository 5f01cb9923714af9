import { saveEntities } from '../../src/apps/plugins/formats/entities.ts'
import { baseName } from '../../src/apps/plugins/formats/names.ts'
import { type NamedPoints, readPoints } from '../../src/apps/plugins/formats/vectors.ts'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { boolean, dataUrl } from '../../src/apps/plugins/sdk/fields.ts'
import type { DataOutput } from '../../src/apps/plugins/sdk/plugin.ts'
import { rowsOf } from './points.ts'
import { scatterPage } from './scatter.ts'

export const entityPointsUrl = dataUrl({
  label: 'Entity points',
  description: 'Vectors of numbers, one for each entity.',
  required: true,
  dataType: 'entity/vector',
  contentType: ['application/json', 'text/csv'],
})

export const visualize = boolean({ label: 'Draw a plot', description: 'Of at most 100 points.', default: false })

/** What every clustering makes: a label for each entity, and a picture where one was asked for. */
export const clusteringOutputs: readonly DataOutput[] = [
  { dataType: 'entity/label', contentType: ['application/json'], required: true },
  { dataType: 'plot', contentType: ['text/html'], required: false },
]

/** Reads the points, has them labelled, and saves labels and plot; `info` is the part of the names that tells how. */
export async function cluster(
  context: RunContext,
  options: Readonly<{ url: string; info: string; isDrawn: boolean }>,
  labelsOf: (read: NamedPoints) => Int32Array,
): Promise<void> {
  const file = await context.open(options.url)
  const read = await readPoints(file)
  const labels = labelsOf(read)
  const from = `${options.info}_from_${baseName(file.name)}`
  const rows = read.ids.map((ID, at) => ({ ID, href: '', label: labels[at] }))
  await context.saveOutput(`labels_${from}.json`, saveEntities(rows, 'application/json'), {
    dataType: 'entity/label',
    contentType: 'application/json',
  })
  if (!options.isDrawn) return
  const places = [...rowsOf(read.points)]
  const dots = read.ids.map((name, at) => ({ name, at: places[at] ?? [], group: String(labels[at]) }))
  await context.saveOutput(`cluster_plot_${from}.html`, scatterPage('Clusters', dots), {
    dataType: 'plot',
    contentType: 'text/html',
  })
}
