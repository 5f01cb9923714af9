import { sql } from 'kysely'
import type { Db } from '../../../platform/database/tables.ts'
import type { Kept, Requests } from '../revisions/comparing.ts'
import type { RevisionRow } from '../tables.ts'
import { type Revision, withCells } from './revisions.ts'

/** Every revision with something to sign, last made first. There is no limit: what is open must never be out of sight. */
export async function listOpen(db: Db): Promise<Revision[]> {
  return withCells(db, await rowsById(db, [...(await pendingIds(db))]))
}

/**
 * Revisions without anything to sign, whose latest signature is not older than `since`; last made first.
 *
 * @param open Those with something to sign, as `listOpen` reads them.
 */
export async function listClosedSince(db: Db, since: string, open: readonly Revision[]): Promise<Revision[]> {
  const waiting = new Set(open.map(({ id }) => id))
  const signed = await db
    .selectFrom('observations_signoffs')
    .select('revision_id')
    .where('signed_at', '>=', since)
    .limit(mostClosed * 5)
    .execute()
  const closed = [...new Set(signed.map((row) => row.revision_id))].filter((id) => !waiting.has(id))
  return withCells(db, (await rowsById(db, closed)).slice(0, mostClosed))
}

/** As a word of the statement itself: SQLite uses the index of pending cells for no value that is bound. */
export const pending = sql.lit('Pending' as const)

/** A page nobody reads to its end; the archive by month has the rest. */
const mostClosed = 1_000
/** Databases take so many values in one statement. */
const chunk = 5_000

/**
 * By obsid, of those with something open: the highest number of a revision with nothing to sign.
 *
 * @param open As `listOpen` reads them.
 */
export async function highestClosed(db: Db, open: readonly Revision[]): Promise<ReadonlyMap<number, number>> {
  const waiting = new Set(open.map(({ id }) => id))
  const obsids = [...new Set(open.map(({ obsid }) => obsid))]
  const highest = new Map<number, number>()
  for (let at = 0; at < obsids.length; at += chunk) {
    const rows = await db
      .selectFrom('observations_revisions')
      .select(['id', 'obsid', 'revision_number'])
      .where('obsid', 'in', obsids.slice(at, at + chunk))
      .where('removed_at', 'is', null)
      .execute()
    for (const { id, obsid, revision_number } of rows) {
      if (!waiting.has(id)) highest.set(obsid, Math.max(highest.get(obsid) ?? 0, revision_number))
    }
  }
  return highest
}

/** From the index of pending cells alone, however many others there are. */
async function pendingIds(db: Db): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('observations_signoffs')
    .select('revision_id')
    .where('status', '=', pending)
    .execute()
  return new Set(rows.map((row) => row.revision_id))
}

/** Those that were not taken back, last made first. */
async function rowsById(db: Db, ids: readonly string[]): Promise<RevisionRow[]> {
  const rows: RevisionRow[] = []
  for (let at = 0; at < ids.length; at += chunk) {
    const found = await db
      .selectFrom('observations_revisions')
      .selectAll()
      .where('id', 'in', ids.slice(at, at + chunk))
      .where('removed_at', 'is', null)
      .execute()
    rows.push(...found)
  }
  return rows.sort((a, b) => b.seq - a.seq)
}

/** What this person has submitted or signed since then, last made first. */
export async function listTouchedBy(db: Db, personId: string, since: string): Promise<Revision[]> {
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
    .limit(200)
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
      from.selectFrom('observations_signoffs').select('revision_id').where('status', '=', pending),
    )
    .orderBy('seq')
    .execute()
  const grouped = Map.groupBy(rows, (row) => row.obsid)
  return new Map([...grouped].map(([obsid, found]) => [obsid, found.map(({ submitted_by }) => submitted_by)]))
}

/** By revision: what these revisions ask for, of these parameters alone. */
export async function requestsAmong(
  db: Db,
  revisionIds: readonly string[],
  names: readonly string[],
): Promise<ReadonlyMap<string, Requests>> {
  const requests = new Map<string, Map<string, Kept>>()
  for (let at = 0; at < revisionIds.length; at += chunk) {
    const rows = await db
      .selectFrom('observations_requests')
      .selectAll()
      .where('revision_id', 'in', revisionIds.slice(at, at + chunk))
      .where('name', 'in', names)
      .execute()
    for (const { revision_id, name, value_json } of rows) {
      const ofOne = requests.get(revision_id) ?? new Map<string, Kept>()
      requests.set(revision_id, ofOne.set(name, value_json === null ? null : JSON.parse(value_json)))
    }
  }
  return requests
}

type OpenRequest = Readonly<{ revision_id: string; obsid: number; revision_number: number; name: string }>

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
      from.selectFrom('observations_signoffs').select('revision_id').where('status', '=', pending),
    )
    .orderBy('revision.seq')
    .orderBy('request.name')
    .execute()
}
