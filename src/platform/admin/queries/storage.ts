import { sql } from 'kysely'
import type { Db } from '../../database/tables.ts'
import type { FileRow } from '../../files/tables.ts'

export type StorageShare = Readonly<{ name: string; files: number; bytes: number }>

const mostShares = 100

/** Files and bytes by the app that stored them: the first part of the kind of data. */
export const storageByApp = (db: Db, kind: 'sqlite' | 'postgres'): Promise<StorageShare[]> =>
  shares(
    db,
    kind === 'sqlite'
      ? sql`case instr(data_type, '/') when 0 then data_type else substr(data_type, 1, instr(data_type, '/') - 1) end`
      : sql`split_part(data_type, '/', 1)`,
  )

/** By the person who owns them; files of the house stand under the empty name. */
export const storageByPerson = (db: Db): Promise<StorageShare[]> => shares(db, sql`coalesce(owner_id, '')`)

/** By the kind of data. */
export const storageByKind = (db: Db): Promise<StorageShare[]> => shares(db, sql`data_type`)

async function shares(db: Db, name: ReturnType<typeof sql>): Promise<StorageShare[]> {
  const { rows } = await sql<{ name: string; files: number; bytes: number }>`
    select ${name} as name, count(*) as files, sum(size_bytes) as bytes from files
    group by 1 order by 3 desc, 1 limit ${mostShares}`.execute(db)
  return rows.map((row) => ({ name: row.name, files: Number(row.files), bytes: Number(row.bytes) }))
}

/** What is stored once however many names it has, and what of it nobody names any more. */
export async function storageTotals(
  db: Db,
): Promise<Readonly<{ files: number; bytes: number; releasedBytes: number }>> {
  const { rows } = await sql<{ files: number; bytes: number; released: number }>`
    select count(*) as files, coalesce(sum(size_bytes), 0) as bytes,
      coalesce(sum(case when released_at is null then 0 else size_bytes end), 0) as released from files_blobs`.execute(
    db,
  )
  const [row] = rows
  return { files: Number(row?.files ?? 0), bytes: Number(row?.bytes ?? 0), releasedBytes: Number(row?.released ?? 0) }
}

export function biggestFiles(db: Db, limit: number): Promise<FileRow[]> {
  return db.selectFrom('files').selectAll().orderBy('size_bytes', 'desc').orderBy('id').limit(limit).execute()
}
