import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createGunzip, createInflateRaw } from 'node:zlib'
import { UserError } from '../../../platform/errors.ts'
import type { Container } from './container.ts'

/** How much of the stored file has been taken so far, packed or not. */
export interface BytesTaken {
  bytes: number
}

const PIECE_BYTES = 256 * 1024
export const MOST_UNPACKED_BYTES = 5 * 1024 ** 3
const MOST_RATIO = 200
/** The ratio counts only after this much, because small files of one repeated line pack very well. */
const RATIO_FREE_BYTES = 1024 * 1024

/**
 * The bytes of the list, unpacked. Each piece is valid until the next one is asked for.
 *
 * @throws UserError where packed data is damaged, or grows beyond 5 GiB or 200 times its size.
 */
export function readBytes(
  path: string,
  container: Container,
  taken: BytesTaken,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  return container.kind === 'plain' ? readPlain(path, taken, signal) : readPacked(path, container, taken, signal)
}

async function* readPlain(path: string, taken: BytesTaken, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const file = await open(path)
  const piece = Buffer.alloc(PIECE_BYTES)
  try {
    for (;;) {
      signal?.throwIfAborted()
      const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, null)
      if (bytesRead === 0) return
      taken.bytes += bytesRead
      yield piece.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

async function* readPacked(
  path: string,
  container: Exclude<Container, { kind: 'plain' }>,
  taken: BytesTaken,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const range =
    container.kind === 'zip' ? { start: container.offset, end: container.offset + container.packedBytes - 1 } : {}
  if (container.kind === 'zip' && container.packedBytes === 0) return
  const stopped = new AbortController()
  const source = createReadStream(path, { ...range, highWaterMark: PIECE_BYTES })
  source.on('data', (piece) => {
    taken.bytes += piece.length
  })
  const options = { chunkSize: PIECE_BYTES }
  const unpacker =
    container.kind === 'gzip'
      ? createGunzip(options)
      : container.isDeflated
        ? createInflateRaw(options)
        : new PassThrough()
  const flow = pipeline(source, unpacker, {
    signal: signal ? AbortSignal.any([signal, stopped.signal]) : stopped.signal,
  })
  // The reader below meets the same failure and reports it.
  flow.catch(() => undefined)

  let unpacked = 0
  let crc = 0
  try {
    for await (const piece of unpacker as AsyncIterable<Buffer>) {
      unpacked += piece.length
      refuseBombs(unpacked, taken.bytes)
      if (container.kind === 'zip') crc = crc32(piece, crc)
      yield piece
    }
    if (container.kind === 'zip' && (crc !== container.crc || unpacked !== container.unpackedBytes)) throw damaged()
  } catch (cause) {
    if (cause instanceof UserError || signal?.aborted) throw cause
    throw damaged(cause)
  } finally {
    stopped.abort()
  }
}

function refuseBombs(unpacked: number, packed: number): void {
  if (unpacked <= MOST_UNPACKED_BYTES && (unpacked <= RATIO_FREE_BYTES || unpacked <= packed * MOST_RATIO)) return
  throw new UserError(
    'too-large',
    'papers.file-unpacks-too-large',
    'The packed file grows beyond 5 GiB, or beyond 200 times its size. Unpack it, split the list, and upload the parts.',
  )
}

function damaged(cause?: unknown): UserError {
  return new UserError(
    'invalid',
    'papers.file-damaged',
    'The packed file is damaged or cut off. Pack it again, or upload the list itself.',
    { cause },
  )
}
