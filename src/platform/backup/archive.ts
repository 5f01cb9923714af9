import { type FileHandle, open } from 'node:fs/promises'
import type { Blob } from '../files/blob-store.ts'
import { hashedPieces } from './hashed-pieces.ts'
import { blockBytes, headerOf, paddingOf, parseHeader } from './tar-header.ts'

const pieceBytes = 1_048_576

export type ArchiveWriter = Readonly<{
  /** Adds a file of exactly that size and answers the hash of what was written. */
  add: (name: string, sizeBytes: number, bytes: AsyncIterable<Uint8Array>) => Promise<Blob>
  /** Ends the archive and flushes it. */
  finish: () => Promise<void>
  close: () => Promise<void>
}>

/** A new tar file that any tar can open. */
export async function writeArchive(path: string): Promise<ArchiveWriter> {
  const file = await open(path, 'wx', 0o600)
  return {
    add: async (name, sizeBytes, bytes) => {
      await file.writeFile(headerOf(name, sizeBytes))
      const { pieces, result } = hashedPieces(bytes)
      for await (const piece of pieces) await file.writeFile(piece)
      const blob = result()
      if (blob.sizeBytes !== sizeBytes) throw new Error(`${name} changed while it was copied.`)
      await file.writeFile(paddingOf(sizeBytes))
      return blob
    },
    finish: async () => {
      await file.writeFile(Buffer.alloc(2 * blockBytes))
      await file.sync()
    },
    close: () => file.close(),
  }
}

export type ArchiveEntry = Readonly<{ name: string; sizeBytes: number; bytes: AsyncIterable<Uint8Array> }>

/** What is wrong with an archive, and in which part of it. */
export class DamagedArchive extends Error {
  readonly part: string

  constructor(part: string, what: string) {
    super(`${part}: ${what}`)
    this.name = 'DamagedArchive'
    this.part = part
  }
}

/**
 * The files of an archive, one after the other. Reads only what `writeArchive` wrote: a header is compared with the one
 * that its name and size would have, so that no byte of it can change unseen.
 *
 * @throws DamagedArchive at the first byte that is not as it was written, contents excepted.
 */
export async function* readArchive(path: string): AsyncGenerator<ArchiveEntry> {
  const file = await open(path, 'r')
  try {
    let position = 0
    let latest = 'the beginning'
    for (;;) {
      const part = `the header after ${latest}`
      const block = await readExactly(file, position, blockBytes, part)
      if (block.every((byte) => byte === 0)) return await expectEnd(file, position + blockBytes)
      const header = parseHeader(block)
      if (!header) throw new DamagedArchive(part, 'it is not as it was written')

      position += blockBytes
      yield { ...header, bytes: contents(file, position, header.sizeBytes, header.name) }
      position += header.sizeBytes
      latest = header.name
      const padding = paddingOf(header.sizeBytes)
      const found = await readExactly(file, position, padding.length, latest)
      if (!found.equals(padding)) throw new DamagedArchive(latest, 'it is followed by something else')
      position += padding.length
    }
  } finally {
    await file.close()
  }
}

async function* contents(file: FileHandle, start: number, sizeBytes: number, part: string): AsyncGenerator<Buffer> {
  for (let done = 0; done < sizeBytes; ) {
    const piece = await readExactly(file, start + done, Math.min(pieceBytes, sizeBytes - done), part)
    done += piece.length
    yield piece
  }
}

async function readExactly(file: FileHandle, position: number, length: number, part: string): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done)
    if (bytesRead === 0) throw new DamagedArchive(part, 'the archive is cut off here')
    done += bytesRead
  }
  return buffer
}

async function expectEnd(file: FileHandle, position: number): Promise<void> {
  const last = await readExactly(file, position, blockBytes, 'the end')
  const { size } = await file.stat()
  if (last.some((byte) => byte !== 0) || size !== position + blockBytes)
    throw new DamagedArchive('the end', 'something was added')
}
