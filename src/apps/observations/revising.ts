import { randomUUIDv7 } from 'node:crypto'
import type { Person } from '../../platform/accounts/person.ts'
import type { Db } from '../../platform/database/tables.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Observation, Value } from './catalog/read-model.ts'
import { insertRevision, insertValues, lastNumber, type NewRevision, writeNotes } from './queries/revisions.ts'
import type { Originals, Requests } from './revisions/comparing.ts'
import { type NoteKey, plannedAt } from './revisions/notes.ts'
import { revisionKey } from './signoff/approval.ts'
import type { SignoffCells } from './signoff/signoff.ts'
import type { RevisionKind } from './tables.ts'

/** What pages listen for that show how revisions stand. */
export const statusTopic = 'observations/status'

/** A revision before it has a number. */
export type Draft = Readonly<{
  obsid: number
  sequence: string | null
  /** As the catalog has them; see the columns of a revision. */
  obsType: string | null
  plannedAt: string | null
  kind: RevisionKind
  cells: SignoffCells
  notes?: readonly NoteKey[]
  originals?: Originals
  requests?: Requests
}>

export type Made = Readonly<{ id: string; key: string; obsid: number }>

/** What a revision keeps of its observation besides values. */
export const aboutOf = (observation: Observation): Pick<Draft, 'obsid' | 'sequence' | 'obsType' | 'plannedAt'> => ({
  obsid: observation.obsid,
  sequence: textOf(observation.values.seq_nbr),
  obsType: textOf(observation.values.obs_type),
  plannedAt: plannedAt(observation)?.at ?? null,
})

const textOf = (value: Value): string | null => (value === null ? null : String(value))

const nothing: Requests = new Map()
/** Two may ask for the next number at once; more than a few losses in a row mean that something is wrong. */
const mostTries = 20

/** Makes the next revision of an observation, with everything that belongs to it and its line in the log. */
export async function addRevision(platform: Platform, tx: Db, person: Person, draft: Draft): Promise<Made> {
  const { obsid, kind, notes = [], originals = nothing, requests = nothing } = draft
  const row = {
    id: randomUUIDv7(),
    obsid,
    kind,
    sequence_number: draft.sequence,
    obs_type: draft.obsType,
    planned_at: draft.plannedAt,
    notes_json: writeNotes(notes),
    submitted_by: person.id,
    submitted_at: platform.now(),
  }
  const number = await insertWithNextNumber(tx, row, draft.cells)
  await insertValues(tx, row.id, originals, requests)
  const key = revisionKey(obsid, number)
  await record(platform, tx, person, 'observations.revision-submitted', key, { kind, requests: [...requests.keys()] })
  return { id: row.id, key, obsid }
}

async function insertWithNextNumber(
  tx: Db,
  row: Omit<NewRevision, 'revision_number'>,
  cells: SignoffCells,
): Promise<number> {
  for (let tries = 1; tries <= mostTries; tries++) {
    const number = (await lastNumber(tx, row.obsid)) + 1
    if (await insertRevision(tx, { ...row, revision_number: number }, cells)) return number
  }
  throw new Error(`No number could be had for a revision of ${row.obsid}.`)
}

/** One line in the log for one act, in the transaction of the act. */
export const record = (
  { activity }: Platform,
  tx: Db,
  person: Person,
  action: string,
  key: string,
  details: Readonly<Record<string, unknown>> = {},
): Promise<void> =>
  activity.record(tx, {
    actor: person.tokenId ? `token:${person.tokenId}` : person.id,
    action,
    status: 'success',
    target: `observations/revision/${key}`,
    details,
  })
