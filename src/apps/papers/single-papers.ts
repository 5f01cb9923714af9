import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../../platform/database/tables.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { type Cause, paperSubject, recordChanges, revertPapers } from './changing-status.ts'
import { demandContact } from './contact.ts'
import { looksLikePdf } from './downloading/pdf-checks.ts'
import { type FailureCode, isFailureCode } from './failure-codes.ts'
import { demandNotMerged } from './merged-away.ts'
import { lockCollector } from './queries/collector.ts'
import { findFileByHash, insertFile } from './queries/files.ts'
import { findPaper, type StoredPaper, updatePaper } from './queries/papers.ts'
import { findPlannedByPaper } from './queries/planned.ts'
import { cancelJobsOf, queuePapers } from './queueing.ts'
import { Priority } from './schemas.ts'
import { largestFileSetting } from './settings.ts'
import { demandLegal, type StatusCause, statusLabels } from './statuses.ts'
import type { PaperStatus } from './tables.ts'

/**
 * Collects one paper as soon as its hosts allow it, whatever the plan says; it does not count against the daily volume.
 * While the collector is paused it waits with the others. A paper that is on its way already stays so.
 *
 * @throws UserError `papers.unknown`, `papers.contact-missing`, `papers.collector-busy`, `papers.transition-refused`.
 */
export async function processNow(platform: Platform, by: string, paperId: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const { state } = await lockCollector(tx)
    if (state === 'draining' || state === 'emergency') throw collectorBusy(state)
    await demandContact(platform, tx)
    const paper = await demandPaper(tx, paperId)
    if (paper.status === 'pending' || paper.status === 'running') return

    demandLegal(paper.status, 'pending', 'planned')
    const appointment = { paperId, runAt: platform.now(), deferredUntil: paper.next_attempt_at, priority: 10 }
    await queuePapers(platform, tx, [appointment], { by, reason: 'asked for by hand', bucketStart: null })
  })
  platform.live.publish(paperSubject(paperId))
}

/** Puts a paper that has ended back among the New ones, for a plan to choose. */
export function retryPaper(platform: Platform, by: string, paperId: string): Promise<void> {
  return changeOne(platform, paperId, { cause: 'retried', to: 'new', by, reason: 'to be tried again' }, (paper) => ({
    reset_count: paper.reset_count + 1,
    failure_code: null,
    failure_detail: null,
    next_attempt_at: null,
  }))
}

/** A person's judgement: done as it is, for a person to see to, or not to be had (`failed`, with the reason). */
export function markPaper(
  platform: Platform,
  by: string,
  paperId: string,
  to: 'done' | 'manual' | 'failed',
  reason: FailureCode | null = null,
): Promise<void> {
  if (reason !== null && !isFailureCode(reason)) {
    throw new UserError('invalid', 'papers.failure-code', `"${String(reason)}" is no reason that is known here.`)
  }
  return changeOne(platform, paperId, { cause: 'marked', to, by, reason: 'marked by hand' }, () => ({
    failure_code: to === 'done' ? null : (reason ?? 'other'),
    failure_detail: to === 'done' ? null : 'Marked by hand.',
    next_attempt_at: null,
  }))
}

/** −10 … 10; the highest go first. @throws UserError `papers.priority`, `papers.unknown`. */
export async function setPriority(platform: Platform, by: string, paperId: string, priority: number): Promise<void> {
  if (!Priority.safeParse(priority).success) {
    throw new UserError('invalid', 'papers.priority', 'A priority is a whole number from −10 to 10.')
  }
  await platform.db.transaction().execute(async (tx) => {
    const paper = await demandPaper(tx, paperId)
    await updatePaper(tx, paperId, paper.status, { priority, updated_at: platform.now() })
    await platform.activity.record(tx, {
      actor: by,
      action: 'papers.priority-changed',
      target: paperSubject(paperId),
      message: `Priority: ${paper.priority} → ${priority}.`,
      before: { priority: paper.priority },
      after: { priority },
    })
  })
}

/** Hides a paper; its job is called off first. It can be restored. */
export async function deletePaper(platform: Platform, by: string, paperId: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const planned = await findPlannedByPaper(tx, paperId)
    if (planned && (await demandPaper(tx, paperId)).status === 'pending') {
      await revertPapers(platform, tx, [planned], { by, reason: 'it is being deleted' })
      await cancelJobsOf(platform, tx, [paperId], by)
    }
    await changeOneIn(platform, tx, paperId, { cause: 'deleted', to: 'deleted', by, reason: 'deleted' }, (paper) => ({
      status_before_delete: paper.status,
      next_attempt_at: null,
    }))
  })
  platform.live.publish(paperSubject(paperId))
}

