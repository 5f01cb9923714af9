import { randomUUIDv7 } from 'node:crypto'
import { basename } from 'node:path'
import type { Db } from '../../platform/database/tables.ts'
import { UserError } from '../../platform/errors.ts'
import type { Blob } from '../../platform/files/files.ts'
import type { Platform } from '../../platform/platform.ts'
import { asColumns, noCounts } from './importing/counts.ts'
import { IDENTITY_FIELDS } from './importing/fields.ts'
import { choicesOf, type ListChoices, planColumns, readPlanOf } from './importing/stored-plan.ts'
import { checkTask, importTask, rollBackTask } from './importing/task.ts'
import { inspectInThread } from './importing/threads.ts'
import { deleteImport, findImport, insertImport, setJob, updateImport } from './queries/imports.ts'
import type { ImportPolicy, ImportRow, ImportState } from './tables.ts'

/** Larger lists are to be split: what a person waits for should have an end. */
export const LARGEST_LIST_BYTES = 1024 ** 3

export type ReceivedList = Readonly<{
  blob: Blob
  /** The name the file was uploaded under. */
  name: string
  /** A person's id; null where nobody in particular brought it. */
  ownerId: string | null
  /** `upload`, or where else it came from. */
  origin: string
}>

/** A change to what was decided about a list; null takes a decision back, absent leaves it. */
export type PlanChange = Readonly<
  { [Choice in keyof ListChoices]?: ListChoices[Choice] | null } & { policy?: ImportPolicy }
>

/**
 * Takes a file in as a list: says what it is, and keeps it as a draft.
 *
 * @throws UserError `papers.file-…` where it is no list; then nothing is kept
 */
export async function draftImport(
  platform: Platform,
  by: string,
  { blob, name, ownerId, origin }: ReceivedList,
  { policy = 'skip', ...choices }: ListChoices & { policy?: ImportPolicy } = {},
): Promise<ImportRow> {
  const shownName = listName(name)
  const plan = await inspect(platform, blob.sha256, shownName, choices)
  return platform.db.transaction().execute(async (tx) => {
    const mediaType = 'text/csv'
    const file = await platform.files.record(tx, blob, {
      name: shownName,
      mediaType,
      dataType: 'papers/list',
      ownerId,
      origin,
    })
    const list: ImportRow = {
      id: randomUUIDv7(),
      file_id: file.id,
      sha256: blob.sha256,
      name: shownName,
      size_bytes: blob.sizeBytes,
      ...plan,
      ...noCounts,
      policy,
      state: 'draft',
      job_id: null,
      failure_message: null,
      created_by: by,
      created_at: platform.now(),
      started_at: null,
      finished_at: null,
    }
    await insertImport(tx, list)
    await record(platform, tx, by, list, 'uploaded', `${shownName} was uploaded.`)
    return list
  })
}

/**
 * Reads the file anew with other decisions about its encoding, columns or policy. What a dry run has found is forgotten.
 *
 * @throws UserError `papers.import-state`, `papers.no-such-import`, and as `inspectFile` does
 */
export async function changePlan(platform: Platform, importId: string, change: PlanChange): Promise<ImportRow> {
  const list = await demandImport(platform.db, importId)
  if (list.state !== 'draft') throw notInState(list, 'changed')
  const { policy = list.policy, ...decided } = change
  const choices = changedChoices(choicesOf(list), decided)
  const plan = await inspect(platform, list.sha256, list.name, choices)
  const next = { ...plan, ...noCounts, policy, finished_at: null, failure_message: null }
  if (!(await updateImport(platform.db, importId, ['draft'], next))) throw notInState(list, 'changed')
  return demandImport(platform.db, importId)
}

/**
 * Finds out in the background what importing a draft would do; counts and issues stand in the draft afterwards.
 *
 * @throws UserError `papers.import-state`, `papers.no-identity-column`
 */
export function dryRun(platform: Platform, by: string, importId: string): Promise<{ jobId: string }> {
  return platform.db.transaction().execute(async (tx) => {
    const list = await demandImport(tx, importId)
    refuseWithoutIdentity(list)
    await move(
      tx,
      list,
      ['draft'],
      { state: 'checking', ...noCounts, finished_at: null, failure_message: null },
      'checked',
    )
    return enqueue(platform, tx, checkTask, by, list)
  })
}

/**
 * Starts the import of a draft, or continues one that failed or was cancelled: it goes on behind the rows that are in.
 *
 * @throws UserError `papers.import-state`, `papers.no-identity-column`
 */
export function startImport(platform: Platform, by: string, importId: string): Promise<{ jobId: string }> {
  return platform.db.transaction().execute(async (tx) => {
    const list = await demandImport(tx, importId)
    refuseWithoutIdentity(list)
    const counts = list.state === 'draft' ? noCounts : asColumns(list)
    const next = { ...counts, state: 'queued', finished_at: null, failure_message: null } as const
    await move(tx, list, ['draft', 'failed', 'cancelled'], next, 'started')
    const isResumed = list.rows_done > 0 && list.state !== 'draft'
    const words = isResumed ? `was taken up again behind row ${list.rows_done}` : 'is being imported'
    await record(platform, tx, by, list, isResumed ? 'resumed' : 'started', `${list.name} ${words}.`)
    return enqueue(platform, tx, importTask, by, list)
  })
}

