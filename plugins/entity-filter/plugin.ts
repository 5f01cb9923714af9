import { writtenTypeOf } from '../../src/apps/plugins/formats/content-types.ts'
import { loadEntities, readAttributes, saveEntities } from '../../src/apps/plugins/formats/entities.ts'
import { endingOf } from '../../src/apps/plugins/formats/headers.ts'
import { baseName } from '../../src/apps/plugins/formats/names.ts'
import type { Entity } from '../../src/apps/plugins/formats/rows.ts'
import { choice, dataUrl, integer, list } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { anySeed, randomFrom } from '../shared/random.ts'
import { attributeFilter, chooseRows, unknownAttributes } from './filtering.ts'

const spelled = { ALLOWLIST: 'Allowlist', BLOCKLIST: 'Blocklist' } as const

export default definePlugin({
  name: 'entity-filter',
  version: 'v0.2.2',
  title: 'Filter entities',
  description: 'Keeps some of the entities of a file, and some of their attributes.',
  type: 'processing',
  tags: ['preprocessing', 'filter', 'sample'],
  inputs: {
    inputFileUrl: dataUrl({
      label: 'Entities',
      required: true,
      dataType: 'entity/list',
      contentType: ['application/json', 'text/csv'],
    }),
  },
  parameters: {
    attributes: list({ label: 'Attributes', description: 'Names, separated by commas; none for all attributes.' }),
    attributeFilterStrategy: choice({
      label: 'What happens to them',
      required: true,
      default: 'ALLOWLIST',
      options: { ALLOWLIST: 'They are kept', BLOCKLIST: 'They are left out' },
    }),
    nRows: integer({
      label: 'How many entities',
      description: 'Those listed by ID included. Left empty: those listed alone, or all where none are.',
      min: 0,
      isAbove: true,
    }),
    rowSampling: choice({
      label: 'Which entities',
      required: true,
      default: 'FIRST_N',
      options: { RANDOM: 'Drawn at random', FIRST_N: 'The first ones', ALL_ROWS: 'All of them' },
    }),
    idList: list({ label: 'IDs', description: 'Entities that are kept in any case, separated by commas.' }),
  },
  outputs: [{ dataType: 'entity/list', contentType: ['application/json', 'text/csv'], required: true }],
  async run(context, { inputFileUrl, attributes, attributeFilterStrategy: strategy, nRows, rowSampling, idList }) {
    const file = await context.open(inputFileUrl)
    const isKept = attributeFilter(attributes, strategy)
    const seen = new Set<string>()
    const choice = { ids: idList, count: nRows, sampling: rowSampling, random: randomFrom(anySeed()) }
    const chosen = keep(
      chooseRows(() => loadEntities(file), choice),
      isKept,
      seen,
    )
    const contentType = writtenTypeOf(file.contentType, file.name)
    const name = `filtered_entities_setting_${spelled[strategy]}_rows_${nRows ?? 'all'}_sampling_${rowSampling}_from_${baseName(file.name)}`
    const columns = contentType === 'text/csv' ? (await readAttributes(file)).filter(isKept) : undefined
    await context.saveOutput(
      `${name}.${endingOf(contentType)}`,
      saveEntities(chosen, contentType, { attributes: columns }),
      { dataType: 'entity_filter_output', contentType },
    )
    const unknown = unknownAttributes(attributes, seen)
    if (unknown.length > 0) return `No entity has the attribute ${unknown.map((one) => `“${one}”`).join(', ')}.`
  },
})

async function* keep(
  entities: AsyncIterable<Entity>,
  isKept: (name: string) => boolean,
  seen: Set<string>,
): AsyncGenerator<Entity> {
  for await (const entity of entities) {
    const names = Object.keys(entity)
    for (const name of names) seen.add(name)
    yield Object.fromEntries(names.filter(isKept).map((name) => [name, entity[name]]))
  }
}