/** Brings a deleted paper back to what it was; one that was Deferred is due at once. */
export async function restorePaper(platform: Platform, by: string, paperId: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const { status_before_delete: to } = await demandPaper(tx, paperId)
    await demandNotMerged(tx, paperId)
    await changeOneIn(platform, tx, paperId, { cause: 'restored', to: to ?? 'new', by, reason: 'restored' }, () => ({
      status_before_delete: null,
      next_attempt_at: to === 'deferred' ? platform.now() : null,
    }))
  })
  platform.live.publish(paperSubject(paperId))
}

export type GivenFile = Readonly<{ name: string; mediaType: string; bytes: AsyncIterable<Uint8Array> }>

/**
 * Stores a full text that a person got, and makes the paper Done.
 *
 * @throws UserError `papers.not-a-pdf`, `papers.unknown`, `papers.transition-refused`, and those of `files.receive`.
 */
export async function attachFile(platform: Platform, by: string, paperId: string, file: GivenFile): Promise<void> {
  demandLegal((await demandPaper(platform.db, paperId)).status, 'done', 'file-added')
  const maxBytes = (await platform.settings.get(platform.db, largestFileSetting)) * 1_024 * 1_024
  const blob = await platform.files.receive(await beginningAsPdf(file.bytes), { maxBytes })

  await platform.db.transaction().execute(async (tx) => {
    const known = await findFileByHash(tx, paperId, blob.sha256)
    if (!known) {
      const stored = await platform.files.record(tx, blob, {
        name: file.name,
        mediaType: 'application/pdf',
        dataType: 'papers/full-text',
        ownerId: null,
        origin: 'upload',
      })
      await insertFile(tx, {
        id: randomUUIDv7(),
        paper_id: paperId,
        file_id: stored.id,
        sha256: blob.sha256,
        size_bytes: blob.sizeBytes,
        media_type: 'application/pdf',
        kind: 'manual',
        version: 'unknown',
        license: null,
        source: 'upload',
        source_url: null,
        final_url: null,
        http_etag: null,
        http_last_modified: null,
        fetched_at: platform.now(),
        added_by: by,
        use_note: null,
      })
    }
    await changeOneIn(
      platform,
      tx,
      paperId,
      { cause: 'file-added', to: 'done', by, reason: 'a file was added by hand' },
      () => ({
        fulltext_state: 'stored' as const,
        failure_code: null,
        failure_detail: null,
        next_attempt_at: null,
      }),
    )
  })
  platform.live.publish(paperSubject(paperId))
}

/** Type by content, before anything is stored. */
async function beginningAsPdf(bytes: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const iterator = bytes[Symbol.asyncIterator]()
  const head: Uint8Array[] = []
  for (let size = 0; size < 1_024; ) {
    const next = await iterator.next()
    if (next.done) break
    head.push(next.value)
    size += next.value.length
  }
  if (!looksLikePdf(Buffer.concat(head))) {
    throw new UserError('unsupported', 'papers.not-a-pdf', 'The file is no PDF: it does not begin as one does.')
  }
  return (async function* () {
    yield* head
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  })()
}

type Change = Readonly<Cause & { cause: StatusCause; to: PaperStatus }>
type Extra = (paper: StoredPaper) => Partial<Omit<StoredPaper, 'seq' | 'id'>>

async function changeOne(platform: Platform, paperId: string, change: Change, extra: Extra): Promise<void> {
  await platform.db.transaction().execute((tx) => changeOneIn(platform, tx, paperId, change, extra))
  platform.live.publish(paperSubject(paperId))
}

async function changeOneIn(platform: Platform, tx: Db, paperId: string, change: Change, extra: Extra): Promise<void> {
  const paper = await demandPaper(tx, paperId)
  if (paper.status === change.to && change.cause !== 'file-added') return
  demandLegal(paper.status, change.to, change.cause)
  const now = platform.now()
  const isChanged = await updatePaper(tx, paperId, paper.status, {
    status: change.to,
    status_changed_at: now,
    updated_at: now,
    ...extra(paper),
  })
  if (!isChanged) throw movedMeanwhile(paper.status)
  const changes = [{ id: paperId, before: paper.status, after: change.to }]
  await recordChanges(platform, tx, changes, change, { action: `papers.${change.cause}` })
}

async function demandPaper(db: Db, id: string): Promise<StoredPaper> {
  const paper = await findPaper(db, id)
  if (paper) return paper
  throw new UserError('not-found', 'papers.unknown', 'There is no such paper.')
}

export const collectorBusy = (state: string): UserError =>
  new UserError(
    'conflict',
    'papers.collector-busy',
    state === 'draining'
      ? 'The collector is stopping. Wait until it has stopped, then process the paper.'
      : 'The collector was stopped in an emergency. Start it again, or reset it, before anybody is asked about papers.',
  )

const movedMeanwhile = (status: PaperStatus): UserError =>
  new UserError(
    'overtaken',
    'papers.moved',
    `The paper was ${statusLabels[status]} a moment ago, and is not any more. Please look again.`,
  )
