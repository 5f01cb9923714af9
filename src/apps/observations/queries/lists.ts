import type { Db } from '../../../platform/database/tables.ts'
import type { RevisionKind } from '../tables.ts'
import { type Revision, withCells } from './revisions.ts'
import { pending } from './status.ts'

type RevisionFilter = Readonly<{
  obsid?: number | undefined
  kind?: RevisionKind | undefined
  /** True: something is to be signed. */
  isOpen?: boolean | undefined
  /** Only those that were made before the one with this `seq`. */
  before?: number | undefined
}>

/** Revisions that were not taken back, last made first. */
export async function listFiltered(
  db: Db,
  { obsid, kind, isOpen, before }: RevisionFilter,
  limit: number,
): Promise<Revision[]> {
  let query = db.selectFrom('observations_revisions').selectAll().where('removed_at', 'is', null)
  if (obsid !== undefined) query = query.where('obsid', '=', obsid)
  if (kind !== undefined) query = query.where('kind', '=', kind)
  if (before !== undefined) query = query.where('seq', '<', before)
  if (isOpen !== undefined) {
    query = query.where(({ not, eb, selectFrom }) => {
      const waits = eb(
        'id',
        'in',
        selectFrom('observations_signoffs').select('revision_id').where('status', '=', pending),
      )
      return isOpen ? waits : not(waits)
    })
  }
  return withCells(db, await query.orderBy('seq', 'desc').limit(limit).execute())
}
