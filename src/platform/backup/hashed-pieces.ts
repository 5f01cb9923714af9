import { createHash } from 'node:crypto'
import type { Blob } from '../files/blob-store.ts'

/** Passes bytes on, and knows their hash and size when they have passed. */
export function hashedPieces(bytes: AsyncIterable<Uint8Array>): {
  pieces: AsyncIterable<Uint8Array>
  result: () => Blob
} {
  const hash = createHash('sha256')
  let sizeBytes = 0
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      hash.update(piece)
      sizeBytes += piece.byteLength
      yield piece
    }
  }
  return { pieces: pass(), result: () => ({ sha256: hash.digest('hex'), sizeBytes }) }
}
