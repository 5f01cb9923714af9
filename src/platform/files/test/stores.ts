import { utimes, writeFile } from 'node:fs/promises'
import type { TestContext } from 'node:test'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { s3Keys, sharedS3 } from '../../../../test/support/s3-server.ts'
import { readConfig } from '../../../config.ts'
import { openInstance } from '../../instance/instance.ts'
import { type FilePlace, filePlaceOf } from '../file-place.ts'
import { openBlobStore } from '../storing.ts'

export const storeKinds = ['disk', 's3'] as const

/** An empty place for files, and what a test may do to it behind the back of the house. */
export type TestPlace = Readonly<{
  place: FilePlace
  /** As if the blob had come to rest long ago. */
  age: (sha256: string) => Promise<void>
  spoil: (sha256: string, text: string) => Promise<void>
}>

export async function emptyPlace(t: TestContext, kind: (typeof storeKinds)[number]): Promise<TestPlace> {
  const folder = emptyFolder(t)
  const environment = kind === 's3' ? { LYCEUM_FILES_URL: (await sharedS3()).emptyPlace(), ...s3Keys } : {}
  const config = readConfig({ LYCEUM_INSTANCE: folder, ...environment })
  const place = filePlaceOf(config, openInstance(config))
  const fileOf = async (sha256: string): Promise<string> =>
    place.s3
      ? (await sharedS3()).fileOf(`${place.s3.prefix}blobs/${sha256.slice(0, 2)}/${sha256}`)
      : openBlobStore(place).pathOf(sha256)
  return {
    place,
    age: async (sha256) => utimes(await fileOf(sha256), 1, 1),
    spoil: async (sha256, text) => writeFile(await fileOf(sha256), text),
  }
}
