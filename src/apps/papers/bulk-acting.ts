import { createHash } from 'node:crypto'
import type { Db } from '../../platform/database/tables.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Enqueued, JobContext } from '../../platform/tasks/tasks.ts'
import { type BulkInput, type BulkWish, bulkTask } from './bulk-task.ts'
import { type BulkAction, bulkActions } from './bulk-words.ts'
import { editPaper } from './editing.ts'
import { normaliseIssn } from './importing/issn.ts'
import { listMatching } from './queries/paper-table.ts'
import { PaperPatch } from './schemas/papers.ts'
import { deletePaper, markPaper, processNow, restorePaper, retryPaper, setPriority } from './single-papers.ts'
import { readTag, tagPaper, untagPaper } from './tagging.ts'

/** What became of a number of papers; those that the action does not fit are left as they are. */
export type BulkResult = Readonly<{ done: number; left: number }>

/** So many are done at once; more are a job. */
export const MOST_AT_ONCE = 200
const pageSize = 200

/**
 * Does one thing to each of a few papers.
 *
 * @throws UserError what stands in the way of all of them, such as `papers.contact-missing`, and as `demandSense`
 */
export async function actOnPapers(
  platform: Platform,
  by: string,
  wish: BulkWish,
  paperIds: readonly string[],
): Promise<BulkResult> {
  demandSense(wish)
  let done = 0
  for (const id of paperIds) if (await actOn(platform, by, wish, id)) done++
  return { done, left: paperIds.length - done }
}

/**
 * Does it to every paper that matched when the person confirmed, in the background. Papers that change before their turn
 * are left alone, so that nothing happens to one that nobody has seen so. Pressing twice starts it once.
 *
 * @throws UserError as `demandSense`
 */
export async function startBulk(platform: Platform, input: BulkInput, requestId: string): Promise<Enqueued> {
  demandSense(input)
  return platform.db.transaction().execute(async (tx) => {
    const how = { askedBy: input.by, uniqueKey: keyOf(input), requestId }
    const job = await platform.tasks.enqueue(tx, bulkTask, input, how)
    if (job.created) await record(platform, tx, input, job.id, 'bulk-started', 'info')
    return job
  })
}

/** The same for the same confirmation alone: programs may ask for different things in one millisecond. */
function keyOf({ by, action, priority, tag, field, value, filter, confirmedAt }: BulkInput): string {
  const asked = JSON.stringify([by, action, priority, tag, field, value, filter, confirmedAt])
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
      const isDone = await actOn(platform, input.by, input, id)
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
const aboutOne = new Set(['papers.transition-refused', 'papers.moved', 'papers.unknown', 'papers.merged-away'])

async function actOn(platform: Platform, by: string, wish: BulkWish, id: string): Promise<boolean> {
  try {
    await verbs[wish.action](platform, by, id, wish)
    return true
  } catch (error) {
    if (error instanceof UserError && aboutOne.has(error.code)) return false
    throw error
  }
}

/**
 * Refuses a tag or a value that no paper could take, before anything happens to the first.
 *
 * @throws UserError `papers.tag-invalid`, `papers.value-invalid`
 */
export function demandSense({ action, tag, field, value }: BulkWish): void {
  if (action === 'tag' || action === 'untag') readTag(tag)
  if (action !== 'edit') return
  const read = PaperPatch.safeParse({ [field]: value })
  if (read.success && (field !== 'issn' || value === '' || normaliseIssn(value) !== null)) return
  const message = read.error?.issues[0]?.message ?? 'This is no ISSN: its check digit is wrong, or its length is.'
  throw new UserError('invalid', 'papers.value-invalid', message, {
    fields: [{ path: 'value', code: 'papers.value-invalid', message }],
  })
}

type Verb = (platform: Platform, by: string, id: string, wish: BulkWish) => Promise<unknown>
const verbs: Readonly<Record<BulkAction, Verb>> = {
  process: processNow,
  retry: retryPaper,
  priority: (platform, by, id, { priority }) => setPriority(platform, by, id, priority),
  tag: (platform, by, id, { tag }) => tagPaper(platform, by, id, tag),
  untag: (platform, by, id, { tag }) => untagPaper(platform, by, id, tag),
  edit: (platform, by, id, { field, value }) =>
    editPaper(
      platform,
      by,
      id,
      PaperPatch.omit({ version: true, priority: true }).parse({ [field]: value }),
      undefined,
    ),
  manual: (platform, by, id) => markPaper(platform, by, id, 'manual'),
  unavailable: (platform, by, id) => markPaper(platform, by, id, 'failed', 'no_open_copy'),
  delete: deletePaper,
  restore: restorePaper,
}

/** What the log says besides. */
const detailsOf: Partial<Record<BulkAction, (wish: Pick<BulkWish, 'tag' | 'field' | 'value'>) => object>> = {
  tag: ({ tag }) => ({ tag }),
  untag: ({ tag }) => ({ tag }),
  edit: ({ field, value }) => ({ field, value }),
}

const record = (
  platform: Platform,
  tx: Db,
  { by, action, tag, field, value, count, filter }: BulkInput,
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
    details: { action, ...detailsOf[action]?.({ tag, field, value }), filter, ...result },
    jobId,
  })
