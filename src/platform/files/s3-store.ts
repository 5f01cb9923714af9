import { randomUUID } from 'node:crypto'
import { createWriteStream, mkdirSync } from 'node:fs'
import { type FileHandle, open, rename, rm, stat, utimes } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../errors.ts'
import { type Blob, type BlobStore, checkedHash, type ListedBlob } from './blob-store.ts'
import { asSpaceError } from './disk-errors.ts'
import { hashBytes, hashFile, writeHashed } from './hashing.ts'
import type { S3Client } from './s3-client.ts'
import { asStoreError, isAnswer, isPassing } from './s3-errors.ts'
import { keptMs, refuseForeign, sweepFolder, unlessMissing } from './staging.ts'

/** Larger files go in parts of this size, larger still where 10,000 parts would not do. */
const partBytes = 8 * 1_048_576
const mostParts = 9_000
const tidyEveryMs = 6 * 60 * 60_000
/** A body that breaks off is fetched on from there, as often as this without a byte between. */
const pausesMs = [100, 400, 1_000]

/**
 * Blobs as objects `blobs/ab/<sha256>` of an S3 server. Bytes come to rest on this machine first, so that their hash and
 * size are known before anything is sent; they count as stored when they were read back from the server as they are.
 */
export function openS3Store(folder: string, prefix: string, connect: () => Promise<S3Client>): BlobStore {
  const stagingFolder = join(resolve(folder), 'staging')
  const copyFolder = join(resolve(folder), 'copies')
  mkdirSync(stagingFolder, { recursive: true, mode: 0o700 })
  mkdirSync(copyFolder, { recursive: true, mode: 0o700 })
  let connected: Promise<S3Client> | undefined
  const server = (): Promise<S3Client> => {
    connected ??= connect()
    return connected
  }
  const tidy = tidying([stagingFolder, copyFolder])
  const keyOf = (sha256: string): string => `${prefix}blobs/${checkedHash(sha256).slice(0, 2)}/${sha256}`
  const keep = async (path: string, blob: Blob, signal?: AbortSignal): Promise<Blob> => {
    await send(await server(), path, keyOf(blob.sha256), blob, signal)
    await rm(path, { force: true })
    return blob
  }
  const bytesOf = async function* (key: string, range?: { start: number; end: number }) {
    yield* readOn(await server(), key, range)
  }

  return {
    stagingFolder,
    receive: async (bytes, limits) => {
      const path = join(stagingFolder, `receive-${randomUUID()}`)
      await tidy()
      try {
        return await keep(path, await writeHashed(path, bytes, limits), limits.signal)
      } catch (error) {
        await rm(path, { force: true })
        throw asSpaceError(error)
      }
    },
    adopt: async (path) => {
      await refuseForeign(path, stagingFolder)
      return keep(path, await hashFile(path))
    },
    sizeOf: async (sha256) => (await server()).sizeOf(keyOf(sha256)),
    read: (sha256, range) => Readable.from(bytesOf(keyOf(sha256), range), { objectMode: false }),
    pathOf: async (sha256) => {
      await tidy()
      return copyHere(copyFolder, checkedHash(sha256), () => bytesOf(keyOf(sha256)))
    },
    list: async function* () {
      yield* listBlobs(await server(), prefix)
    },
    remove: async (sha256) => (await server()).remove(keyOf(sha256)),
    sweepStaging: async (olderThanMs) => {
      await sweepFolder(copyFolder, olderThanMs)
      const swept = await sweepFolder(stagingFolder, olderThanMs)
      return swept + (await (await server()).withdrawOld(`${prefix}blobs/`, olderThanMs))
    },
    answers: async () => {
      for await (const _ of (await server()).list(`${prefix}blobs/`, 1)) return
    },
    probe: async () => probe(await server(), `${prefix}probe/${randomUUID()}`),
  }
}

/**
 * Sweeps the folders of this machine now and then, while they are used: of many machines only one runs the nightly
 * clearing.
 */
