import type { Platform } from '../../platform/platform.ts'
import { isSame } from './catalog/coercion.ts'
import { ObsidAmbiguous, ObsidUnknown } from './catalog/errors.ts'
import type { Observation, Value } from './catalog/read-model.ts'
import {
  flagGroups,
  isAcis,
  isHrc,
  isScalar,
  isSet,
  kindOf,
  type RankFlag,
  rankFlags,
  type SectionName,
  sections,
} from './parameters/parameters.ts'
import { type Named, nameThem } from './people.ts'
import { listAgreements } from './queries/agreements.ts'
import { listRevisions, originalsOfRevision, type Revision, requestsOfRevision } from './queries/revisions.ts'
import { isColumn, isSameKept, type Kept, type Originals, present, type Requests } from './revisions/comparing.ts'
import { directorsOf } from './revisions/director.ts'
import { type Urgency, urgencyOf } from './revisions/urgency.ts'
import { noRevision } from './signing.ts'
import { parseRevisionKey } from './signoff/approval.ts'
import { parts } from './signoff/signoff.ts'
import { sourcesOf } from './sources.ts'
import type { AgreementRow } from './tables.ts'

/** `done`: asked for, and there. `missing`: asked for, and not there. `unasked`: changed though nobody asked. */
export type CheckState = 'done' | 'missing' | 'unasked' | 'same' | 'unknown'

/** One parameter of a revision: before, asked for, and in the catalog now. */
export type Checked = Readonly<{ name: string; original: Kept; requested: Kept; current: Kept; state: CheckState }>

/** One rank of a constraint, column by column; a rank that is not there has nothing in any of them. */
export type CheckedRank = readonly Readonly<{
  name: string
  original: Value
  requested: Value
  current: Value
  state: CheckState
}>[]

export type CheckView = Readonly<{
  revision: Revision
  /** All revisions of the observation, the first first. */
  revisions: readonly Revision[]
  /** Undefined where the catalog does not have it any more, or gives no answer. */
  observation: Observation | undefined
  requests: Requests
  originals: Originals
  sections: readonly Readonly<{ name: SectionName; rows: readonly Checked[] }>[]
  ranks: readonly Readonly<{
    flag: RankFlag
    counts: readonly [number, number, number]
    rows: readonly CheckedRank[]
  }>[]
  names: ReadonlyMap<string, Named>
  urgency: Urgency
  /** What the Director's Office must agree to, and all that it said, the first first. */
  director: Readonly<{ needed: readonly string[]; entries: readonly AgreementRow[] }>
}>

/** What a revision asked for, beside what the catalog has by now. */
export async function checkView(
  platform: Platform,
  revisions: readonly Revision[],
  revision: Revision,
): Promise<CheckView> {
  const { db } = platform
  const [originals, requests, observation, entries] = await Promise.all([
    originalsOfRevision(db, revision.id),
    requestsOfRevision(db, revision.id),
    findObservation(platform, revision.obsid),
    listAgreements(db, revision.id),
  ])
  const signers = parts.map((part) => revision.cells[part].signedBy)
  const names = await nameThem(db, [
    revision.submitted_by,
    ...signers,
    ...entries.map(({ recorded_by }) => recorded_by),
  ])
  const look: Look = { originals, requests, observation }
  return {
    revision,
    revisions,
    observation,
    requests,
    originals,
    names,
    urgency: urgencyOf(revision, platform.now()),
    director: { needed: directorsOf(requests, revision.notes), entries },
    sections: sectionsFor(look).map((name) => ({ name, rows: rowsOf(look, name) })),
    ranks: rankFlags.map((flag) => ({ flag, ...ranksOf(look, flag) })),
  }
}

type Look = Readonly<{ originals: Originals; requests: Requests; observation: Observation | undefined }>

/** Stored values show without a catalog too. */
async function findObservation(platform: Platform, obsid: number): Promise<Observation | undefined> {
  try {
    return await (await sourcesOf(platform)).catalog.getObservation(obsid)
  } catch (error) {
    if (error instanceof ObsidUnknown || error instanceof ObsidAmbiguous) return undefined
    platform.log.warn({ obsid, cause: String(error) }, 'a revision is checked without the catalog')
    return undefined
  }
}

