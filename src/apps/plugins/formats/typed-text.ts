import type { AttributeMetadata, MetadataByAttribute } from './attribute-metadata.ts'
import { FormatError } from './format-error.ts'
import { type Entity, isNaming, type Tuple } from './rows.ts'

/** A value as its attribute's metadata say it is. Null is a value that is missing. */
export type Scalar = string | number | boolean | null
export type TypedValue = Scalar | readonly Scalar[] | ReadonlySet<Scalar>

const yes = ['1', 'true', 't', 'yes', 'y', 'on']
const no = ['0', 'false', 'f', 'no', 'n', 'off', 'null', 'nil', 'none']

/** A truth value in words, whatever their case; null where there is none. @throws FormatError for another word */
export function readBoolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  const word = String(value ?? '')
    .trim()
    .toLowerCase()
  if (word === '') return null
  if (yes.includes(word)) return true
  if (no.includes(word)) return false
  throw new FormatError(`“${word.slice(0, 40)}” is no truth value, such as yes or no.`)
}

/** Text, such as a cell of a table, as the value that its metadata say it is. @throws FormatError that names the attribute */
export function deserialize(text: string, metadata: AttributeMetadata): TypedValue {
  if (!metadata.multiple) return readScalar(text, metadata)
  const values = text.trim() === '' ? [] : text.split(metadata.separator).map((one) => readScalar(one, metadata))
  return metadata.ordered ? values : new Set(values)
}

/** The text of a value, which `deserialize` reads as the same one. @throws FormatError where it would not */
export const serialize = (value: unknown, { ID, separator }: AttributeMetadata): string =>
  writtenCell(value, ID, separator)

/** The text of a value in a table: several values are joined, null is empty. @throws FormatError for values within values */
export function writtenCell(value: unknown, attribute: string, separator: string): string {
  if (!(Array.isArray(value) || value instanceof Set)) return writtenScalar(value, attribute)
  const texts = Array.from(value as Iterable<unknown>, (one) => writtenScalar(one, attribute))
  const torn = texts.find((text) => text.includes(separator))
  if (torn === undefined) return texts.join(separator)
  throw new FormatError(`“${torn}” of the attribute “${attribute}” holds “${separator}”, which stands between values.`)
}

/** Gives the values of an entity their types: text is read, lists become sets where order means nothing, the rest stays. */
export function dictDeserializer(metadata: MetadataByAttribute): (entity: Entity) => Record<string, unknown> {
  return (entity) =>
    Object.fromEntries(Object.entries(entity).map(([name, value]) => [name, typed(value, name, metadata)]))
}

/** The same for rows of a table. */
export function tupleDeserializer(
  attributes: readonly string[],
  metadata: MetadataByAttribute,
): (tuple: Tuple) => unknown[] {
  return (tuple) => attributes.map((name, at) => typed(tuple[at], name, metadata))
}

/** Turns the values of an entity into texts. */
export function dictSerializer(metadata: MetadataByAttribute): (entity: Entity) => Record<string, string> {
  return (entity) =>
    Object.fromEntries(Object.entries(entity).map(([name, value]) => [name, written(value, name, metadata)]))
}

/** The same for rows of a table. */
export function tupleSerializer(
  attributes: readonly string[],
  metadata: MetadataByAttribute,
): (tuple: Tuple) => string[] {
  return (tuple) => attributes.map((name, at) => written(tuple[at], name, metadata))
}

/** Says what stands between several values of an attribute, for `saveEntities`. */
export const separatorsOf =
  (metadata: MetadataByAttribute) =>
  (attribute: string): string =>
    metadata.get(attribute)?.separator ?? ';'

function typed(value: unknown, name: string, byAttribute: MetadataByAttribute): unknown {
  const metadata = byAttribute.get(name)
  if (metadata === undefined || (isNaming(name) && metadata.type === 'string')) return value
  if (typeof value === 'string') return deserialize(value, metadata)
  if (!Array.isArray(value) || !metadata.multiple) return value
  const values = value.map((one) => (typeof one === 'string' ? readScalar(one, metadata) : one))
  return metadata.ordered ? values : new Set(values)
}

const written = (value: unknown, name: string, byAttribute: MetadataByAttribute): string =>
  writtenCell(value, name, byAttribute.get(name)?.separator ?? ';')

function readScalar(text: string, { ID, type }: AttributeMetadata): Scalar {
  if (type === 'null') return null
  if (type === 'boolean') return inAttribute(ID, () => readBoolean(text))
  if (type === 'integer' || type === 'number') return readNumber(text, ID, type)
  return text
}

const numberText = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

function readNumber(text: string, attribute: string, type: 'integer' | 'number'): number | null {
  const trimmed = text.trim()
  if (trimmed === '') return null
  const value = numberText.test(trimmed) ? Number(trimmed) : Number.NaN
  if (type === 'number' ? Number.isFinite(value) : Number.isSafeInteger(value)) return value
  const wanted = type === 'number' ? 'number' : 'whole number that a double holds exactly'
  throw new FormatError(`“${trimmed.slice(0, 40)}” of the attribute “${attribute}” is no ${wanted}.`)
}

function inAttribute<Value>(attribute: string, read: () => Value): Value {
  try {
    return read()
  } catch (cause) {
    throw new FormatError(`the attribute “${attribute}”: ${(cause as Error).message}`, { cause })
  }
}

function writtenScalar(value: unknown, attribute: string): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  throw new FormatError(`the attribute “${attribute}” holds values within values, which a table cannot.`)
}
