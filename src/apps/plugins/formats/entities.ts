import { formatOf } from './content-types.ts'
import { csvBatches, csvLine } from './csv.ts'
import { type Chunks, decoded } from './decoding.ts'
import { FormatError, named } from './format-error.ts'
import { jsonBatches } from './json-objects.ts'
import { compareAttributes, type Entity, ensureTuple, type Tuple } from './rows.ts'
import { writtenCell } from './typed-text.ts'

/** A file to read from, as `context.open` gives it. */
export type Source = Readonly<{ name: string; contentType: string; stream: () => Chunks }>

/** Entities as a table: the names of the columns, and the rows one after the other. */
export type Table = Readonly<{ attributes: readonly string[]; tuples: AsyncGenerator<Tuple> }>

/**
 * The entities of a file one after the other: a JSON list or a single object, JSON lines, or a table. However long the
 * file is, only a piece of it is in memory. Values of a table are text; `dictDeserializer` gives them their types.
 *
 * @throws FormatError that names the file, and the entity or row that is wrong
 */
export async function* loadEntities(file: Source): AsyncGenerator<Entity> {
  try {
    const { attributes, batches } = await start(file)
    for await (const batch of batches) {
      for (const row of batch) yield attributes === undefined ? (row as Entity) : dictOf(attributes, row as string[])
    }
  } catch (error) {
    throw named(file.name, error)
  }
}

/**
 * The same as rows of a table. The columns of a JSON file are the attributes of its first entity, in their usual order;
 * what an entity lacks is null, and one more than those is an error.
 */
export async function loadTable(file: Source): Promise<Table> {
  try {
    const { attributes, batches } = await start(file)
    if (attributes !== undefined) return { attributes, tuples: tuplesOf(file, batches, attributes) }
    let first = await batches.next()
    while (!first.done && first.value.length === 0) first = await batches.next()
    const columns = Object.keys(first.done ? {} : (first.value[0] ?? {})).sort(compareAttributes)
    return { attributes: columns, tuples: tuplesOf(file, batches, columns, first.done ? [] : first.value) }
  } catch (error) {
    throw named(file.name, error)
  }
}

/** The names of the columns, or of the attributes of the first entity. The rest of the file is left alone. */
export async function readAttributes(file: Source): Promise<readonly string[]> {
  const { attributes, tuples } = await loadTable(file)
  await tuples.next()
  await tuples.return(undefined)
  return attributes
}

/** All entities of a file at once; where they may be many, `loadEntities` takes less memory. */
export const readEntities = (file: Source): Promise<Entity[]> => Array.fromAsync(loadEntities(file))

export type SaveOptions = Readonly<{
  /** Order of the columns; a table needs it. Rows may be tuples then. */
  attributes?: readonly string[]
  /** Texts of lists and sets in a table; default `;`. */
  separatorOf?: (attribute: string) => string
}>

/**
 * Writes entities piece by piece, for `context.saveOutput`. JSON comes without blanks and ends with a line break; in a
 * table every cell stands in quotes, rows end with CRLF, and null is an empty cell. Numbers that JSON has no word for
 * become null, sets become lists.
 *
 * @throws FormatError for a type that entities are not written in, and for a table without `attributes`
 */
export async function* saveEntities(
  entities: Iterable<Entity | Tuple> | AsyncIterable<Entity | Tuple>,
  contentType: string,
  { attributes, separatorOf = () => ';' }: SaveOptions = {},
): AsyncGenerator<string> {
  const format = formatOf(contentType)
  if (format === 'csv' && attributes === undefined) {
    throw new FormatError('a table is written with the order of its attributes.')
  }
  let chunk = format === 'json' ? '[' : format === 'csv' ? csvLine(attributes ?? []) : ''
  let between = ''
  const add = (row: Entity | Tuple): boolean => {
    if (format === 'csv') chunk += tableLine(row, attributes ?? [], separatorOf)
    else if (format === 'lines') chunk += `${jsonOf(row, attributes)}\n`
    else chunk += between + jsonOf(row, attributes)
    between = ','
    return chunk.length >= 65_536
  }
  const take = (): string => {
    const taken = chunk
    chunk = ''
    return taken
  }
  // Waiting for each row of what is there already would take far longer than writing it.
  if (Symbol.iterator in entities) for (const row of entities) if (add(row)) yield take()
  if (Symbol.asyncIterator in entities) for await (const row of entities) if (add(row)) yield take()
  yield format === 'json' ? `${chunk}]\n` : chunk
}

type Started =
  | Readonly<{ attributes: undefined; batches: AsyncGenerator<Entity[]> }>
  | Readonly<{ attributes: readonly string[]; batches: AsyncGenerator<string[][]> }>

async function start({ name, contentType, stream }: Source): Promise<Started> {
  const format = formatOf(contentType, name)
  const text = decoded(stream(), contentType)
  if (format !== 'csv') return { attributes: undefined, batches: jsonBatches(text, { isLines: format === 'lines' }) }
  const batches = csvBatches(text)
  let first = await batches.next()
  while (!first.done && first.value.length === 0) first = await batches.next()
  const [attributes = [], ...rows] = first.done ? [] : first.value
  try {
    demandDistinct(attributes)
  } catch (error) {
    await batches.return(undefined)
    throw error
  }
  return { attributes, batches: wholeRows(attributes, rows, batches) }
}

async function* wholeRows(
  attributes: readonly string[],
  first: string[][],
  batches: AsyncGenerator<string[][]>,
): AsyncGenerator<string[][]> {
  let count = 1
  const demandWhole = (row: readonly string[]): void => {
    count++
    if (row.length === attributes.length) return
    throw new FormatError(`row ${count} has ${row.length} cells, the header has ${attributes.length}.`)
  }
  try {
    first.forEach(demandWhole)
    yield first
    for await (const batch of batches) {
      batch.forEach(demandWhole)
      yield batch
    }
  } finally {
    await batches.return(undefined)
  }
}

function demandDistinct(attributes: readonly string[]): void {
  const twice = attributes.find((name, at) => attributes.indexOf(name) !== at)
  if (twice !== undefined) throw new FormatError(`two columns are called “${twice}”.`)
}

const dictOf = (attributes: readonly string[], row: Tuple): Entity =>
  Object.fromEntries(attributes.map((name, at) => [name, row[at]]))

async function* tuplesOf(
  { name }: Source,
  batches: AsyncGenerator<(Entity | Tuple)[]>,
  columns: readonly string[],
  first: readonly Entity[] = [],
): AsyncGenerator<Tuple> {
  try {
    for (const row of first) yield ensureTuple(row, columns)
    for await (const batch of batches) for (const row of batch) yield ensureTuple(row, columns)
  } catch (error) {
    throw named(name, error)
  } finally {
    await batches.return(undefined)
  }
}

function jsonOf(row: Entity | Tuple, attributes: readonly string[] | undefined): string {
  const entity = Array.isArray(row) && attributes !== undefined ? dictOf(attributes, row) : row
  const holdsSet = Object.values(entity).some((value) => value instanceof Set)
  // A replacer makes it five times as slow.
  return holdsSet ? JSON.stringify(entity, setsAsLists) : JSON.stringify(entity)
}

const setsAsLists = (_key: string, value: unknown): unknown => (value instanceof Set ? [...value] : value)

function tableLine(
  row: Entity | Tuple,
  attributes: readonly string[],
  separatorOf: (attribute: string) => string,
): string {
  const tuple = ensureTuple(row, attributes)
  return csvLine(attributes.map((name, at) => writtenCell(tuple[at], name, separatorOf(name))))
}
