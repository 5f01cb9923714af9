import { FormatError } from './format-error.ts'

/** An entity by the names of its attributes. */
export type Entity = Readonly<Record<string, unknown>>
/** An entity as a row of a table; what stands where is known from the names of the columns. */
export type Tuple = readonly unknown[]
/** A point: the attributes of an entity besides `ID` and `href`, as numbers. Null is a value that is missing. */
export type ArrayEntity = Readonly<{ ID: string; href: string; values: readonly (number | null)[] }>

const leading = ['ID', 'GRAPH_ID', 'href', 'source', 'target', 'entities', 'relations']
/** What is no value of an entity, but says which one it is. */
export const isNaming = (attribute: string): boolean => attribute === 'ID' || attribute === 'href'

/** Sorts attributes: those with a meaning of their own first, the others by their names. */
export function compareAttributes(a: string, b: string): number {
  const [first, second] = [rankOf(a), rankOf(b)]
  if (first !== second) return first - second
  return a < b ? -1 : a > b ? 1 : 0
}

const rankOf = (attribute: string): number => {
  const rank = leading.indexOf(attribute)
  return rank < 0 ? leading.length : rank
}

/** The row by the names of its columns. @throws FormatError where it has more or fewer values than there are names */
export function ensureDict(row: Entity | Tuple, attributes: readonly string[]): Entity {
  if (!isTuple(row)) return row
  demandLength(row, attributes)
  return Object.fromEntries(attributes.map((name, at) => [name, row[at]]))
}

/**
 * The values of an entity in the order of `attributes`; null for one that it lacks.
 *
 * @throws FormatError where it has one besides them, which would be lost
 */
export function ensureTuple(row: Entity | Tuple, attributes: readonly string[]): Tuple {
  if (isTuple(row)) {
    demandLength(row, attributes)
    return row
  }
  let found = 0
  const tuple = attributes.map((name) => {
    if (!Object.hasOwn(row, name)) return null
    found++
    return row[name] ?? null
  })
  const names = Object.keys(row)
  if (names.length === found) return tuple
  const lost = names.find((name) => !attributes.includes(name))
  if (lost === undefined) return tuple
  throw new FormatError(`the entity “${String(row.ID)}” has the attribute “${lost}”, and others do not.`)
}

export type ArrayOptions = Readonly<{
  /** Names of the columns, where rows are tuples; it decides the order of values. Default: the names of the first entity, sorted. */
  attributes?: readonly string[]
  /** A missing value is an error instead of null. */
  isStrict?: boolean
}>

/**
 * Entities as points: all attributes besides `ID` and `href` as numbers, in the order of the columns of a table, sorted
 * by name otherwise.
 *
 * @throws FormatError for an entity without ID or with other attributes, and for what is no number
 */
export async function* ensureArray(
  rows: Iterable<Entity | Tuple> | AsyncIterable<Entity | Tuple>,
  { attributes, isStrict = false }: ArrayOptions = {},
): AsyncGenerator<ArrayEntity> {
  let read: ((row: Entity | Tuple) => ArrayEntity) | undefined
  for await (const row of rows) {
    read ??= arrayReader(attributes ?? (isTuple(row) ? [] : Object.keys(row).sort(compareAttributes)), isStrict)
    yield read(row)
  }
}

/** Reads one row after the other as points of the dimensions that `columns` names. */
export function arrayReader(columns: readonly string[], isStrict: boolean): (row: Entity | Tuple) => ArrayEntity {
  const names = columns.filter((name) => !isNaming(name))
  const [id, href, places] = [
    columns.indexOf('ID'),
    columns.indexOf('href'),
    names.map((name) => columns.indexOf(name)),
  ]
  return (row) => {
    const tuple = ensureTuple(row, columns)
    const ID = idOf(tuple[id])
    const values = places.map((place, at) => numberOf(tuple[place], names[at] ?? '', ID, isStrict))
    return { ID, href: String(tuple[href] ?? ''), values }
  }
}

export type ArrayToEntityOptions = Readonly<{ prefix?: string; isTuple?: boolean }>

/** Points as entities with attributes `dim0`, `dim1` …; by default as tuples, whose columns `arrayAttributes` names. */
export async function* arrayToEntity(
  arrays: Iterable<ArrayEntity> | AsyncIterable<ArrayEntity>,
  { prefix = 'dim', isTuple: asTuple = true }: ArrayToEntityOptions = {},
): AsyncGenerator<Entity | Tuple> {
  for await (const { ID, href, values } of arrays) {
    const tuple = [ID, href, ...values]
    yield asTuple ? tuple : ensureDict(tuple, arrayAttributes(values.length, prefix))
  }
}

/** `ID`, `href`, and the names of so many dimensions. */
export const arrayAttributes = (count: number, prefix = 'dim'): string[] => [
  'ID',
  'href',
  ...dimensionNames(count, prefix),
]

/** `dim0`, `dim1` …, with as many digits as their number has, so that they stay in order when sorted by name. */
export function dimensionNames(count: number, prefix = 'dim', width = String(count).length): string[] {
  return Array.from({ length: count }, (_, at) => `${prefix}${String(at).padStart(width, '0')}`)
}

const isTuple = (row: Entity | Tuple): row is Tuple => Array.isArray(row)

function demandLength(row: Tuple, attributes: readonly string[]): void {
  if (row.length !== attributes.length)
    throw new FormatError(`a row has ${row.length} values for ${attributes.length} attributes.`)
}

/** The ID of an entity as text. @throws FormatError where it has none */
export function idOf(ID: unknown): string {
  if ((typeof ID === 'string' && ID !== '') || typeof ID === 'number') return String(ID)
  throw new FormatError('an entity has no ID.')
}

function numberOf(value: unknown, attribute: string, id: string, isStrict: boolean): number | null {
  if (value === null || value === undefined || (typeof value === 'string' && value.trim() === '')) {
    if (!isStrict) return null
    throw new FormatError(`“${attribute}” of the entity “${id}” is missing.`)
  }
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw new FormatError(`“${attribute}” of the entity “${id}” is no number.`)
}
