import { randomUUID } from 'node:crypto'
import { createReadStream, mkdirSync } from 'node:fs'
import { mkdir, open, opendir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Blob, type BlobStore, checkedHash, type ListedBlob } from './blob-store.ts'
import { asSpaceError } from './disk-errors.ts'
import { hashFile, writeHashed } from './hashing.ts'
import { isMissing, refuseForeign, sweepFolder, unlessMissing } from './staging.ts'

/**
 * Blobs in `blobs/ab/<sha256>` below a folder. Bytes come to rest in `staging` on the same file system, are flushed,
 * renamed, and the folder flushed: a name below `blobs` therefore always stands for the whole content.
 */
export function openDiskStore(folder: string): BlobStore {
  const stagingFolder = join(resolve(folder), 'staging')
  const blobFolder = join(resolve(folder), 'blobs')
  mkdirSync(stagingFolder, { recursive: true, mode: 0o700 })
  mkdirSync(blobFolder, { recursive: true, mode: 0o700 })
  const placeOf = (sha256: string): string => join(blobFolder, checkedHash(sha256).slice(0, 2), sha256)
  const settle = (path: string, blob: Blob): Promise<Blob> => moveIntoPlace(path, blob, blobFolder)

  return {
    stagingFolder,
    pathOf: async (sha256) => placeOf(sha256),
    receive: async (bytes, limits) => {
      const path = join(stagingFolder, `receive-${randomUUID()}`)
      try {
        return await settle(path, await writeHashed(path, bytes, limits))
      } catch (error) {
        await rm(path, { force: true })
        throw asSpaceError(error)
      }
    },
    adopt: async (path) => {
      await refuseForeign(path, stagingFolder)
      return settle(path, await hashFile(path))
    },
    sizeOf: (sha256) => sizeOf(placeOf(sha256)),
    read: (sha256, range) => createReadStream(placeOf(sha256), range),
    list: () => listBlobs(blobFolder),
    remove: (sha256) => rm(placeOf(sha256), { force: true }),
    sweepStaging: (olderThanMs) => sweepFolder(stagingFolder, olderThanMs),
    answers: async () => void (await Promise.all([readdir(stagingFolder), readdir(blobFolder)])),
    probe: () => probe(join(stagingFolder, `probe-${randomUUID()}`)),
  }
}

/** Replaces a blob of the same name: the content is the same, a damaged one is healed, and its age begins anew. */
async function moveIntoPlace(path: string, blob: Blob, blobFolder: string): Promise<Blob> {
  const folder = join(blobFolder, blob.sha256.slice(0, 2))
  if (await mkdir(folder, { recursive: true, mode: 0o700 })) await flushFolder(blobFolder)
  await rename(path, join(folder, blob.sha256))
  await flushFolder(folder)
  return blob
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function* listBlobs(blobFolder: string): AsyncGenerator<ListedBlob> {
  for (const prefix of (await readdir(blobFolder)).sort()) {
    for await (const entry of await opendir(join(blobFolder, prefix))) {
      const found = await stat(join(blobFolder, prefix, entry.name)).catch(unlessMissing)
      if (found) yield { sha256: entry.name, sizeBytes: found.size, changedAtMs: found.mtimeMs }
    }
  }
}

async function probe(path: string): Promise<void> {
  const text = `A probe of ${path}`
  try {
    await writeFile(path, text, { mode: 0o600, flush: true })
    if ((await readFile(path, 'utf8')) !== text) throw new Error('The probe came back as something else.')
  } finally {
    await rm(path, { force: true })
  }
}
