import { sql } from 'kysely'
import type { Db } from '../database/tables.ts'
import type { Blob } from './blob-store.ts'
import type { FileRow } from './tables.ts'

export function findFile(db: Db, id: string): Promise<FileRow | undefined> {
  return db.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function listOldFiles(
  db: Db,
  origin: string,
  before: string,
  afterId: string,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('files')
    .select('id')
    .where('origin', '=', origin)
    .where('created_at', '<', before)
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

export async function insertFile(tx: Db, row: FileRow): Promise<void> {
  await tx.insertInto('files').values(row).execute()
}

/** Undefined where there is no such file. */
export function deleteFile(tx: Db, id: string): Promise<Pick<FileRow, 'sha256'> | undefined> {
  return tx.deleteFrom('files').where('id', '=', id).returning('sha256').executeTakeFirst()
}

/** Makes the row of a blob that has a name, and holds it until the transaction ends. */
export async function claimBlob(tx: Db, blob: Blob, at: string): Promise<void> {
  await tx
    .insertInto('files_blobs')
    .values({ sha256: blob.sha256, size_bytes: blob.sizeBytes, created_at: at, released_at: null })
    .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ released_at: null }))
    .execute()
}

/** Marks a blob as nobody's, where that is so; a file recorded at the same time waits for this transaction. */
export async function releaseBlob(tx: Db, sha256: string, at: string): Promise<void> {
  await tx
    .updateTable('files_blobs')
    .set({ released_at: at })
    .where('sha256', '=', sha256)
    .where('released_at', 'is', null)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('files').select('id').where('sha256', '=', sha256))))
    .execute()
}

/** Of these blobs, the ones that have a name or had one until shortly before. */
export async function keptBlobs(db: Db, sha256s: readonly string[], releasedBefore: string): Promise<Set<string>> {
  if (sha256s.length === 0) return new Set()
  const rows = await db
    .selectFrom('files_blobs')
    .select('sha256')
    .where('sha256', 'in', sha256s)
    .where((blob) => blob.or([blob('released_at', 'is', null), blob('released_at', '>=', releasedBefore)]))
    .execute()
  return new Set(rows.map((row) => row.sha256))
}

/** Holds the row of a blob, made where there is none, so that nobody records it until the transaction ends. */
export async function holdBlob(tx: Db, { sha256, sizeBytes }: Blob, at: string): Promise<boolean> {
  await tx
    .insertInto('files_blobs')
    .values({ sha256, size_bytes: sizeBytes, created_at: at, released_at: at })
    .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ size_bytes: sizeBytes }))
    .execute()
  const named = await tx.selectFrom('files').select('id').where('sha256', '=', sha256).limit(1).executeTakeFirst()
  return named === undefined
}

export async function deleteBlob(tx: Db, sha256: string): Promise<void> {
  await tx.deleteFrom('files_blobs').where('sha256', '=', sha256).execute()
}

/** Blobs that have a name, page by page in the order of their hashes. */
export function namedBlobs(db: Db, after: string, limit: number): Promise<{ sha256: string; size_bytes: number }[]> {
  return db
    .selectFrom('files_blobs')
    .select(['sha256', 'size_bytes'])
    .where('released_at', 'is', null)
    .where('sha256', '>', after)
    .orderBy('sha256')
    .limit(limit)
    .execute()
}

/** Of all blobs that have a name. */
export async function measureBlobs(db: Db): Promise<{ files: number; bytes: number }> {
  const found = await db
    .selectFrom('files_blobs')
    .select(({ fn }) => [fn.countAll<number>().as('files'), fn.sum<number | null>('size_bytes').as('bytes')])
    .where('released_at', 'is', null)
    .executeTakeFirst()
  return { files: Number(found?.files ?? 0), bytes: Number(found?.bytes ?? 0) }
}

export function randomBlobs(db: Db, limit: number): Promise<{ sha256: string; size_bytes: number }[]> {
  return db
    .selectFrom('files_blobs')
    .select(['sha256', 'size_bytes'])
    .where('released_at', 'is', null)
    .orderBy(sql`random()`)
    .limit(limit)
    .execute()
}
