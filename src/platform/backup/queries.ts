import type { Db } from '../database/tables.ts'
import type { ArchiveRow } from './tables.ts'

/** More than any rotation keeps. */
const mostArchives = 1_000

/** Newest first. */
export function listArchives(db: Db): Promise<ArchiveRow[]> {
  return db
    .selectFrom('backup_archives')
    .selectAll()
    .orderBy('made_at', 'desc')
    .orderBy('id', 'desc')
    .limit(mostArchives)
    .execute()
}

export function findArchive(db: Db, id: string): Promise<ArchiveRow | undefined> {
  return db.selectFrom('backup_archives').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A file of the same path is a new archive in place of one that somebody moved away. */
export async function saveArchive(tx: Db, row: ArchiveRow): Promise<void> {
  const { id: _, ...values } = row
  await tx
    .insertInto('backup_archives')
    .values(row)
    .onConflict((conflict) => conflict.column('file').doUpdateSet(values))
    .execute()
}

export async function setVerdict(
  tx: Db,
  file: string,
  verdict: Pick<ArchiveRow, 'verified_at' | 'problem'> & Partial<Pick<ArchiveRow, 'file_count'>>,
): Promise<void> {
  await tx.updateTable('backup_archives').set(verdict).where('file', '=', file).execute()
}

export async function deleteArchive(tx: Db, id: string): Promise<void> {
  await tx.deleteFrom('backup_archives').where('id', '=', id).execute()
}

/** How many files a backup will hold, and their bytes. */
export async function measureFiles(db: Db): Promise<{ files: number; bytes: number }> {
  const found = await db
    .selectFrom('files_blobs')
    .select(({ fn }) => [fn.countAll<number>().as('files'), fn.sum<number | null>('size_bytes').as('bytes')])
    .where('released_at', 'is', null)
    .executeTakeFirst()
  return { files: Number(found?.files ?? 0), bytes: Number(found?.bytes ?? 0) }
}