/** Sections of an instrument only where it was, is or shall be used. */
function sectionsFor({ originals, requests, observation }: Look): readonly SectionName[] {
  const instruments = [originals.get('instrument'), requests.get('instrument'), observation?.values.instrument]
  const names = Object.keys(sections) as SectionName[]
  return names.filter((name) => {
    if (name === 'hrc') return instruments.some(isHrc)
    return name === 'acis' || name === 'acisWindows' ? instruments.some(isAcis) : true
  })
}

function rowsOf(look: Look, section: SectionName): Checked[] {
  return sections[section]
    .map(({ name }) => name)
    .filter(isScalar)
    .map((name) => {
      const [original, requested, current] = valuesOf(look, name)
      return {
        name,
        original,
        requested,
        current,
        state: stateOf(look, name, requested, original, current, isSameKept),
      }
    })
}

function valuesOf({ originals, requests, observation }: Look, name: string): [Kept, Kept, Kept] {
  const original = originals.get(name) ?? null
  const requested = requests.has(name) ? (requests.get(name) ?? null) : original
  return [original, requested, observation ? present(observation, name) : null]
}

/** A revision that kept no values says nothing about what changed since. */
function stateOf<Of extends Kept>(
  { originals, requests, observation }: Look,
  name: string,
  requested: Of,
  original: Of,
  current: Of,
  isEqual: (name: string, one: Of, other: Of) => boolean,
): CheckState {
  if (!observation) return 'unknown'
  if (requests.has(name)) return isEqual(name, requested, current) ? 'done' : 'missing'
  return originals.size === 0 || isEqual(name, original, current) ? 'same' : 'unasked'
}

const isSameValue = (name: string, one: Value, other: Value): boolean => isSame(kindOf(name), one, other)

/** Ranks out of columns, which may be of different lengths where they came over from elsewhere. */
function ranksOf(look: Look, flag: RankFlag) {
  const { originals, requests, observation } = look
  const isUnset = requests.has(flag) && !isSet(requests.get(flag))
  const columns = flagGroups[flag].map((name) => {
    const asked = requests.has(name) ? (requests.get(name) ?? null) : (originals.get(name) ?? null)
    const current = observation ? present(observation, name) : null
    return { name, original: originals.get(name) ?? null, requested: isUnset ? null : asked, current }
  })
  const lengthOf = (which: 'original' | 'requested' | 'current'): number =>
    Math.max(0, ...columns.map((column) => listOf(column[which]).length))
  const counts = [lengthOf('original'), lengthOf('requested'), lengthOf('current')] as const
  const rows = Array.from({ length: Math.max(...counts) }, (_, at) =>
    columns.map(({ name, ...column }) => {
      const [original, requested, current] = [column.original, column.requested, column.current].map(
        (one) => listOf(one)[at] ?? null,
      )
      const [before = null, asked = null, now = null] = [original, requested, current]
      return {
        name,
        original: before,
        requested: asked,
        current: now,
        state: stateOf(look, name, asked, before, now, isSameValue),
      }
    }),
  )
  return { counts, rows }
}

const listOf = (kept: Kept): readonly Value[] => (isColumn(kept) ? kept : [])

/** Whether everything that was asked for is in the catalog; null where nothing was, or nobody knows. */
export function isAllThere({ sections: shown, ranks, requests, observation }: CheckView): boolean | null {
  if (requests.size === 0 || !observation) return null
  const states = [...shown.flatMap(({ rows }) => rows), ...ranks.flatMap(({ rows }) => rows.flat())].map(
    ({ state }) => state,
  )
  return !states.includes('missing')
}

export const revisionsOf = (platform: Platform, obsid: number): Promise<Revision[]> => listRevisions(platform.db, obsid)

/** The revision of a key, with all of its observation. @throws UserError `observations.no-revision` */
export async function demandByKey(
  { db }: Platform,
  key: string,
): Promise<Readonly<{ all: readonly Revision[]; one: Revision }>> {
  const asked = parseRevisionKey(key)
  const all = asked ? await listRevisions(db, asked.obsid) : []
  const one = all.find(({ revision_number }) => revision_number === asked?.revisionNumber)
  if (!one) throw noRevision()
  return { all, one }
}
