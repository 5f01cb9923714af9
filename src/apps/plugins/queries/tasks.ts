import type { Insertable } from 'kysely'
import type { Db, Tables } from '../../../platform/database/tables.ts'
import type { LinkRow, StepRow, SubmissionRow, TaskRow } from '../tables.ts'

/** Answers with the new task's number. */
export async function insertTask(db: Db, task: Insertable<Tables['plugins_tasks']>): Promise<number> {
  const { seq } = await db.insertInto('plugins_tasks').values(task).returning('seq').executeTakeFirstOrThrow()
  return Number(seq)
}

export const findTask = (db: Db, seq: number): Promise<TaskRow | undefined> =>
  db.selectFrom('plugins_tasks').selectAll().where('seq', '=', seq).executeTakeFirst()

/** The latest tasks of one person, newest first. */
export const listTasks = (db: Db, ownerId: string, plugin: string | undefined, limit: number): Promise<TaskRow[]> =>
  db
    .selectFrom('plugins_tasks')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .$if(plugin !== undefined, (query) => query.where('plugin', '=', plugin ?? ''))
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()

export async function updateTask(db: Db, seq: number, changes: Partial<Omit<TaskRow, 'seq' | 'id'>>): Promise<void> {
  await db.updateTable('plugins_tasks').set(changes).where('seq', '=', seq).execute()
}

export async function insertSubmission(db: Db, submission: SubmissionRow): Promise<void> {
  await db.insertInto('plugins_submissions').values(submission).execute()
}

export const findSubmission = (db: Db, id: string): Promise<SubmissionRow | undefined> =>
  db.selectFrom('plugins_submissions').selectAll().where('id', '=', id).executeTakeFirst()

export async function updateSubmission(
  db: Db,
  id: string,
  changes: Partial<Omit<SubmissionRow, 'id' | 'task_seq'>>,
): Promise<void> {
  await db.updateTable('plugins_submissions').set(changes).where('id', '=', id).execute()
}

/** Those whose job has not ended yet, oldest first. */
export const openSubmissions = (db: Db, taskSeq: number): Promise<SubmissionRow[]> =>
  db
    .selectFrom('plugins_submissions')
    .selectAll()
    .where('task_seq', '=', taskSeq)
    .where('ended_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()

/** All steps in the order in which they were opened. */
export const listSteps = (db: Db, taskSeq: number): Promise<StepRow[]> =>
  db.selectFrom('plugins_steps').selectAll().where('task_seq', '=', taskSeq).orderBy('number').execute()

export async function insertStep(db: Db, step: StepRow): Promise<void> {
  await db.insertInto('plugins_steps').values(step).execute()
}

/** True where a step was open; of two who clear it at once, one is told so. */
export async function clearStep(db: Db, taskSeq: number, now: string, number?: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('plugins_steps')
    .set({ cleared_at: now })
    .where('task_seq', '=', taskSeq)
    .where('cleared_at', 'is', null)
    .$if(number !== undefined, (query) => query.where('number', '=', number ?? 0))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export const listLinks = (db: Db, taskSeq: number): Promise<LinkRow[]> =>
  db.selectFrom('plugins_links').selectAll().where('task_seq', '=', taskSeq).orderBy('seq').execute()

export async function insertLink(db: Db, link: Omit<LinkRow, 'seq'>): Promise<void> {
  const { task_seq, type, href } = link
  const known = await db
    .selectFrom('plugins_links')
    .select('seq')
    .where('task_seq', '=', task_seq)
    .where('type', '=', type)
    .where('href', '=', href)
    .executeTakeFirst()
  if (!known) await db.insertInto('plugins_links').values(link).execute()
}

/** Ids of the jobs of a task, the latest last. */
export async function jobsOfTask(db: Db, taskSeq: number): Promise<string[]> {
  const rows = await db
    .selectFrom('plugins_submissions')
    .select('job_id')
    .where('task_seq', '=', taskSeq)
    .orderBy('created_at')
    .limit(100)
    .execute()
  return rows.flatMap(({ job_id }) => job_id ?? [])
}

/** Everything that one person ran, in pages, oldest first; without what plugins keep for themselves. */
export const pageOfTasks = (db: Db, ownerId: string, after: number, limit: number) =>
  db
    .selectFrom('plugins_tasks')
    .select(['seq', 'plugin', 'parameters_json', 'status', 'log', 'started_at', 'finished_at'])
    .where('owner_id', '=', ownerId)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()

/** Every form that was sent to a task, oldest first. */
export const listSubmissions = (db: Db, taskSeq: number): Promise<SubmissionRow[]> =>
  db
    .selectFrom('plugins_submissions')
    .selectAll()
    .where('task_seq', '=', taskSeq)
    .orderBy('created_at')
    .orderBy('id')
    .limit(100)
    .execute()

/** Takes a task away with everything that hangs on it. */
export async function deleteTask(db: Db, taskSeq: number): Promise<void> {
  await db.deleteFrom('plugins_tasks').where('seq', '=', taskSeq).execute()
}
