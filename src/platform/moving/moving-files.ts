import type { Database } from '../database/database.ts'
import type { BlobStore } from '../files/blob-store.ts'
import { hashBytes } from '../files/hashing.ts'
import { different, filesTaken } from './move-errors.ts'
import type { Progress } from './progress.ts'
import { blobPage, blobSizes, blobTotals, readState, writeState } from './queries.ts'

/** Sent at once: one waits for the answer of the server while another one is read. */
const atOnce = 4
const pageSize = 100

export type MovedFiles = Readonly<{
  blobs: number
  bytes: number
  /** Hashes of files that the old store had lost, and of those it had spoiled. */
  missing: readonly string[]
  damaged: readonly string[]
}>

type Stores = Readonly<{ from: BlobStore; to: BlobStore }>
type Fate = 'moved' | 'missing' | 'damaged'

/** @throws UserError `moving.files-not-empty` where the new store holds a blob that this house does not name. */
export async function demandOwnBlobs(rows: Database, to: BlobStore, where: string): Promise<void> {
  for await (const page of pagesOf(to)) {
    const known = await blobSizes(
      rows.db,
      page.map(({ sha256 }) => sha256),
    )
    const foreign = page.find(({ sha256 }) => !known.has(sha256))
    if (foreign) throw filesTaken(where, foreign.sha256)
  }
}

/**
 * Copies every blob that the rows name. Each is hashed on its way, and known to be whole where it arrives; one that was
 * lost or spoiled before does not keep the others from moving. With `keepsPosition` it goes on behind the last page.
 */
export async function moveBlobs(
  rows: Database,
  stores: Stores,
  { progress, keepsPosition }: { progress: Progress; keepsPosition: boolean },
): Promise<void> {
  const { blobs: total } = await blobTotals(rows.db)
  const kept = keepsPosition ? await readState(rows.db, 'blobs') : undefined
  let position: { after: string; done: number } = kept ? JSON.parse(kept) : { after: '', done: 0 }
  for (;;) {
    const page = await blobPage(rows.db, position.after, pageSize)
    const last = page.at(-1)
    if (!last) return
    const waiting = page.values()
    await Promise.all(Array.from({ length: atOnce }, () => moveEach(rows, waiting, stores)))
    position = { after: last.sha256, done: position.done + page.length }
    if (keepsPosition) await rows.unflushed((tx) => writeState(tx, 'blobs', JSON.stringify(position)))
    progress({ what: 'files', name: '', done: position.done, total })
  }
}

/** Takes from the common list until it is empty. */
async function moveEach(
  rows: Database,
  waiting: Iterator<{ sha256: string; size_bytes: number }>,
  stores: Stores,
): Promise<void> {
  for (let next = waiting.next(); !next.done; next = waiting.next()) {
    await moveBlob(rows, next.value.sha256, Number(next.value.size_bytes), stores)
  }
}

async function moveBlob(rows: Database, sha256: string, sizeBytes: number, { from, to }: Stores): Promise<Fate> {
  const there = await from.sizeOf(sha256)
  if (there === undefined) return 'missing'
  if (there !== sizeBytes) return 'damaged'
  if (await isWhole(to, sha256, sizeBytes)) return 'moved'
  const arrived = await to.receive(from.read(sha256), { maxBytes: sizeBytes })
  if (arrived.sha256 === sha256) return 'moved'
  const isAnother = (await blobSizes(rows.db, [arrived.sha256])).size > 0
  if (!isAnother) await to.remove(arrived.sha256)
  return 'damaged'
}

/** A blob that an earlier move brought is read to its end before it is believed. */
async function isWhole(store: BlobStore, sha256: string, sizeBytes: number): Promise<boolean> {
  if ((await store.sizeOf(sha256)) !== sizeBytes) return false
  return (await hashBytes(store.read(sha256))).sha256 === sha256
}

/**
 * Compares what the new store holds with what the rows name.
 *
 * @throws UserError `moving.different` where a blob has not arrived that the old store still has.
 */
export async function compareBlobs(rows: Database, { from, to }: Stores): Promise<MovedFiles> {
  let blobs = 0
  let bytes = 0
  for await (const page of pagesOf(to)) {
    const known = await blobSizes(
      rows.db,
      page.map(({ sha256 }) => sha256),
    )
    const right = page.filter(({ sha256, sizeBytes }) => known.get(sha256) === sizeBytes)
    blobs += right.length
    bytes += right.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  }
  const { blobs: named } = await blobTotals(rows.db)
  if (blobs === named) return { blobs, bytes, missing: [], damaged: [] }
  return { blobs, bytes, ...(await lostBefore(rows, { from, to })) }
}

/** Which blobs did not arrive, and why: asked one by one, since that is rare. */
async function lostBefore(rows: Database, stores: Stores): Promise<{ missing: string[]; damaged: string[] }> {
  const missing: string[] = []
  const damaged: string[] = []
  for (let after = ''; ; ) {
    const page = await blobPage(rows.db, after, pageSize)
    for (const { sha256, size_bytes } of page) {
      if ((await stores.to.sizeOf(sha256)) === Number(size_bytes)) continue
      const fate = await moveBlob(rows, sha256, Number(size_bytes), stores)
      if (fate === 'moved') throw different(`The file ${sha256}`)
      const lost = fate === 'missing' ? missing : damaged
      lost.push(sha256)
    }
    const last = page.at(-1)
    if (!last) return { missing, damaged }
    after = last.sha256
  }
}

async function* pagesOf(store: BlobStore): AsyncGenerator<{ sha256: string; sizeBytes: number }[]> {
  let page: { sha256: string; sizeBytes: number }[] = []
  for await (const blob of store.list()) {
    page.push(blob)
    if (page.length < pageSize) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}
