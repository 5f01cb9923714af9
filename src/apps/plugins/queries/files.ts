import type { Db } from '../../../platform/database/tables.ts'
import type { PluginFileRow } from '../tables.ts'

export async function insertFile(db: Db, file: Omit<PluginFileRow, 'seq'>): Promise<number> {
  const { seq } = await db.insertInto('plugins_files').values(file).returning('seq').executeTakeFirstOrThrow()
  return Number(seq)
}

export const findFile = (db: Db, seq: number): Promise<PluginFileRow | undefined> =>
  db.selectFrom('plugins_files').selectAll().where('seq', '=', seq).executeTakeFirst()

/** The results of a task in the order in which they were made. */
export const listOutputs = (db: Db, taskSeq: number): Promise<PluginFileRow[]> =>
  db
    .selectFrom('plugins_files')
    .selectAll()
    .where('task_seq', '=', taskSeq)
    .where('is_temporary', '=', 0)
    .orderBy('seq')
    .execute()

/** What a job left behind that is done again; answers with the files of the house to remove as well. */
export async function deleteFilesOf(db: Db, submissionId: string): Promise<string[]> {
  const rows = await db
    .deleteFrom('plugins_files')
    .where('submission_id', '=', submissionId)
    .returning('file_id')
    .execute()
  return rows.flatMap(({ file_id }) => file_id ?? [])
}

/** The latest results of one person's tasks, newest first. */
export const listResultsOf = (db: Db, ownerId: string, limit: number): Promise<PluginFileRow[]> =>
  db
    .selectFrom('plugins_files')
    .innerJoin('plugins_tasks', 'plugins_tasks.seq', 'plugins_files.task_seq')
    .selectAll('plugins_files')
    .where('plugins_tasks.owner_id', '=', ownerId)
    .where('plugins_files.is_temporary', '=', 0)
    .orderBy('plugins_files.seq', 'desc')
    .limit(limit)
    .execute()

/** All files of a task, temporary ones included, in the order in which they were made. */
export const listFilesOf = (db: Db, taskSeq: number): Promise<PluginFileRow[]> =>
  db.selectFrom('plugins_files').selectAll().where('task_seq', '=', taskSeq).orderBy('seq').execute()

/** Whether a file of the house that was sent to a plugin went into a run. */
export async function isInRun(db: Db, fileId: string): Promise<boolean> {
  const run = await db
    .selectFrom('plugins_tasks')
    .select('seq')
    .where('parameters_json', 'like', `%/files/${fileId}/%`)
    .limit(1)
    .executeTakeFirst()
  return run !== undefined
}
