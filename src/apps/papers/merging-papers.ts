import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../../platform/database/tables.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { paperSubject, revertPapers } from './changing-status.ts'
import { changesBy, LIST_SOURCE } from './importing/merging.ts'
import { addIdentifiers } from './queries/duplicates.ts'
import { filesOf } from './queries/files.ts'
import { deleteIdentifiers, findMerge, insertMerge, markUndone, moveFiles, writePaper } from './queries/merging.ts'
import { findPaper, identifiersOf, type StoredPaper } from './queries/papers.ts'
import { findPlannedByPaper } from './queries/planned.ts'
import { deleteTags, insertTags, tagsOf } from './queries/tags.ts'
import { cancelJobsOf } from './queueing.ts'
import { isLegal } from './statuses.ts'
import type { MergeRow } from './tables.ts'

/** A merge can be undone for so long. */
export const UNDO_DAYS = 30
const dayMs = 24 * 60 * 60_000

type Name = readonly [scheme: string, value: string]
type Columns = Readonly<Record<string, unknown>>

/** What a merge moved: enough to take it back. */
type Moved = Readonly<{
  /** Columns of the kept paper that changed: what stood there, and what came. */
  before: Columns
  after: Columns
  /** True where the DOI of the merged paper went to the kept one. */
  hasMovedDoi: boolean
  /** Identifiers that the merged paper had, and those of them that the kept one did not. */
  names: readonly Name[]
  newNames: readonly Name[]
  files: readonly string[]
  tags: readonly string[]
}>

/**
 * Makes one paper of two: what the kept one does not know yet comes from the other, with its identifiers, files and tags.
 * The other is deleted, and says where it went. Fields in which both say something stay as they are.
 *
 * @throws UserError `papers.merge-refused`, `papers.unknown`
 */
export async function mergePapers(platform: Platform, by: string, keptId: string, mergedId: string): Promise<string> {
  const id = randomUUIDv7()
  const now = platform.now()
  await platform.db.transaction().execute(async (tx) => {
    await callOff(platform, tx, by, mergedId)
    const kept = await demandPaper(tx, keptId)
    const merged = await demandPaper(tx, mergedId)
    refuseUnfit(kept, merged)

    const files = await moveNewFiles(tx, keptId, mergedId)
    const change = { ...fieldsFrom(kept, merged), ...statusWith(kept, merged, files.length > 0, now) }
    const names = await namesOf(tx, mergedId)
    const known = new Set((await namesOf(tx, keptId)).map(keyOf))
    const newNames = names.filter((name) => !known.has(keyOf(name)))
    const moved: Moved = {
      before: Object.fromEntries(Object.keys(change).map((column) => [column, kept[column as keyof StoredPaper]])),
      after: change,
      hasMovedDoi: kept.doi === null && merged.doi !== null,
      names,
      newNames,
      files,
      tags: await giveTags(tx, { keptId, mergedId, by, now }),
    }
    await deleteIdentifiers(tx, mergedId, names)
    if (newNames.length > 0) await addIdentifiers(tx, keptId, newNames)
    // The merged one lets go of the DOI first: no two papers have the same one.
    await writePaper(tx, mergedId, {
      status: 'deleted',
      status_before_delete: merged.status,
      next_attempt_at: null,
      status_changed_at: now,
      updated_at: now,
      ...(moved.hasMovedDoi && { doi: null }),
    })
    await writePaper(tx, keptId, { ...change, updated_at: now })
    await insertMerge(tx, {
      id,
      kept_id: keptId,
      merged_id: mergedId,
      moved_json: JSON.stringify(moved),
      merged_by: by,
      merged_at: now,
      undone_at: null,
    })
    await record(platform, tx, by, 'merged', {
      kept,
      merged,
      words: ['%s was merged into this paper.', 'Merged into %s.'],
    })
  })
  publish(platform, keptId, mergedId)
  return id
}

/**
 * Parts two papers that were merged: what moved goes back, unless somebody changed it since.
 *
 * @throws UserError `papers.merge-unknown`, `papers.merge-old`, `papers.merge-refused`
 */
