import { randomUUID } from 'node:crypto'
import { createReadStream, mkdirSync } from 'node:fs'
import { lstat, mkdir, open, opendir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { type Blob, type BlobStore, checkedHash, type ListedBlob } from './blob-store.ts'
import { asSpaceError } from './disk-errors.ts'
import { hashFile, writeHashed } from './hashing.ts'

/**
 * Blobs in `blobs/ab/<sha256>` below a folder. Bytes come to rest in `staging` on the same file system, are flushed,
 * renamed, and the folder flushed: a name below `blobs` therefore always stands for the whole content.
 */
export function openDiskStore(folder: string): BlobStore {
  const stagingFolder = join(resolve(folder), 'staging')
  const blobFolder = join(resolve(folder), 'blobs')
  mkdirSync(stagingFolder, { recursive: true, mode: 0o700 })
  mkdirSync(blobFolder, { recursive: true, mode: 0o700 })
  const pathOf = (sha256: string): string => join(blobFolder, checkedHash(sha256).slice(0, 2), sha256)
  const settle = (path: string, blob: Blob): Promise<Blob> => moveIntoPlace(path, blob, blobFolder)

  return {
    stagingFolder,
    pathOf,
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
    sizeOf: (sha256) => sizeOf(pathOf(sha256)),
    read: (sha256, range) => createReadStream(pathOf(sha256), range),
    list: () => listBlobs(blobFolder),
    remove: (sha256) => rm(pathOf(sha256), { force: true }),
    sweepStaging: (olderThanMs) => sweep(stagingFolder, olderThanMs),
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

/** Only a plain file of our own staging may become a blob: no link, no folder, nothing from elsewhere. */
async function refuseForeign(path: string, stagingFolder: string): Promise<void> {
  const isBelow = resolve(path).startsWith(stagingFolder + sep)
  if (!isBelow || !(await lstat(path)).isFile())
    throw new TypeError('Only a plain file below the staging folder can be adopted.')
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

async function sweep(folder: string, olderThanMs: number): Promise<number> {
  let swept = 0
  for (const name of await readdir(folder)) {
    const found = await lstat(join(folder, name)).catch(unlessMissing)
    if (!found || found.mtimeMs > Date.now() - olderThanMs) continue
    await rm(join(folder, name), { recursive: true, force: true })
    swept++
  }
  return swept
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

function unlessMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error
}
