import { type MetadataByAttribute, readAttributeMetadata } from '../../src/apps/plugins/formats/attribute-metadata.ts'
import { writtenTypeOf } from '../../src/apps/plugins/formats/content-types.ts'
import { loadEntities, readAttributes, saveEntities } from '../../src/apps/plugins/formats/entities.ts'
import { naming } from '../../src/apps/plugins/formats/format-error.ts'
import { type Entity, idOf, type Tuple } from '../../src/apps/plugins/formats/rows.ts'
import { dictDeserializer, separatorsOf } from '../../src/apps/plugins/formats/typed-text.ts'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { dataUrl, type Field, type Fields } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, defineStep, openStep } from '../../src/apps/plugins/sdk/plugin.ts'
import { type Column, findJoined, joinedMetadata, joinedType, planColumns } from './joining.ts'

/** A file as it was when it was chosen. */
type Chosen = Readonly<{
  url: string
  name: string
  contentType: string
  dataType: string
  metadataUrl: string | null
  attributes: readonly string[]
}>
/** A file that is joined where the base names its entities. */
type Join = Chosen & Readonly<{ by: string }>
type Kept = { base: Chosen; joins: Join[] }

const keptIn = ({ data }: Pick<RunContext, 'data'>): Kept => data as unknown as Kept
const entities = (label: string, description: string) =>
  dataUrl({ label, description, required: true, dataType: 'entity/*', contentType: ['text/csv', 'application/json'] })

export default definePlugin({
  name: 'data-join',
  version: 'v1.0.0',
  title: 'Join data',
  description: 'Adds attributes to entities out of other files, wherever an attribute holds the ID of an entity there.',
  type: 'processing',
  tags: ['preprocessing', 'join'],
  processPath: 'load-base/',
  inputs: { base: entities('Base', 'Each of its entities becomes one of the result.') },
  outputs: [
    { dataType: 'entity/attribute-metadata', contentType: ['application/json'], required: false },
    { dataType: 'entity/*', contentType: ['text/csv', 'application/json'], required: true },
  ],
  async run(context, { base }) {
    Object.assign(context.data, { base: await look(context, base), joins: [] } satisfies Kept)
    return openStep('add-join')
  },
  steps: {
    'add-join': defineStep({
      title: 'Which file is joined?',
      submitLabel: 'Join this file',
      processPath: ':task/add-join/',
      buttons: { finish: { label: 'No more files', processPath: ':task/finish-join/', withoutFields: true } },
      fieldsFor: (context): Fields => ({
        join: entities('File to join', 'Its entities are found by their IDs.'),
        attribute: {
          kind: 'choice',
          label: 'Attribute of the base',
          description: 'It holds the IDs of the entities to join.',
          required: true,
          options: optionsOf(keptIn(context).base.attributes.filter((name) => name !== 'href')),
        },
      }),
      async run(context, values: Readonly<Record<string, unknown>>) {
        if (context.button === 'finish') return openStep('select-attributes')
        const { joins } = keptIn(context)
        joins.push({ ...(await look(context, String(values.join))), by: String(values.attribute) })
        return openStep('add-join', { stepId: `add-join-${joins.length + 1}` })
      },
    }),
    'select-attributes': defineStep({
      title: 'Which attributes are kept?',
      processPath: ':task/attribute-selection/',
      fieldsFor: (context): Fields => selection(keptIn(context)),
      async run(context, values: Readonly<Record<string, unknown>>) {
        const { base, joins } = keptIn(context)
        const taken = [base, ...joins].map(({ dataType }, at) => ({
          dataType,
          attributes: values[fieldOf(at)] as string[],
        }))
        const dataType = joinedType(taken, base.contentType)
        await save(context, keptIn(context), planColumns(taken), dataType)
      },
    }),
  },
})

async function look(context: RunContext, url: string): Promise<Chosen> {
  const file = await context.open(url)
  const attributes = await readAttributes(file)
  const { name, contentType, dataType, attributeMetadataUrl: metadataUrl } = file
  return {
    url,
    name,
    contentType: writtenTypeOf(contentType, name),
    dataType: dataType ?? 'entity/list',
    metadataUrl,
    attributes,
  }
}

