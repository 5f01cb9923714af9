import { type AttributeMetadata, metadataToEntity } from '../../src/apps/plugins/formats/attribute-metadata.ts'
import { essenceOf } from '../../src/apps/plugins/formats/content-types.ts'
import { dimensionNames, type Entity } from '../../src/apps/plugins/formats/rows.ts'

/** What is taken of one file: the base, and then the joined ones. */
export type Taken = Readonly<{ dataType: string; attributes: readonly string[] }>
/** A column of the result: from which file it comes, how it is called there, and here. */
export type Column = Readonly<{ file: number; attribute: string; name: string }>

/** Types whose attributes are numbers without names worth keeping. */
const dimensional = ['entity/vector', 'entity/matrix', 'entity/shaped_vector']

/**
 * The columns of the result besides `ID`. A name that is there already gets `_1`, `_2` …; attributes of vectors and
 * matrices are numbered through as dimensions, and stand last.
 */
export function planColumns(files: readonly Taken[]): Column[] {
  const taken = files.flatMap(({ attributes, dataType }, file) =>
    attributes.map((attribute) => ({
      file,
      attribute,
      isDimension: dimensional.includes(dataType) && attribute !== 'href',
    })),
  )
  const names = new Set(['ID'])
  const plain = taken
    .filter(({ isDimension }) => !isDimension)
    .sort((a, b) => Number(b.attribute === 'href') - Number(a.attribute === 'href'))
    .map(({ file, attribute }) => ({ file, attribute, name: freeName(attribute, names) }))
  const dimensions = taken.filter(({ isDimension }) => isDimension)
  const numbered = dimensionNames(dimensions.length, freePrefix(names))
  return [...plain, ...dimensions.map(({ file, attribute }, at) => ({ file, attribute, name: numbered[at] ?? '' }))]
}

/** From the strictest type to the loosest: what the result is not when it holds anything else. */
const strictFirst = ['label', 'shaped_vector', 'matrix', 'vector', 'numeric', 'stream'].map((type) => `entity/${type}`)

/** The data type of the result, from those of the files of which more than `ID` and `href` is taken. */
export function joinedType(files: readonly Taken[], contentType: string): string {
  const giving = files.filter(({ attributes }) => attributes.some((name) => name !== 'ID' && name !== 'href'))
  const types = new Set(giving.map(({ dataType }) => dataType))
  for (const type of strictFirst) if (types.size > 1) types.delete(type)
  const [only] = types
  if (only === undefined || types.size > 1) return 'entity/list'
  return only === 'entity/stream' && essenceOf(contentType) === 'application/json' ? 'entity/list' : only
}

/** The metadata of the columns under their new names; columns of which nothing is known are left out. */
export function joinedMetadata(
  columns: readonly Column[],
  known: readonly (ReadonlyMap<string, AttributeMetadata> | undefined)[],
): Entity[] {
  return columns.flatMap(({ file, attribute, name }) => {
    const metadata = known[file]?.get(attribute)
    return metadata ? [metadataToEntity({ ...metadata, ID: name })] : []
  })
}

/** The first of the entities that a value names: it may be one ID, or several. */
export function findJoined<Row>(value: unknown, byId: ReadonlyMap<string, Row>): Row | undefined {
  const ids = Array.isArray(value) || value instanceof Set ? [...value] : [value]
  const found = ids.find((id) => byId.has(String(id)))
  return found === undefined ? undefined : byId.get(String(found))
}

function freeName(name: string, names: Set<string>): string {
  let free = name
  for (let suffix = 1; names.has(free); suffix++) free = `${name}_${suffix}`
  names.add(free)
  return free
}

function freePrefix(names: ReadonlySet<string>): string {
  let prefix = 'dim_'
  const isTaken = (): boolean => [...names].some((name) => name.startsWith(prefix))
  for (let suffix = 1; isTaken(); suffix++) prefix = `dim_${suffix}_`
  return prefix
}
