import type { Db } from '../database/tables.ts'
import type { Blob, BlobStore } from './blob-store.ts'

export type { Blob } from './blob-store.ts'

export type NewFile = Readonly<{
  /** As its owner named it; kept as text that can be shown, and never a path. */
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

/**
 * Content-addressed files. First the bytes come to rest (`receive`, or `adopt` for a file written under `stagingFolder`),
 * then `record` names them inside the caller's transaction; a blob that nobody recorded is swept away after a day.
 */
export type Files = Pick<BlobStore, 'stagingFolder' | 'receive' | 'adopt' | 'read' | 'pathOf'> &
  Readonly<{
    /** @throws UserError `files.gone` where the blob was swept away before anyone recorded it. */
    record: (tx: Db, blob: Blob, file: NewFile) => Promise<StoredFile>
    find: (db: Db, id: string) => Promise<StoredFile | undefined>
    /** Ids of files of one origin from before a time, in their order, behind one of them. */
    listOld: (db: Db, origin: string, before: string, afterId: string, limit: number) => Promise<string[]>
    /** Removes the record; the blob goes a day after the last one. */
    remove: (tx: Db, id: string) => Promise<void>
    /** The store itself, for sweeping, checking and copying. */
    blobs: BlobStore
  }>