const fieldOf = (at: number): string => (at === 0 ? 'base' : `join_${at}`)
const optionsOf = (names: readonly string[]) => names.map((name) => [name, name] as const)

/** One list of attributes for each file, all of them chosen to begin with. */
function selection({ base, joins }: Kept): Fields {
  const field = (label: string, names: readonly string[]): Field<unknown> => ({
    kind: 'choices',
    label,
    required: false,
    default: [],
    initial: names,
    options: optionsOf(names),
  })
  const joined = joins.map(({ name, by, attributes }, at) => {
    const names = attributes.filter((one) => one !== 'ID' && one !== 'href')
    return [fieldOf(at + 1), field(`${name}, by ${by}`, names)] as const
  })
  const own = base.attributes.filter((name) => name !== 'ID')
  return { base: field(base.name, own), ...Object.fromEntries(joined) }
}

async function save(context: RunContext, kept: Kept, columns: readonly Column[], dataType: string): Promise<void> {
  const { base, joins } = kept
  const known = await Promise.all([base, ...joins].map((file) => metadataOf(context, file)))
  const metadata = joinedMetadata(columns, known)
  if (metadata.length > 0) {
    const type = { dataType: 'entity/attribute-metadata', contentType: 'application/json' }
    await context.saveOutput('attribute_metadata.json', saveEntities(metadata, type.contentType), type)
  }
  const options = {
    attributes: ['ID', ...columns.map(({ name }) => name)],
    separatorOf: separatorsOf(await readAttributeMetadata(metadata)),
  }
  const rows = joinedRows(context, kept, columns, known)
  await context.saveOutput(base.name, saveEntities(rows, base.contentType, options), {
    dataType,
    contentType: base.contentType,
  })
}

async function metadataOf(context: RunContext, { metadataUrl }: Chosen): Promise<MetadataByAttribute | undefined> {
  if (metadataUrl === null) return undefined
  return readAttributeMetadata(loadEntities(await context.open(metadataUrl)))
}

/** The entities of the base with what was found for them; null where there is nothing. */
async function* joinedRows(
  context: RunContext,
  { base, joins }: Kept,
  columns: readonly Column[],
  known: readonly (MetadataByAttribute | undefined)[],
): AsyncGenerator<Tuple> {
  const isTable = base.contentType === 'text/csv'
  const typed = known.map((metadata) => dictDeserializer(metadata ?? new Map()))
  const joined = await Promise.all(
    joins.map((join, at) => byId(context, join, columns, at + 1, isTable ? undefined : typed[at + 1])),
  )
  for await (const raw of loadEntities(await context.open(base.url))) {
    const entity = typed[0]?.(raw) ?? raw
    const found = joins.map(({ by }, at) => findJoined(entity[by], joined[at] ?? new Map()))
    // Text stays as it is from table to table: 1.50 does not become 1.5.
    const own = isTable ? raw : entity
    yield [
      naming(base.name, () => idOf(raw.ID)),
      ...columns.map(({ file, attribute }) => (file === 0 ? own : found[file - 1])?.[attribute] ?? null),
    ]
  }
}

/** What is taken of a file, by the IDs of its entities; of two with one ID the first counts. */
async function byId(
  context: RunContext,
  { url, name }: Chosen,
  columns: readonly Column[],
  at: number,
  typed: ((entity: Entity) => Entity) | undefined,
): Promise<ReadonlyMap<string, Entity>> {
  const wanted = columns.filter(({ file }) => file === at).map(({ attribute }) => attribute)
  const found = new Map<string, Entity>()
  for await (const raw of loadEntities(await context.open(url))) {
    const id = naming(name, () => idOf(raw.ID))
    if (found.has(id)) continue
    const entity = typed?.(raw) ?? raw
    found.set(id, Object.fromEntries(wanted.map((attribute) => [attribute, entity[attribute]])))
  }
  return found
}