/**
 * Stops an import or a dry run within seconds. `keep` leaves the papers that are in, `roll-back` removes them again.
 *
 * @throws UserError `papers.import-state`
 */
export async function cancelImport(
  platform: Platform,
  by: string,
  importId: string,
  then: 'keep' | 'roll-back' = 'keep',
): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const list = await demandImport(tx, importId)
    const isLive = ['queued', 'running', 'checking', 'rolling_back'].includes(list.state)
    if (!isLive || list.job_id === null || !(await platform.tasks.cancel(tx, list.job_id, by))) throw notRunning(list)
    if (list.state === 'checking' || list.state === 'rolling_back') return
    await record(
      platform,
      tx,
      by,
      list,
      'cancelled',
      `${list.name} was cancelled; ${then === 'keep' ? 'what is in stays' : 'what is in is removed'}.`,
    )
    if (then === 'roll-back') await enqueue(platform, tx, rollBackTask, by, list)
  })
}

/**
 * Removes the papers that an import made and that nobody has worked with since.
 *
 * @throws UserError `papers.import-state`
 */
export function rollBackImport(platform: Platform, by: string, importId: string): Promise<{ jobId: string }> {
  return platform.db.transaction().execute(async (tx) => {
    const list = await demandImport(tx, importId)
    await move(tx, list, ['done', 'cancelled', 'failed'], { state: 'rolling_back' }, 'rolled back')
    await record(platform, tx, by, list, 'roll-back-started', `${list.name} is being taken back.`)
    return enqueue(platform, tx, rollBackTask, by, list)
  })
}

/**
 * Drops a draft, and its file.
 *
 * @throws UserError `papers.import-state`
 */
export async function discardDraft(platform: Platform, by: string, importId: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const list = await demandImport(tx, importId)
    if (list.state !== 'draft') throw notInState(list, 'discarded')
    await deleteImport(tx, importId)
    await platform.files.remove(tx, list.file_id)
    await record(platform, tx, by, list, 'discarded', `${list.name} was discarded.`)
  })
}

/** @throws UserError `papers.no-such-import` */
export async function demandImport(db: Db, importId: string): Promise<ImportRow> {
  const list = await findImport(db, importId)
  if (list) return list
  throw new UserError('not-found', 'papers.no-such-import', 'There is no such import.')
}

async function inspect(platform: Platform, sha256: string, fileName: string, choices: ListChoices) {
  const thisYear = Number(platform.now().slice(0, 4))
  const inspection = await inspectInThread(await platform.files.pathOf(sha256), { ...choices, fileName, thisYear })
  return planColumns(inspection, choices)
}

/** A name that people recognise, without the folders that some programs send along. */
const listName = (name: string): string =>
  basename(name.replaceAll('\\', '/'))
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .toWellFormed()
    .slice(0, 200) || 'list'

function changedChoices(before: ListChoices, change: Omit<PlanChange, 'policy'>): ListChoices {
  const merged = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(merged)
}

function refuseWithoutIdentity(list: ImportRow): void {
  if (readPlanOf(list).fields.some((field) => field !== null && IDENTITY_FIELDS.includes(field))) return
  throw new UserError(
    'invalid',
    'papers.no-identity-column',
    'No column is known to hold titles or DOIs. Say which column holds the title or the DOI, and start again.',
  )
}

async function move(
  tx: Db,
  list: ImportRow,
  from: readonly ImportState[],
  change: Partial<ImportRow>,
  act: string,
): Promise<void> {
  if (!(await updateImport(tx, list.id, from, change))) throw notInState(list, act)
}

async function enqueue(
  platform: Platform,
  tx: Db,
  task: typeof importTask,
  by: string,
  list: ImportRow,
): Promise<{ jobId: string }> {
  const subject = `papers/import/${list.id}`
  const { id: jobId } = await platform.tasks.enqueue(
    tx,
    task,
    { importId: list.id },
    { askedBy: by, subject, uniqueKey: `${task.name}/${list.id}` },
  )
  await setJob(tx, list.id, jobId)
  return { jobId }
}

const record = (
  platform: Platform,
  tx: Db,
  by: string,
  list: ImportRow,
  what: string,
  message: string,
): Promise<void> =>
  platform.activity.record(tx, {
    actor: by,
    action: `papers.import-${what}`,
    target: `papers/import/${list.id}`,
    message,
    details: { file: list.name, bytes: list.size_bytes, policy: list.policy },
  })

const stateWords: Readonly<Record<ImportState, string>> = {
  draft: 'is a draft',
  checking: 'is being checked',
  queued: 'waits for its turn',
  running: 'is running',
  done: 'is done',
  cancelled: 'was cancelled',
  failed: 'has failed',
  rolling_back: 'is being taken back',
  rolled_back: 'was taken back',
}

const notInState = (list: ImportRow, act: string): UserError =>
  new UserError(
    'conflict',
    'papers.import-state',
    `The import of ${list.name} ${stateWords[list.state]}, so it cannot be ${act} now.`,
  )

const notRunning = (list: ImportRow): UserError =>
  new UserError(
    'conflict',
    'papers.import-state',
    `The import of ${list.name} ${stateWords[list.state]}, so there is nothing to cancel.`,
  )
