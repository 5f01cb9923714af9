import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import type { Blob } from './blob-store.ts'
import { tooLarge } from './disk-errors.ts'

/** Hashing this much takes about a millisecond, after which others have their turn. */
const pieceBytes = 1_048_576

/** Writes a new file, hashed on the way and flushed at the end. What is written stays behind when it throws. */
export async function writeHashed(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  { maxBytes, signal }: { maxBytes: number; signal?: AbortSignal },
): Promise<Blob> {
  const file = await open(path, 'wx', 0o600)
  try {
    const hash = createHash('sha256')
    let sizeBytes = 0
    for await (const piece of inPieces(bytes, signal)) {
      sizeBytes += piece.byteLength
      if (sizeBytes > maxBytes) throw tooLarge(maxBytes)
      hash.update(piece)
      await writeWhole(file, piece)
    }
    await file.sync()
    return { sha256: hash.digest('hex'), sizeBytes }
  } finally {
    await file.close()
  }
}

/** The hash and size of a file that is complete, which is flushed to disk. */
export async function hashFile(path: string): Promise<Blob> {
  const file = await open(path, 'r')
  try {
    await file.chmod(0o600)
    const blob = await hashBytes(file.createReadStream({ autoClose: false, highWaterMark: pieceBytes, start: 0 }))
    await file.sync()
    return blob
  } finally {
    await file.close()
  }
}

export async function hashBytes(bytes: AsyncIterable<Uint8Array>): Promise<Blob> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const piece of bytes) {
    hash.update(piece)
    sizeBytes += piece.byteLength
  }
  return { sha256: hash.digest('hex'), sizeBytes }
}

/** Ends with the signal's reason as soon as it aborts, even while the bytes keep us waiting. */
async function* inPieces(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const chunks = bytes[Symbol.asyncIterator]()
  let isOver = false
  try {
    for (;;) {
      const next = await orAborted(chunks.next(), signal)
      isOver = next.done === true
      if (isOver) return
      yield* cut(next.value)
    }
  } finally {
    // Not waited for: bytes that never come would never end either.
    if (!isOver) chunks.return?.()?.catch(() => {})
  }
}

function* cut(chunk: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < chunk.byteLength; start += pieceBytes) yield chunk.subarray(start, start + pieceBytes)
}

function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return promise
  const { promise: first, resolve, reject } = Promise.withResolvers<Value>()
  const abort = (): void => reject(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort)
  promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  return first
}

/** One write may take less than it is given. */
async function writeWhole(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let written = 0; written < piece.byteLength; ) {
    const { bytesWritten } = await file.write(piece, written)
    written += bytesWritten
  }
}
