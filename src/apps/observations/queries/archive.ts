import { sql } from 'kysely'
import type { Db } from '../../../platform/database/tables.ts'
import { type Revision, withCells } from './revisions.ts'

export type ApprovedRow = Readonly<{
  obsid: number
  revision_number: number
  sequence_number: string | null
  submitted_by: string
  submitted_at: string
  obs_type: string | null
  planned_at: string | null
  seq: number
}>

/**
 * Every observation whose latest decision is an approval, the last approved first.
 *
 * @param after The last one that was read before.
 */
export function listApproved(
  db: Db,
  { limit, after }: { limit: number; after?: ApprovedPlace | undefined },
): Promise<ApprovedRow[]> {
  return db
    .selectFrom('observations_revisions as revision')
    .select(['obsid', 'revision_number', 'sequence_number', 'submitted_by', 'submitted_at'])
    .select(['obs_type', 'planned_at', 'seq'])
    .$if(after !== undefined, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('submitted_at', 'seq'), '<', tuple(after?.submitted_at ?? '', after?.seq ?? 0)),
      ),
    )
    .where('kind', '=', 'asis')
    .where('removed_at', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('observations_revisions as later')
            .select(sql`1`.as('one'))
            .whereRef('later.obsid', '=', 'revision.obsid')
            .whereRef('later.revision_number', '>', 'revision.revision_number')
            .where('later.kind', 'in', ['asis', 'remove'])
            .where('later.removed_at', 'is', null),
        ),
      ),
    )
    .orderBy('submitted_at', 'desc')
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
}

/** Where a page of approvals ends. */
type ApprovedPlace = Readonly<{ submitted_at: string; seq: number }>

export const placeText = (place: ApprovedPlace | undefined): string | null =>
  place === undefined ? null : `${place.submitted_at}_${place.seq}`

/** Months in which something was submitted, as `2026-03`, the last first. */
export async function listMonths(db: Db): Promise<readonly Readonly<{ month: string; count: number }>[]> {
  const rows = await db
    .selectFrom('observations_revisions')
    .select(({ fn }) => [sql<string>`substr(submitted_at, 1, 7)`.as('month'), fn.countAll<number>().as('count')])
    .where('removed_at', 'is', null)
    .groupBy(sql`substr(submitted_at, 1, 7)`)
    .orderBy('month', 'desc')
    .limit(1_200)
    .execute()
  return rows.map(({ month, count }) => ({ month, count: Number(count) }))
}

/** Revisions of one month, newest first. */
export async function listOfMonth(db: Db, month: string, limit: number): Promise<Revision[]> {
  const rows = await db
    .selectFrom('observations_revisions')
    .selectAll()
    .where('submitted_at', '>=', month)
    .where('submitted_at', '<', `${month}-99`)
    .where('removed_at', 'is', null)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return withCells(db, rows)
}
