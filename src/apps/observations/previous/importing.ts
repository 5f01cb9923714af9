import { randomUUIDv7 } from 'node:crypto'
import { findPersonByEmail } from '../../../platform/accounts/queries/people.ts'
import type { Db } from '../../../platform/database/tables.ts'
import type { Platform } from '../../../platform/platform.ts'
import { approvedAmong, insertRevision, insertValues, writeNotes } from '../queries/revisions.ts'
import type { Originals } from '../revisions/comparing.ts'
import { insertDuties, listDuties, lockRoster } from '../roster/queries/duties.ts'
import { parts } from '../signoff/signoff.ts'
import { readPreviousKey } from './cells.ts'
import { type PreviousDuties, readPreviousDuties } from './duties.ts'
import { knownKeys } from './queries.ts'
import { type PreviousPlaces, readNamed, readPreviousRows, readTextOf } from './reading.ts'
import { type LeftOut, type PreviousRevision, readRevision } from './revisions.ts'

export type ImportOptions = Readonly<{
  /** False: only the report. */
  isWritten: boolean
  /** The last import: revisions that are still open come along, instead of ending it. */
  withOpen: boolean
}>

export type ImportReport = Readonly<{
  isWritten: boolean
  revisions: number
  /** Those that are here already. */
  known: number
  /** The first one that is still open, at which the import ends; null where none did. */
  endedAt: string | null
  leftOut: readonly LeftOut[]
  /** Account names that nobody here has; their records keep the name. */
  unknownPeople: readonly string[]
  /** Names in the text files that no parameter has. */
  unknownParameters: readonly string[]
  duties: number
  /** Lines of the duty list that cannot be read; those that are here already are left out silently. */
  unreadDuties: readonly string[]
  /** Obsids on the approved list that their revisions do not approve, and the other way round. Only after writing. */
  onlyOnList: readonly number[]
  onlyByRevisions: readonly number[]
}>

/** Revisions that are written in one transaction. */
const batch = 100

/**
 * Takes over what the previous desk kept; without `isWritten` it says what it would do. It can be run again and again: what
 * is here already stays as it is.
 */
export async function importPrevious(
  platform: Platform,
  places: PreviousPlaces,
  options: ImportOptions,
): Promise<ImportReport> {
  const { db } = platform
  const people = await openPeople(db, await readNamed(places.people))
  const shifts = new Set((await readNamed(places.shifts))?.split(/\s+/).map(plainKey) ?? [])
  const reading = { textOf: (key: string) => readTextOf(places.texts, key), idOf: people.idOf, shifts }

  const rows = readPreviousRows(places.revisions).toSorted((a, b) => Number(a.rev_time) - Number(b.rev_time))
  const known = await knownKeys(db)
  const taken: PreviousRevision[] = []
  const leftOut: LeftOut[] = []
  let endedAt: string | null = null
  let count = 0
  for (const row of rows) {
    if (known.has(plainKey(String(row.obsidrev)))) {
      count++
      continue
    }
    const revision = await readRevision(row, reading)
    if ('why' in revision) {
      leftOut.push(revision)
      continue
    }
    if (isOpen(revision) && !options.withOpen) {
      endedAt = String(row.obsidrev)
      break
    }
    taken.push(revision)
  }

  const duties = await readDuties(db, places.duties, people.idOf)
  if (options.isWritten) await write(platform, taken, duties)
  return {
    isWritten: options.isWritten,
    revisions: taken.length,
    known: count,
    endedAt,
    leftOut,
    unknownPeople: people.unknown(),
    unknownParameters: [...new Set(taken.flatMap(({ text }) => text.unknown))].sort(),
    duties: duties.rows.length,
    unreadDuties: duties.unread,
    ...(await compareApproved(
      db,
      await readNamed(places.approved),
      taken.map(({ obsid }) => obsid),
      options.isWritten,
    )),
  }
}

/** `16196.002` → `16196.2`; a text that is no key stays as it is. */
function plainKey(text: string): string {
  const key = readPreviousKey(text)
  return key ? `${key.obsid}.${key.number}` : text
}

const isOpen = ({ cells }: PreviousRevision): boolean => parts.some((part) => cells[part].status === 'Pending')

/** Who is behind an account name: whoever has the mail address that the list of people gives it. */
async function openPeople(db: Db, list: string | undefined) {
  const ids = new Map<string, string>()
  for (const line of list?.split(/\r?\n/) ?? []) {
    const [name, email] = line.split(/[\s,;]+/)
    const person = name && email ? await findPersonByEmail(db, email) : undefined
    if (name && person) ids.set(name, person.id)
  }
  const unknown = new Set<string>()
  return {
    unknown: () => [...unknown].sort(),
    idOf(name: string): string {
      const id = ids.get(name)
      if (id === undefined) unknown.add(name)
      return id ?? `previous:${name}`
    },
  }
}

async function readDuties(db: Db, file: string | undefined, idOf: (name: string) => string): Promise<PreviousDuties> {
  const { rows, unread } = readPreviousDuties((await readNamed(file)) ?? '', idOf)
  const here = new Set((await listDuties(db)).map(({ starts_on, ends_on }) => `${starts_on} ${ends_on}`))
  return { rows: rows.filter(({ starts_on, ends_on }) => !here.has(`${starts_on} ${ends_on}`)), unread }
}

async function write(
  platform: Platform,
  revisions: readonly PreviousRevision[],
  duties: PreviousDuties,
): Promise<void> {
  for (let at = 0; at < revisions.length; at += batch) {
    await platform.db.transaction().execute(async (tx) => {
      for (const revision of revisions.slice(at, at + batch)) await insertPrevious(tx, revision)
    })
  }
  await platform.db.transaction().execute(async (tx) => {
    await lockRoster(tx)
    await insertDuties(tx, duties.rows)
    await platform.activity.record(tx, {
      actor: 'cli',
      action: 'observations.previous-imported',
      details: { revisions: revisions.length, duties: duties.rows.length },
    })
  })
  platform.live.publish('observations/status')
  platform.live.publish('observations/roster')
}

async function insertPrevious(tx: Db, revision: PreviousRevision): Promise<void> {
  const { obsid, number, text, cells, notes } = revision
  const id = randomUUIDv7()
  const row = {
    ...{ id, obsid, revision_number: number, kind: text.kind, sequence_number: revision.sequence },
    ...{ notes_json: writeNotes(notes), submitted_by: revision.submittedBy, submitted_at: revision.submittedAt },
    ...{ obs_type: typeIn(text.originals), planned_at: null },
  }
  if (await insertRevision(tx, row, cells)) await insertValues(tx, id, text.originals, text.requests)
}

function typeIn(originals: Originals): string | null {
  const type = originals.get('obs_type')
  return typeof type === 'string' ? type : null
}

/** Each line of the approved list begins with an obsid. */
async function compareApproved(db: Db, list: string | undefined, taken: readonly number[], isWritten: boolean) {
  if (list === undefined || !isWritten) return { onlyOnList: [], onlyByRevisions: [] }
  const listed = new Set([...list.matchAll(/^\s*(\d{1,8})\b/gm)].map(([, obsid]) => Number(obsid)))
  const approved = await approvedAmong(db, [...new Set([...listed, ...taken])])
  return {
    onlyOnList: [...listed].filter((obsid) => !approved.has(obsid)).sort((a, b) => a - b),
    onlyByRevisions: [...approved].filter((obsid) => !listed.has(obsid)).sort((a, b) => a - b),
  }
}
