import type { Db } from '../../../platform/database/tables.ts'
import type { Kept, Originals, Requests } from '../revisions/comparing.ts'
import { type NoteKey, noteKeys } from '../revisions/notes.ts'
import { isApproved } from '../signoff/approval.ts'
import type { Cell } from '../signoff/engine.ts'
import { type Part, parts, type SignoffCells } from '../signoff/signoff.ts'
import type { RevisionRow } from '../tables.ts'

/** A revision with the cells of its sign-off. */
export type Revision = Omit<RevisionRow, 'notes_json'> & Readonly<{ notes: readonly NoteKey[]; cells: SignoffCells }>

export type NewRevision = Omit<RevisionRow, 'seq' | 'removed_by' | 'removed_at'>

/** Rows that are asked for by id, at most: databases take so many values in one statement. */
const chunk = 5_000

/** Those that were taken back count: a number is never used again. */
export async function lastNumber(db: Db, obsid: number): Promise<number> {
  const row = await db
    .selectFrom('observations_revisions')
    .select(({ fn }) => fn.max('revision_number').as('last'))
    .where('obsid', '=', obsid)
    .executeTakeFirst()
  return row?.last ?? 0
}

/** False where somebody else has just taken the number. */
export async function insertRevision(tx: Db, row: NewRevision, cells: SignoffCells): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('observations_revisions')
    .values({ ...row, removed_by: null, removed_at: null })
    .onConflict((conflict) => conflict.columns(['obsid', 'revision_number']).doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows === 0n) return false

  const rows = parts.map((part) => {
    const { status, signedBy, signedAt } = cells[part]
    return { revision_id: row.id, part, status, signed_by: signedBy, signed_at: signedAt }
  })
  await tx.insertInto('observations_signoffs').values(rows).execute()
  return true
}

/** Values before, and values asked for. */
export async function insertValues(
  tx: Db,
  revisionId: string,
  originals: Originals,
  requests: Requests,
): Promise<void> {
  const rowsOf = (kept: ReadonlyMap<string, Kept>) =>
    [...kept].map(([name, value]) => ({
      revision_id: revisionId,
      name,
      value_json: value === null ? null : JSON.stringify(value),
    }))
  const [before, asked] = [rowsOf(originals), rowsOf(requests)]
  if (before.length > 0) await tx.insertInto('observations_originals').values(before).execute()
  if (asked.length > 0) await tx.insertInto('observations_requests').values(asked).execute()
}

export const originalsOfRevision = (db: Db, revisionId: string): Promise<Originals> =>
  valuesIn(db, 'observations_originals', revisionId)

export const requestsOfRevision = (db: Db, revisionId: string): Promise<Requests> =>
  valuesIn(db, 'observations_requests', revisionId)

async function valuesIn(
  db: Db,
  table: 'observations_originals' | 'observations_requests',
  revisionId: string,
): Promise<ReadonlyMap<string, Kept>> {
  const rows = await db.selectFrom(table).select(['name', 'value_json']).where('revision_id', '=', revisionId).execute()
  return new Map(
    rows.map(({ name, value_json }) => [name, value_json === null ? null : (JSON.parse(value_json) as Kept)]),
  )
}

/** Undefined for one that was taken back. */
export async function findRevision(db: Db, id: string): Promise<Revision | undefined> {
  const row = await standing(db).where('id', '=', id).executeTakeFirst()
  return row && (await withCells(db, [row]))[0]
}

/** All of an observation that were not taken back, the first first. */
export async function listRevisions(db: Db, obsid: number): Promise<Revision[]> {
  const rows = await standing(db).where('obsid', '=', obsid).orderBy('revision_number').limit(chunk).execute()
  return withCells(db, rows)
}

/** Which of these are approved for flight. */
export async function approvedAmong(db: Db, obsids: readonly number[]): Promise<ReadonlySet<number>> {
  const approved = new Set<number>()
  for (let at = 0; at < obsids.length; at += chunk) {
    const rows = await db
      .selectFrom('observations_revisions')
      .select(['obsid', 'revision_number', 'kind'])
      .where('obsid', 'in', obsids.slice(at, at + chunk))
      .where('kind', 'in', ['asis', 'remove'])
      .where('removed_at', 'is', null)
      .execute()
    for (const [obsid, deciding] of Map.groupBy(rows, (row) => row.obsid)) if (isApproved(deciding)) approved.add(obsid)
  }
  return approved
}

/** Until the transaction ends, nobody else changes revisions of this observation: on both databases a write locks. */
export async function lockObsid(tx: Db, obsid: number): Promise<void> {
  await tx
    .updateTable('observations_revisions')
    .set((row) => ({ kind: row.ref('kind') }))
    .where('obsid', '=', obsid)
    .execute()
}

/** False where a cell is not any more as it was read; the caller rolls back. */
export async function changeCells(
  tx: Db,
  { id, cells }: Pick<Revision, 'id' | 'cells'>,
  changes: ReadonlyMap<Part, Cell>,
): Promise<boolean> {
  for (const [part, { status, signedBy, signedAt }] of changes) {
    const { numUpdatedRows } = await tx
      .updateTable('observations_signoffs')
      .set({ status, signed_by: signedBy, signed_at: signedAt })
      .where('revision_id', '=', id)
      .where('part', '=', part)
      .where('status', '=', cells[part].status)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
  }
  return true
}

/** With its cells and values, and without a trace: for samples alone, since a number may be used again then. */
export async function deleteRevision(tx: Db, id: string): Promise<void> {
  await tx.deleteFrom('observations_revisions').where('id', '=', id).execute()
}

/** False where somebody has taken it back already. */
export async function markRemoved(tx: Db, id: string, by: string, at: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('observations_revisions')
    .set({ removed_by: by, removed_at: at })
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

const standing = (db: Db) => db.selectFrom('observations_revisions').selectAll().where('removed_at', 'is', null)

/** The cells of all of them, in two statements. */
export async function withCells(db: Db, rows: readonly RevisionRow[]): Promise<Revision[]> {
  const cells = new Map<string, Partial<Record<Part, Cell>>>()
  for (let at = 0; at < rows.length; at += chunk) {
    const found = await db
      .selectFrom('observations_signoffs')
      .selectAll()
      .where(
        'revision_id',
        'in',
        rows.slice(at, at + chunk).map(({ id }) => id),
      )
      .execute()
    for (const { revision_id: id, part, status, signed_by, signed_at } of found) {
      const known = cells.get(id) ?? {}
      known[part] = { status, signedBy: signed_by, signedAt: signed_at }
      cells.set(id, known)
    }
  }
  return rows.map(({ notes_json, ...row }) => ({
    ...row,
    notes: readNotes(notes_json),
    cells: cells.get(row.id) as SignoffCells,
  }))
}

export const writeNotes = (notes: readonly NoteKey[]): string | null =>
  notes.length === 0 ? null : JSON.stringify(Object.fromEntries(notes.map((key) => [key, true])))

function readNotes(json: string | null): readonly NoteKey[] {
  const flags: Readonly<Record<string, unknown>> = json === null ? {} : JSON.parse(json)
  return noteKeys.filter((key) => flags[key] === true)
}