function tidying(folders: readonly string[]): () => Promise<void> {
  let sweptAt = Number.NEGATIVE_INFINITY
  return async () => {
    if (performance.now() - sweptAt < tidyEveryMs) return
    sweptAt = performance.now()
    for (const folder of folders) await sweepFolder(folder, keptMs)
  }
}

/**
 * Sends a file and reads it back. An object takes the place of another one at once and wholly, so that readers see either.
 *
 * @throws UserError `files.spoiled` where the server does not give back what it was given; then the object is removed.
 */
async function send(server: S3Client, path: string, key: string, blob: Blob, signal?: AbortSignal): Promise<void> {
  const file = await open(path, 'r')
  try {
    if (blob.sizeBytes <= partBytes) {
      signal?.throwIfAborted()
      await server.put(key, await file.readFile(), blob.sha256)
    } else await server.putParts(key, partsOf(file, blob.sizeBytes, signal))
  } finally {
    await file.close()
  }
  const kept = await hashBytes(readOn(server, key))
  if (kept.sha256 === blob.sha256 && kept.sizeBytes === blob.sizeBytes) return
  await server.remove(key)
  const sentence = 'The file store did not keep the file as it was sent. Nothing was kept; please send it again.'
  throw new UserError('unavailable', 'files.spoiled', sentence, { retryAfterSeconds: 60 })
}

/** One buffer for all parts: each is sent before the next one is read. */
async function* partsOf(file: FileHandle, sizeBytes: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(Math.max(partBytes, Math.ceil(sizeBytes / mostParts)))
  for (;;) {
    signal?.throwIfAborted()
    let length = 0
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = (await file.read(buffer, length, buffer.length - length)).bytesRead
    }
    if (length > 0) yield buffer.subarray(0, length)
    if (length < buffer.length) return
  }
}

/** The bytes of an object, fetched on from where they broke off: what a blob holds never changes. */
async function* readOn(
  server: S3Client,
  key: string,
  range?: { start: number; end: number },
): AsyncGenerator<Uint8Array> {
  const start = range?.start ?? 0
  let at = start
  for (let failed = 0, isOver = false; !isOver; ) {
    try {
      for await (const piece of await server.open(key, at, range?.end)) {
        at += piece.byteLength
        failed = 0
        yield piece
      }
      isOver = true
    } catch (error) {
      // It broke off behind the very last byte.
      if (isAnswer(error) && error.status === 416 && at > start) return
      const pauseMs = pausesMs[failed++]
      if (pauseMs === undefined || !isPassing(error)) throw asStoreError(error)
      await sleep(pauseMs)
    }
  }
}

/** A copy on this machine, made once and kept for a day after it was last asked for. */
async function copyHere(folder: string, sha256: string, bytes: () => AsyncIterable<Uint8Array>): Promise<string> {
  const path = join(folder, sha256)
  const now = new Date()
  if (await stat(path).catch(unlessMissing)) {
    await utimes(path, now, now)
    return path
  }
  const unfinished = `${path}.${randomUUID()}`
  try {
    await pipeline(bytes(), createWriteStream(unfinished, { mode: 0o600 }))
    const copied = await hashFile(unfinished)
    if (copied.sha256 !== sha256) throw new Error(`The blob ${sha256} is damaged in the file store.`)
    await rename(unfinished, path)
    return path
  } catch (error) {
    await rm(unfinished, { force: true })
    throw asSpaceError(error)
  }
}

async function* listBlobs(server: S3Client, prefix: string): AsyncGenerator<ListedBlob> {
  for await (const { key, sizeBytes, changedAtMs } of server.list(`${prefix}blobs/`)) {
    const sha256 = /\/[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(key)?.[1]
    if (sha256) yield { sha256, sizeBytes, changedAtMs }
  }
}

async function probe(server: S3Client, key: string): Promise<void> {
  const bytes = Buffer.from(`A probe of ${key}`)
  const { sha256 } = await hashBytes(Readable.from([bytes]))
  await server.put(key, bytes, sha256)
  const kept = await hashBytes(readOn(server, key))
  await server.remove(key)
  if (kept.sha256 !== sha256) throw new Error('The probe came back as something else.')
}
