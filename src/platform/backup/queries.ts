import { sql } from 'kysely'
import type { Database } from '../database/database.ts'
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

/** Its bytes on disk, indexes included. */
export async function measureDatabase({ kind, db }: Pick<Database, 'kind' | 'db'>): Promise<number> {
  const query =
    kind === 'sqlite'
      ? sql<{ bytes: number }>`select page_count * page_size as bytes from pragma_page_count, pragma_page_size`
      : sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`
  return Number((await query.execute(db)).rows[0]?.bytes ?? 0)
}

/** The latest job that did not come to a verified archive; undefined where none failed, or its record is gone. */
export async function lastFailure(db: Db): Promise<{ at: string; message: string } | undefined> {
  const job = await db
    .selectFrom('tasks_jobs')
    .select(['finished_at', 'error_message'])
    .where('state', '=', 'failed')
    .where('task', '=', 'backup.make')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return job && { at: job.finished_at ?? '', message: job.error_message ?? '' }
}

/** Who of these actors is a person, and what they are called. */
export function listNames(db: Db, actors: readonly string[]): Promise<{ id: string; name: string }[]> {
  return db.selectFrom('accounts_people').select(['id', 'name']).where('id', 'in', actors).orderBy('id').execute()
}
