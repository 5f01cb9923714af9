import { readAttributeMetadata } from '../../src/apps/plugins/formats/attribute-metadata.ts'
import { loadEntities, readEntities, type Source } from '../../src/apps/plugins/formats/entities.ts'
import type { Entity } from '../../src/apps/plugins/formats/rows.ts'
import { dictDeserializer } from '../../src/apps/plugins/formats/typed-text.ts'

/** The part of an opened file that is looked at. */
type Described = Source & Readonly<{ attributeMetadataUrl: string | null }>

/** Entities with the types that the metadata of their file give their values; as they stand where it names none. */
export async function readTypedEntities(file: Described, open: (url: string) => Promise<Source>): Promise<Entity[]> {
  const entities = await readEntities(file)
  if (file.attributeMetadataUrl === null) return entities
  const metadata = await readAttributeMetadata(loadEntities(await open(file.attributeMetadataUrl)))
  return entities.map(dictDeserializer(metadata))
}
