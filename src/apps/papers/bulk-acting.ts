import { createHash } from 'node:crypto'
import type { Db } from '../../platform/database/tables.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Enqueued, JobContext } from '../../platform/tasks/tasks.ts'
import { type BulkInput, bulkTask } from './bulk-task.ts'
import { type BulkAction, bulkActions } from './bulk-words.ts'
import { listMatching } from './queries/paper-table.ts'
import { deletePaper, markPaper, processNow, restorePaper, retryPaper, setPriority } from './single-papers.ts'

/** What became of a number of papers; those that the action does not fit are left as they are. */
export type BulkResult = Readonly<{ done: number; left: number }>

/** So many are done at once; more are a job. */
export const MOST_AT_ONCE = 200
const pageSize = 200

/**
 * Does one thing to each of a few papers.
 *
 * @throws UserError what stands in the way of all of them, such as `papers.contact-missing`
 */
export async function actOnPapers(
  platform: Platform,
  by: string,
  { action, priority }: Pick<BulkInput, 'action' | 'priority'>,
  paperIds: readonly string[],
): Promise<BulkResult> {
  let done = 0
  for (const id of paperIds) if (await actOn(platform, by, action, priority, id)) done++
  return { done, left: paperIds.length - done }
}

/**
 * Does it to every paper that matched when the person confirmed, in the background. Papers that change before their turn
 * are left alone, so that nothing happens to one that nobody has seen so. Pressing twice starts it once.
 */
export function startBulk(platform: Platform, input: BulkInput, requestId: string): Promise<Enqueued> {
  return platform.db.transaction().execute(async (tx) => {
    const how = { askedBy: input.by, uniqueKey: keyOf(input), requestId }
    const job = await platform.tasks.enqueue(tx, bulkTask, input, how)
    if (job.created) await record(platform, tx, input, job.id, 'bulk-started', 'info')
    return job
  })
}

/** The same for the same confirmation alone: programs may ask for different things in one millisecond. */
function keyOf({ by, action, priority, filter, confirmedAt }: BulkInput): string {
  const asked = JSON.stringify([by, action, priority, filter, confirmedAt])
  return `${bulkTask.name}/${createHash('sha256').update(asked).digest('base64url')}`
}

/** The job itself. It may be run again: what it has done already has changed since, and is left alone. */
export async function runBulk(platform: Platform, input: BulkInput, job: JobContext) {
  let afterSeq = 0
  let result: BulkResult = { done: 0, left: 0 }
  for (;;) {
    job.signal.throwIfAborted()
    const papers = await listMatching(platform.database, input.filter, {
      afterSeq,
      unchangedSince: input.confirmedAt,
      limit: pageSize,
    })
    const last = papers.at(-1)
    if (!last) break
    for (const { id } of papers) {
      job.signal.throwIfAborted()
      const isDone = await actOn(platform, input.by, input.action, input.priority, id)
      result = isDone ? { ...result, done: result.done + 1 } : { ...result, left: result.left + 1 }
      job.progress(
        result.done + result.left,
        Math.max(input.count, result.done + result.left),
        bulkActions[input.action].title,
      )
    }
    afterSeq = last.seq
  }
  return job.finish(async (tx) => {
    await record(platform, tx, input, job.id, 'bulk-done', 'success', result)
    return result
  })
}

/** Errors about one paper, which say nothing of the others. */
const aboutOne = new Set(['papers.transition-refused', 'papers.moved', 'papers.unknown'])

async function actOn(
  platform: Platform,
  by: string,
  action: BulkAction,
  priority: number,
  id: string,
): Promise<boolean> {
  try {
    await verbs[action](platform, by, id, priority)
    return true
  } catch (error) {
    if (error instanceof UserError && aboutOne.has(error.code)) return false
    throw error
  }
}

type Verb = (platform: Platform, by: string, id: string, priority: number) => Promise<void>
const verbs: Readonly<Record<BulkAction, Verb>> = {
  process: processNow,
  retry: retryPaper,
  priority: setPriority,
  unavailable: (platform, by, id) => markPaper(platform, by, id, 'failed', 'no_open_copy'),
  delete: deletePaper,
  restore: restorePaper,
}

const record = (
  platform: Platform,
  tx: Db,
  { by, action, count, filter }: BulkInput,
  jobId: string,
  what: 'bulk-started' | 'bulk-done',
  status: 'info' | 'success',
  result?: BulkResult,
): Promise<void> =>
  platform.activity.record(tx, {
    actor: by,
    action: `papers.${what}`,
    status,
    target: 'papers',
    message: result
      ? `${bulkActions[action].title}: ${result.done} papers, ${result.left} left as they were.`
      : `${bulkActions[action].title}: ${count} papers that match.`,
    details: { action, filter, ...result },
    jobId,
  })
