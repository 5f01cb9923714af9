import { UserError } from '../../platform/errors.ts'
import type { PaperStatus } from './tables.ts'

/** Why a paper's status changes. */
export type StatusCause =
  | 'planned'
  | 'claimed'
  | 'finished'
  | 'put-off'
  | 'gave-up'
  | 'needs-a-person'
  | 'reverted'
  | 'recovered'
  | 'retried'
  | 'marked'
  | 'file-added'
  | 'deleted'
  | 'restored'

export const statusLabels: Readonly<Record<PaperStatus, string>> = {
  new: 'New',
  pending: 'Pending',
  running: 'Downloading',
  deferred: 'Deferred',
  done: 'Done',
  failed: 'Failed',
  manual: 'Manual',
  deleted: 'Deleted',
}

export const statuses = Object.keys(statusLabels) as readonly PaperStatus[]

/** What a paper can go back to: where it stood before somebody chose it. */
const settled = ['new', 'deferred', 'done', 'failed', 'manual'] as const

type Move = readonly [from: readonly PaperStatus[], to: readonly PaperStatus[]]

/** Every way from one status to another; what is not here is refused. Done stays Done when only details are refreshed. */
const moves: Readonly<Record<StatusCause, Move>> = {
  planned: [settled, ['pending']],
  claimed: [['pending'], ['running']],
  finished: [['running', 'done'], ['done']],
  'put-off': [['running'], ['deferred']],
  'gave-up': [['running'], ['failed']],
  'needs-a-person': [['running'], ['manual']],
  reverted: [['pending', 'running'], settled],
  recovered: [['running'], ['pending']],
  retried: [['failed', 'manual', 'deferred', 'done'], ['new']],
  marked: [
    ['new', 'deferred', 'failed', 'manual'],
    ['done', 'manual', 'failed'],
  ],
  'file-added': [['new', 'deferred', 'failed', 'manual', 'done'], ['done']],
  deleted: [[...settled, 'pending'], ['deleted']],
  restored: [['deleted'], settled],
}

export const isLegal = (from: PaperStatus, to: PaperStatus, cause: StatusCause): boolean =>
  moves[cause][0].includes(from) && moves[cause][1].includes(to)

/** @throws UserError `papers.transition-refused`, which names both states. */
export function demandLegal(from: PaperStatus, to: PaperStatus, cause: StatusCause): void {
  if (isLegal(from, to, cause)) return
  throw new UserError(
    'conflict',
    'papers.transition-refused',
    `A paper that is ${statusLabels[from]} cannot become ${statusLabels[to]} (${cause}).`,
  )
}
