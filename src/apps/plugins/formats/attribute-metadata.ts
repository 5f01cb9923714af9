import { FormatError } from './format-error.ts'
import type { Entity } from './rows.ts'
import { readBoolean } from './typed-text.ts'

/** What is known of one attribute. */
export type AttributeMetadata = Readonly<{
  ID: string
  /** `null`, `boolean`, `integer`, `number`, `string`, `url`, `ref`, or a private one, which is read as text. */
  type: string
  title: string
  description: string
  /** It holds several values. */
  multiple: boolean
  /** Several values are a list, else a set. */
  ordered: boolean
  /** Stands between several values where they are written as one text. */
  separator: string
  /** The file with the entities that a `ref` names; null for any. */
  refTarget: string | null
  /** Address of a schema that values keep to; null for none. */
  schema: string | null
  /** Keys that this program does not know. */
  extra: Readonly<Record<string, unknown>>
}>

export type MetadataByAttribute = ReadonlyMap<string, AttributeMetadata>

const known = ['ID', 'type', 'title', 'description', 'multiple', 'ordered', 'separator', 'refTarget', 'schema']

/** Metadata of a file of type `entity/attribute-metadata`, by the names of attributes. A name that comes twice counts as it was last. */
export async function readAttributeMetadata(
  entities: Iterable<Entity> | AsyncIterable<Entity>,
): Promise<MetadataByAttribute> {
  const byAttribute = new Map<string, AttributeMetadata>()
  for await (const entity of entities) {
    const metadata = attributeMetadataOf(entity)
    byAttribute.set(metadata.ID, metadata)
  }
  return byAttribute
}

/** @throws FormatError for an entity without ID, and for values that are no truth values where they must be */
export function attributeMetadataOf(entity: Entity): AttributeMetadata {
  const { ID, type, title, description, multiple, ordered, separator, refTarget, schema } = entity
  if (typeof ID !== 'string' || ID === '')
    throw new FormatError('metadata stand there without the name of an attribute.')
  const extra = Object.entries(entity).filter(([name]) => !known.includes(name))
  return {
    ID,
    type: textOr(type, 'string'),
    title: textOr(title, ID),
    description: textOr(description, ''),
    multiple: readBoolean(multiple ?? '') ?? false,
    ordered: readBoolean(ordered ?? '') ?? false,
    separator: textOr(separator, ';'),
    refTarget: textOr(refTarget, null),
    schema: textOr(schema, null),
    extra: Object.fromEntries(extra),
  }
}

/** The entity that stands for metadata in a file; keys that this program does not know stay. */
export const metadataToEntity = ({ extra, ...metadata }: AttributeMetadata): Entity => ({ ...metadata, ...extra })

/** Metadata of an attribute that nothing says anything about. */
export const usualMetadata = (ID: string): AttributeMetadata => attributeMetadataOf({ ID })

/** The file and entry of `refTarget`, such as `taxonomies.zip:colours.json`; the entry is null where it names a file alone. */
export function refTargetOf({ refTarget }: AttributeMetadata): { file: string; entry: string | null } | null {
  if (refTarget === null) return null
  const [, file = refTarget, entry = null] = /^(.*\.zip):(.+)$/i.exec(refTarget) ?? []
  return { file, entry }
}

function textOr<Usual>(value: unknown, usual: Usual): string | Usual {
  if (value === undefined || value === null || value === '') return usual
  return typeof value === 'object' ? usual : String(value)
}
