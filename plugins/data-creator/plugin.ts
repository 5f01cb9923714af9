import { saveEntities } from '../../src/apps/plugins/formats/entities.ts'
import { dimensionNames } from '../../src/apps/plugins/formats/rows.ts'
import { choice, integer, number } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { anySeed, randomFrom } from '../shared/random.ts'
import { createPoints, type Labelled } from './creating.ts'

const json = ['application/json']
const vector = { dataType: 'entity/vector', contentType: json, required: true }
const labels = { dataType: 'entity/label', contentType: json, required: true }

const message = 'Required for selected dataset type.'
const spirals = { field: 'datasetType', isOneOf: ['two_spirals'], message }
const blobs = { field: 'datasetType', isOneOf: ['blobs', 'blobs_3d'], message }

export default definePlugin({
  name: 'data-creator',
  version: 'v0.2.4',
  title: 'Data Creation',
  description: 'Creates points of a made-up classification problem, with labels, to learn from and to test with.',
  type: 'dataloader',
  tags: ['data-loading', 'data-synthesizing'],
  parameters: {
    datasetType: choice({
      label: 'Dataset Type',
      required: true,
      default: 'two_spirals',
      options: {
        two_spirals: 'Two spirals',
        checkerboard: 'Checkerboard',
        blobs: 'Blobs',
        checkerboard_3d: 'Checkerboard in three dimensions',
        blobs_3d: 'Blobs in three dimensions',
      },
    }),
    numTrainPoints: integer({ label: 'No. Training Points', required: true, min: 1, max: 1_000_000 }),
    numTestPoints: integer({ label: 'No. Test Points', required: true, min: 0, max: 1_000_000 }),
    noise: number({ label: 'Noise', description: 'For spirals.', min: 0, initial: 0.7, requiredIf: spirals }),
    turns: number({
      label: 'Turns',
      description: 'For spirals.',
      min: 0,
      isAbove: true,
      initial: 1.52,
      requiredIf: spirals,
    }),
    centers: integer({
      label: 'Centers',
      description: 'For blobs.',
      min: 1,
      max: 10_000,
      initial: 4,
      requiredIf: blobs,
    }),
  },
  outputs: [vector, labels, vector, labels],
  async run(context, { datasetType: type, numTrainPoints, numTestPoints, ...values }) {
    // Null only where the kind of data does without.
    const { noise, turns, centers } = {
      noise: values.noise ?? 0,
      turns: values.turns ?? 1,
      centers: values.centers ?? 1,
    }
    const total = numTrainPoints + numTestPoints
    if (!Number.isFinite(noise * turns)) throw new PluginError('Noise or turns are too large.')
    // Spirals come in pairs; of an odd number one point is left out.
    const count = type === 'two_spirals' ? Math.ceil(total / 2) : total
    const points = createPoints({ type, count, noise, turns, centers }, randomFrom(anySeed())).slice(0, total)

    const parts = [
      ['train', points.slice(0, numTrainPoints), 0],
      ['test', points.slice(numTrainPoints), numTrainPoints],
    ] as const
    for (const [part, list, firstId] of parts) {
      const info = `_data-creator_type_${type}_amount_${list.length}.json`
      await context.saveOutput(
        `${part}_data${info}`,
        saveEntities(vectors(list, firstId), 'application/json'),
        outputOf(vector),
      )
      await context.saveOutput(
        `${part}_labels${info}`,
        saveEntities(labelsOf(list, firstId), 'application/json'),
        outputOf(labels),
      )
    }
    return undefined
  },
})

const outputOf = ({ dataType }: typeof vector) => ({ dataType, contentType: 'application/json' })

function* vectors(list: readonly Labelled[], firstId: number): Generator<Record<string, unknown>> {
  const names = dimensionNames(list[0]?.point.length ?? 0)
  for (const [at, { point }] of list.entries()) {
    yield { ID: String(firstId + at), href: '', ...Object.fromEntries(names.map((name, axis) => [name, point[axis]])) }
  }
}

function* labelsOf(list: readonly Labelled[], firstId: number): Generator<Record<string, unknown>> {
  for (const [at, { label }] of list.entries()) yield { ID: String(firstId + at), href: '', label }
}
