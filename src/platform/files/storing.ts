import { randomUUIDv7 } from 'node:crypto'
import { UserError } from '../errors.ts'
import type { BlobStore } from './blob-store.ts'
import { openDiskStore } from './disk-store.ts'
import type { FilePlace } from './file-place.ts'
import type { Files, StoredFile } from './files.ts'
import { shownName } from './names.ts'
import { claimBlob, deleteFile, findFile, insertFile, listOldFiles, releaseBlob } from './queries.ts'
import { openS3Store } from './s3-store.ts'
import type { FileRow } from './tables.ts'

/** The store at a place. */
export function openBlobStore({ folder, s3 }: FilePlace): BlobStore {
  if (!s3) return openDiskStore(folder)
  // Loaded on first use: a house with its files on disk never pays for it.
  return openS3Store(folder, s3.prefix, async () => (await import('./s3-client.ts')).connectS3(s3, s3))
}

/** The files of the house. */
export function openFiles({ now, ...place }: FilePlace & { now: () => string }): Files {
  const blobs = openBlobStore(place)
  return {
    blobs,
    stagingFolder: blobs.stagingFolder,
    receive: blobs.receive,
    adopt: blobs.adopt,
    read: blobs.read,
    pathOf: blobs.pathOf,
    listOld: listOldFiles,
    find: async (db, id) => asStoredFile(await findFile(db, id)),
    record: async (tx, blob, file) => {
      const at = now()
      await claimBlob(tx, blob, at)
      if ((await blobs.sizeOf(blob.sha256)) !== blob.sizeBytes) throw gone()
      const stored = {
        ...file,
        name: shownName(file.name),
        id: randomUUIDv7(),
        sha256: blob.sha256,
        sizeBytes: blob.sizeBytes,
        createdAt: at,
      }
      await insertFile(tx, asRow(stored))
      return stored
    },
    remove: async (tx, id) => {
      const removed = await deleteFile(tx, id)
      if (removed) await releaseBlob(tx, removed.sha256, now())
    },
  }
}

const asRow = (file: StoredFile): FileRow => ({
  id: file.id,
  sha256: file.sha256,
  size_bytes: file.sizeBytes,
  name: file.name,
  media_type: file.mediaType,
  data_type: file.dataType,
  owner_id: file.ownerId,
  origin: file.origin,
  created_at: file.createdAt,
})

const asStoredFile = (row: FileRow | undefined): StoredFile | undefined =>
  row && {
    id: row.id,
    sha256: row.sha256,
    sizeBytes: row.size_bytes,
    name: row.name,
    mediaType: row.media_type,
    dataType: row.data_type,
    ownerId: row.owner_id,
    origin: row.origin,
    createdAt: row.created_at,
  }

const gone = (): UserError =>
  new UserError('gone', 'files.gone', 'The file was cleared away before it was used. Please send it again.')