export async function undoMerge(platform: Platform, by: string, mergeId: string): Promise<MergeRow> {
  const now = platform.now()
  const merge = await platform.db.transaction().execute(async (tx) => {
    const row = await findMerge(tx, mergeId)
    if (!row || row.undone_at !== null || !(await markUndone(tx, mergeId, now))) throw noSuchMerge()
    if (Date.parse(now) - Date.parse(row.merged_at) > UNDO_DAYS * dayMs) throw tooOld()
    const kept = await demandPaper(tx, row.kept_id)
    const merged = await demandPaper(tx, row.merged_id)
    if (kept.status === 'running') throw refused('The paper is being downloaded just now. Wait until that has ended.')
    if (kept.status === 'deleted') throw refused('The paper that was kept is deleted itself. Bring it back first.')

    const moved = JSON.parse(row.moved_json) as Moved
    await deleteIdentifiers(tx, kept.id, moved.newNames)
    if (moved.names.length > 0) await addIdentifiers(tx, merged.id, moved.names)
    await moveFiles(tx, kept.id, merged.id, moved.files)
    for (const tag of moved.tags) await deleteTags(tx, tag, [kept.id])
    const back = whatGoesBack(kept, moved, now)
    await writePaper(tx, kept.id, { ...back, updated_at: now })
    await writePaper(tx, merged.id, {
      status: merged.status_before_delete ?? 'new',
      status_before_delete: null,
      next_attempt_at: merged.status_before_delete === 'deferred' ? now : null,
      status_changed_at: now,
      updated_at: now,
      ...(moved.hasMovedDoi && 'doi' in back && { doi: kept.doi }),
    })
    await record(platform, tx, by, 'parted', {
      kept,
      merged,
      words: ['%s is a paper of its own again.', 'Parted from %s again.'],
    })
    return row
  })
  publish(platform, merge.kept_id, merge.merged_id)
  return merge
}

/** A merged paper that waits for its turn gives it up. */
async function callOff(platform: Platform, tx: Db, by: string, paperId: string): Promise<void> {
  const planned = await findPlannedByPaper(tx, paperId)
  if (!planned || (await demandPaper(tx, paperId)).status !== 'pending') return
  await revertPapers(platform, tx, [planned], { by, reason: 'it is being merged into another paper' })
  await cancelJobsOf(platform, tx, [paperId], by)
}

function refuseUnfit(kept: StoredPaper, merged: StoredPaper): void {
  if (kept.id === merged.id) throw refused('A paper cannot be merged into itself.')
  if (kept.status === 'deleted' || merged.status === 'deleted')
    throw refused('One of the two papers is deleted, so they cannot be merged.')
  if (kept.status === 'running' || merged.status === 'running')
    throw refused('One of the two papers is being downloaded just now. Wait until that has ended.')
}

/** Empty fields of the kept paper, as the other knows them, each with where it came from. */
function fieldsFrom(kept: StoredPaper, merged: StoredPaper): Columns {
  const { sources_json, ...change } = changesBy(asRow(kept), asRow(merged), 'fill')
  if (sources_json === undefined) return change
  const theirs = JSON.parse(merged.sources_json ?? '{}') as Record<string, string>
  const sources = { ...(JSON.parse(kept.sources_json ?? '{}') as Record<string, string>) }
  for (const column of Object.keys(change)) {
    const source = theirs[column] ?? (merged.import_id === null ? undefined : LIST_SOURCE)
    if (source !== undefined) sources[column] = source
  }
  return { ...change, sources_json: JSON.stringify(sources) }
}

const asRow = (paper: StoredPaper) => ({ ...paper, seq: Number(paper.seq) })

