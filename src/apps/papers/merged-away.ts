import type { Db } from '../../platform/database/tables.ts'
import { UserError } from '../../platform/errors.ts'
import { findMergeOf } from './queries/merging.ts'

/** @throws UserError `papers.merged-away` for a paper that went into another one: it comes back by undoing that. */
export async function demandNotMerged(tx: Db, paperId: string): Promise<void> {
  if (!(await findMergeOf(tx, paperId))) return
  throw new UserError(
    'conflict',
    'papers.merged-away',
    'This paper was merged into another one. Undo that on the page of the other paper.',
  )
}
