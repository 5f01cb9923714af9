import type { Db } from '../database/tables.ts'
import type { Platform } from '../platform.ts'
import type { BlobStore, ListedBlob } from './blob-store.ts'
import { deleteBlob, holdBlob, keptBlobs } from './queries.ts'
import { keptMs } from './staging.ts'

/** Blobs looked up at once. */
const batchSize = 50

export type Swept = { staging: number; blobs: number; bytes: number }

/** Removes blobs that have had no name for a day, and what was left in staging. Safe beside uploads and other sweeps. */
export async function sweepFiles(
  { db, files: { blobs }, now }: Pick<Platform, 'db' | 'files' | 'now'>,
  signal?: AbortSignal,
): Promise<Swept> {
  const swept: Swept = { staging: await blobs.sweepStaging(keptMs), blobs: 0, bytes: 0 }
  for await (const batch of oldBlobs(blobs)) {
    signal?.throwIfAborted()
    const releasedBefore = new Date(Date.parse(now()) - keptMs).toISOString()
    const kept = await keptBlobs(
      db,
      batch.map((blob) => blob.sha256),
      releasedBefore,
    )
    const nameless = batch.filter((blob) => !kept.has(blob.sha256))
    if (nameless.length > 0) await removeNameless(db, blobs, nameless, now(), swept)
  }
  return swept
}

/**
 * The file goes before its row is let go of: who records it meanwhile waits, and then sees that it is gone. One blob in a
 * transaction, since a store elsewhere takes its time.
 */
async function removeNameless(
  db: Db,
  blobs: BlobStore,
  nameless: readonly ListedBlob[],
  at: string,
  swept: Swept,
): Promise<void> {
  for (const blob of nameless) {
    await db.transaction().execute(async (tx) => {
      if (!(await holdBlob(tx, blob, at))) return
      await blobs.remove(blob.sha256)
      await deleteBlob(tx, blob.sha256)
      swept.blobs++
      swept.bytes += blob.sizeBytes
    })
  }
}

async function* oldBlobs(blobs: BlobStore): AsyncGenerator<ListedBlob[]> {
  let batch: ListedBlob[] = []
  for await (const blob of blobs.list()) {
    if (blob.changedAtMs > Date.now() - keptMs) continue
    batch.push(blob)
    if (batch.length < batchSize) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