/** A full text that comes along makes the paper Done, unless it is on its way. */
function statusWith(kept: StoredPaper, merged: StoredPaper, hasNewFiles: boolean, now: string): Columns {
  if (!hasNewFiles || merged.fulltext_state !== 'stored') return {}
  if (kept.status === 'done' || !isLegal(kept.status, 'done', 'file-added')) return { fulltext_state: 'stored' }
  const cleared = { failure_code: null, failure_detail: null, next_attempt_at: null }
  return { fulltext_state: 'stored', status: 'done', status_changed_at: now, ...cleared }
}

/** The same bytes stay where they are: the kept paper has them already. */
async function moveNewFiles(tx: Db, keptId: string, mergedId: string): Promise<string[]> {
  const known = new Set((await filesOf(tx, keptId)).map(({ sha256 }) => sha256))
  const fresh = (await filesOf(tx, mergedId)).filter(({ sha256 }) => !known.has(sha256))
  return moveFiles(
    tx,
    mergedId,
    keptId,
    fresh.map(({ id }) => id),
  )
}

type Giving = Readonly<{ keptId: string; mergedId: string; by: string; now: string }>

async function giveTags(tx: Db, { keptId, mergedId, by, now }: Giving): Promise<string[]> {
  const given: string[] = []
  for (const tag of await tagsOf(tx, mergedId)) {
    const row = { tag, paper_id: keptId, added_by: by, added_at: now }
    if ((await insertTags(tx, [row])).length > 0) given.push(tag)
  }
  return given
}

/** What the merge wrote and nobody has changed since, as it was before. */
function whatGoesBack(kept: StoredPaper, { before, after }: Moved, now: string): Columns {
  const columns = Object.keys(after).filter((column) => kept[column as keyof StoredPaper] === after[column])
  const back = Object.fromEntries(columns.map((column) => [column, before[column]]))
  if (!('status' in after)) return back
  // A status and what belongs to it go back together, or not at all.
  const plain = Object.fromEntries(Object.entries(back).filter(([column]) => !statusColumns.includes(column)))
  if (kept.status !== 'done') return plain
  const status = Object.fromEntries(statusColumns.map((column) => [column, before[column] ?? null]))
  return { ...plain, ...status, status_changed_at: now }
}

const statusColumns: readonly string[] = [
  'status',
  'status_changed_at',
  'next_attempt_at',
  'failure_code',
  'failure_detail',
]

const namesOf = async (tx: Db, paperId: string): Promise<Name[]> =>
  (await identifiersOf(tx, paperId)).map(({ scheme, value }) => [scheme, value] as const)
const keyOf = ([scheme, value]: Name): string => `${scheme} ${value}`

type Pair = Readonly<{ kept: StoredPaper; merged: StoredPaper; words: readonly [kept: string, merged: string] }>

/** One entry in the history of each. */
async function record(
  platform: Platform,
  tx: Db,
  by: string,
  what: 'merged' | 'parted',
  { kept, merged, words }: Pair,
): Promise<void> {
  const entry = (paper: StoredPaper, other: StoredPaper, sentence: string) => ({
    actor: by,
    action: `papers.${what}`,
    target: paperSubject(paper.id),
    message: sentence.replace('%s', () => `“${other.title ?? other.doi ?? other.id}”`),
    details: { kept: kept.id, merged: merged.id },
  })
  await platform.activity.recordMany(tx, [entry(kept, merged, words[0]), entry(merged, kept, words[1])])
}

function publish(platform: Platform, ...paperIds: readonly string[]): void {
  for (const id of paperIds) platform.live.publish(paperSubject(id))
}

async function demandPaper(db: Db, id: string): Promise<StoredPaper> {
  const paper = await findPaper(db, id)
  if (paper) return paper
  throw new UserError('not-found', 'papers.unknown', 'There is no such paper.')
}

const refused = (sentence: string): UserError => new UserError('conflict', 'papers.merge-refused', sentence)
const noSuchMerge = (): UserError =>
  new UserError('not-found', 'papers.merge-unknown', 'There is no such merge, or it was undone already.')
const tooOld = (): UserError =>
  new UserError('gone', 'papers.merge-old', 'Papers that were merged more than 30 days ago stay one paper.')
