import type { Db } from '../../../platform/database/tables.ts'
import type { StudyFileRow, UploadPartRow, UploadRow } from '../tables.ts'

/** In the order in which they came. */
export const listFiles = (db: Db, studyId: string): Promise<StudyFileRow[]> =>
  db
    .selectFrom('studies_files')
    .selectAll()
    .where('study_id', '=', studyId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(2_000)
    .execute()

/** Undefined also for a file of another study. */
export const findFile = (db: Db, studyId: string, id: string): Promise<StudyFileRow | undefined> =>
  db.selectFrom('studies_files').selectAll().where('study_id', '=', studyId).where('id', '=', id).executeTakeFirst()

/** The same bytes twice in one study are one file. */
export const findSame = (db: Db, studyId: string, sha256: string): Promise<StudyFileRow | undefined> =>
  db
    .selectFrom('studies_files')
    .selectAll()
    .where('study_id', '=', studyId)
    .where('sha256', '=', sha256)
    .executeTakeFirst()

export async function insertFile(db: Db, file: StudyFileRow): Promise<void> {
  await db.insertInto('studies_files').values(file).execute()
}

export async function deleteFile(db: Db, id: string): Promise<void> {
  await db.deleteFrom('studies_files').where('id', '=', id).execute()
}

export async function insertUpload(db: Db, upload: UploadRow): Promise<void> {
  await db.insertInto('studies_uploads').values(upload).execute()
}

export const findUpload = (db: Db, studyId: string, ownerId: string, id: string): Promise<UploadRow | undefined> =>
  db
    .selectFrom('studies_uploads')
    .selectAll()
    .where('study_id', '=', studyId)
    .where('owner_id', '=', ownerId)
    .where('id', '=', id)
    .executeTakeFirst()

export const listUploads = (db: Db, studyId: string, ownerId: string): Promise<UploadRow[]> =>
  db
    .selectFrom('studies_uploads')
    .selectAll()
    .where('study_id', '=', studyId)
    .where('owner_id', '=', ownerId)
    .orderBy('created_at')
    .limit(50)
    .execute()

export const listOldUploads = (db: Db, before: string, limit: number): Promise<UploadRow[]> =>
  db.selectFrom('studies_uploads').selectAll().where('created_at', '<', before).limit(limit).execute()

export const uploadsOfStudy = (db: Db, studyId: string): Promise<UploadRow[]> =>
  db.selectFrom('studies_uploads').selectAll().where('study_id', '=', studyId).execute()

export const listParts = (db: Db, uploadId: string): Promise<UploadPartRow[]> =>
  db.selectFrom('studies_upload_parts').selectAll().where('upload_id', '=', uploadId).orderBy('number').execute()

/** False where the part is there already. */
export async function insertPart(db: Db, part: UploadPartRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('studies_upload_parts')
    .values(part)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

export async function deleteUpload(db: Db, id: string): Promise<void> {
  await db.deleteFrom('studies_uploads').where('id', '=', id).execute()
}
