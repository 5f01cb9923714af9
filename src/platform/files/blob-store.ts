import type { Readable } from 'node:stream'

/** Bytes that are whole, flushed and named by their content, and not yet anyone's. */
export type Blob = Readonly<{ sha256: string; sizeBytes: number }>

export type ListedBlob = Blob &
  Readonly<{ /** Milliseconds since 1970, by the clock of the store. */ changedAtMs: number }>

/**
 * Where bytes rest, named by their SHA-256 and never changed. A blob is there wholly or not at all, whenever the process
 * or the machine stops; `contract/` is what every store has to pass.
 */
export type BlobStore = Readonly<{
  /** A folder of this machine for files that will be adopted; what stays there for a day is swept away. */
  stagingFolder: string
  /**
   * Keeps the bytes, or nothing at all where they end early.
   *
   * @throws UserError `files.too-large` beyond `maxBytes`, `files.no-space` when the disk is full, `files.away`,
   * `files.refused` or `files.spoiled` by a store elsewhere; the signal's reason when it aborts; whatever the bytes throw.
   */
  receive: (bytes: AsyncIterable<Uint8Array>, limits: { maxBytes: number; signal?: AbortSignal }) => Promise<Blob>
  /** Takes over a complete file below `stagingFolder`, after its size and hash are known and flushed. */
  adopt: (path: string) => Promise<Blob>
  /** The size of a blob that is there. */
  sizeOf: (sha256: string) => Promise<number | undefined>
  /** A range of bytes, both ends included. */
  read: (sha256: string, range?: { start: number; end: number }) => Readable
  /**
   * The path of a blob on this machine, for code that needs a real file; read only. Where the store is elsewhere it is a
   * copy, which is swept away a day after it was last asked for.
   */
  pathOf: (sha256: string) => Promise<string>
  list: () => AsyncIterable<ListedBlob>
  remove: (sha256: string) => Promise<void>
  /** Removes what lies in staging unchanged for that long, and uploads that never ended; answers how much. */
  sweepStaging: (olderThanMs: number) => Promise<number>
  /** Resolves where the store is there and lets us in; quick enough to be asked every few seconds. */
  answers: () => Promise<void>
  /** Writes, reads and removes something small. */
  probe: () => Promise<void>
}>

/** @throws TypeError where it is none: a name from outside never becomes a path. */
export function checkedHash(sha256: string): string {
  if (/^[0-9a-f]{64}$/.test(sha256)) return sha256
  throw new TypeError('A blob is named by the 64 hexadecimal digits of its SHA-256.')
}
