import type { Readable } from 'node:stream'
import type { Db } from '../database/tables.ts'

export type NewFile = Readonly<{
  name: string
  mediaType: string
  /** What it is in the words of the app, such as `papers/list` or `papers/full-text`. */
  dataType: string
  /** A person's id; null for files of the house. */
  ownerId: string | null
  /** Where it came from, such as `upload` or an address. */
  origin: string
}>

export type StoredFile = NewFile & Readonly<{ id: string; sha256: string; sizeBytes: number; createdAt: string }>

/** Bytes that are whole, flushed and named by their content, and not yet anyone's. */
export type Blob = Readonly<{ sha256: string; sizeBytes: number }>

/**
 * Content-addressed files. First the bytes come to rest (`receive`, or `adopt` for a file written under `stagingFolder`),
 * then `record` names them inside the caller's transaction; a blob that nobody recorded is swept away after a day.
 */
export type Files = Readonly<{
  /** On the same file system as the blobs, so that adopting is a rename. */
  stagingFolder: string
  /** @throws UserError `files.too-large` beyond `maxBytes`, `files.no-space` when the disk is full. */
  receive: (bytes: AsyncIterable<Uint8Array>, limits: { maxBytes: number; signal?: AbortSignal }) => Promise<Blob>
  /** Takes over a complete file by rename, after size and hash are known and flushed. */
  adopt: (path: string) => Promise<Blob>
  record: (tx: Db, blob: Blob, file: NewFile) => Promise<StoredFile>
  find: (db: Db, id: string) => Promise<StoredFile | undefined>
  /** Removes the record; the blob goes with the last one, at the next sweep. */
  remove: (tx: Db, id: string) => Promise<void>
  /** A range of bytes, both ends included. */
  read: (sha256: string, range?: { start: number; end: number }) => Readable
  /** The path of a blob for code that needs a real file; read only. */
  pathOf: (sha256: string) => string
}>
