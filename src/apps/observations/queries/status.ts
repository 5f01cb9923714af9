import { sql } from 'kysely'
import type { Db } from '../../../platform/database/tables.ts'
import { type Revision, withCells } from './revisions.ts'

/** Every revision with something to sign, last made first. There is no limit: what is open must never be out of sight. */
export async function listOpen(db: Db): Promise<Revision[]> {
  const rows = await db
    .selectFrom('observations_revisions as revision')
    .selectAll('revision')
    .where('removed_at', 'is', null)
    .where('id', 'in', (from) =>
      from.selectFrom('observations_signoffs').select('revision_id').where('status', '=', 'Pending'),
    )
    .orderBy('seq', 'desc')
    .execute()
  return withCells(db, rows)
}

/** Revisions without anything to sign, whose latest signature is not older than `since`; last made first. */
export async function listClosedSince(db: Db, since: string): Promise<Revision[]> {
  const rows = await db
    .selectFrom('observations_revisions as revision')
    .selectAll('revision')
    .where('removed_at', 'is', null)
    .where('id', 'in', (from) =>
      from.selectFrom('observations_signoffs').select('revision_id').where('signed_at', '>=', since),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('observations_signoffs')
            .select(sql`1`.as('one'))
            .whereRef('revision_id', '=', 'revision.id')
            .where('status', '=', 'Pending'),
        ),
      ),
    )
    .orderBy('seq', 'desc')
    .limit(mostClosed)
    .execute()
  return withCells(db, rows)
}

/** A page nobody reads to its end; the archive by month has the rest. */
const mostClosed = 1_000

/** By obsid, of those with something open: the highest number of a revision with nothing to sign. */
export async function highestClosed(db: Db): Promise<ReadonlyMap<number, number>> {
  const rows = await db
    .selectFrom('observations_revisions as revision')
    .select(({ fn, ref }) => ['obsid', fn.max(ref('revision_number')).as('highest')])
    .where('removed_at', 'is', null)
    .where('obsid', 'in', (from) =>
      from
        .selectFrom('observations_signoffs')
        .innerJoin('observations_revisions as open', 'open.id', 'revision_id')
        .select('open.obsid')
        .where('status', '=', 'Pending')
        .where('open.removed_at', 'is', null),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('observations_signoffs')
            .select(sql`1`.as('one'))
            .whereRef('revision_id', '=', 'revision.id')
            .where('status', '=', 'Pending'),
        ),
      ),
    )
    .groupBy('obsid')
    .execute()
  return new Map(rows.map(({ obsid, highest }) => [obsid, highest]))
}

/** What this person has submitted or signed since then, last made first. */
export async function listTouchedBy(db: Db, personId: string, since: string, limit = 200): Promise<Revision[]> {
  const rows = await db
    .selectFrom('observations_revisions')
    .selectAll()
    .where('removed_at', 'is', null)
    .where(({ or, and, eb, selectFrom }) =>
      or([
        and([eb('submitted_by', '=', personId), eb('submitted_at', '>=', since)]),
        eb(
          'id',
          'in',
          selectFrom('observations_signoffs')
            .select('revision_id')
            .where('signed_by', '=', personId)
            .where('signed_at', '>=', since),
        ),
      ]),
    )
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return withCells(db, rows)
}

/** The newest of all, for those who have nothing to take back. */
export async function listNewest(db: Db, limit: number): Promise<Revision[]> {
  const rows = await db
    .selectFrom('observations_revisions')
    .selectAll()
    .where('removed_at', 'is', null)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return withCells(db, rows)
}

/** Of these, the ones with something open: who submitted it, the last last. */
export async function openObsids(db: Db, obsids: readonly number[]): Promise<ReadonlyMap<number, readonly string[]>> {
  if (obsids.length === 0) return new Map()
  const rows = await db
    .selectFrom('observations_revisions')
    .select(['obsid', 'submitted_by'])
    .where('obsid', 'in', obsids)
    .where('removed_at', 'is', null)
    .where('id', 'in', (from) =>
      from.selectFrom('observations_signoffs').select('revision_id').where('status', '=', 'Pending'),
    )
    .orderBy('seq')
    .execute()
  const grouped = Map.groupBy(rows, (row) => row.obsid)
  return new Map([...grouped].map(([obsid, found]) => [obsid, found.map(({ submitted_by }) => submitted_by)]))
}

export type OpenRequest = Readonly<{ revision_id: string; obsid: number; revision_number: number; name: string }>

/** Which parameters are asked for by open revisions of these observations. */
export async function openRequests(db: Db, obsids: readonly number[]): Promise<OpenRequest[]> {
  if (obsids.length === 0) return []
  return db
    .selectFrom('observations_requests as request')
    .innerJoin('observations_revisions as revision', 'revision.id', 'request.revision_id')
    .select(['request.revision_id', 'revision.obsid', 'revision.revision_number', 'request.name'])
    .where('revision.obsid', 'in', obsids)
    .where('revision.removed_at', 'is', null)
    .where('revision.id', 'in', (from) =>
      from.selectFrom('observations_signoffs').select('revision_id').where('status', '=', 'Pending'),
    )
    .orderBy('revision.seq')
    .orderBy('request.name')
    .execute()
}
