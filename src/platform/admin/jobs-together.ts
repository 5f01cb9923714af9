import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { markHandled } from '../tasks/queries.ts'

export type JobAct = 'retry' | 'cancel' | 'handled'

const actions = { retry: 'tasks.retried', cancel: 'tasks.cancelled', handled: 'tasks.handled' } as const

/** Does one thing to several jobs; those to which it cannot be done are left as they are. Answers to how many it was done. */
export async function actOnJobs(
  platform: Platform,
  ids: readonly string[],
  act: JobAct,
  by: string,
  requestId: string,
): Promise<number> {
  let count = 0
  for (const id of new Set(ids)) {
    const isDone = await platform.db.transaction().execute(async (tx) => {
      if (!(await perform(platform, tx, id, act, by))) return false
      await platform.activity.record(tx, { actor: by, action: actions[act], target: `job/${id}`, jobId: id, requestId })
      return true
    })
    if (isDone) count++
  }
  return count
}

async function perform({ tasks, now }: Platform, tx: Db, id: string, act: JobAct, by: string): Promise<boolean> {
  if (act === 'handled') return markHandled(tx, id, now())
  try {
    if (act === 'cancel') return await tasks.cancel(tx, id, by)
    await tasks.retry(tx, id, by)
    return true
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}
