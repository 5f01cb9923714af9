import { plannedStart } from './assembling.ts'
import { readValue } from './coercion.ts'
import { separationDeg } from './positions.ts'
import type { Value, ValueKind } from './read-model.ts'
import type { CatalogRecord, CatalogRow } from './rows.ts'
import type { FoundObservation, NumberRange, SearchCriteria, SearchOrder } from './search-criteria.ts'

/** Whether the rows of one observation answer everything that is asked. The SQL catalog says the same in SQL. */
export function matchesCriteria(record: CatalogRecord, criteria: SearchCriteria): boolean {
  const { target, prop_info: proposal = {}, view_pi: pi, view_coi: coi } = record
  const people = [pi?.last, coi?.last]
  const position = { raDeg: Number(target.ra ?? Number.NaN), decDeg: Number(target.dec ?? Number.NaN) }
  const { cone } = criteria

  return (
    inRanges(target.seq_nbr, criteria.sequences) &&
    inRanges(proposal.prop_num, criteria.proposals) &&
    inRanges(target.obsid, criteria.obsids) &&
    partOfAny(people, criteria.piName) &&
    partOfAny(people, criteria.observer) &&
    (criteria.target === null || folded(target.targname).includes(folded(criteria.target))) &&
    (cone === null || separationDeg(cone, position) <= cone.radiusDeg) &&
    (criteria.category === null || String(proposal.prop_num ?? '').slice(2, 4) === criteria.category) &&
    equals(target.obs_ao_str, criteria.obsCycle) &&
    equals(proposal.ao_str, criteria.propCycle) &&
    oneOf(target.instrument, criteria.instruments) &&
    oneOf(record.acisparam?.exp_mode, criteria.modes) &&
    oneOf(readValue('word', target.grating) ?? 'NONE', criteria.gratings) &&
    oneOf(target.type, criteria.types) &&
    oneOf(target.status, criteria.statuses) &&
    (criteria.joint.length === 0 || criteria.joint.some((part) => folded(proposal.joint).includes(folded(part))))
  )
}

/** What the list of results shows of an observation. */
export function foundOf({ target, prop_info: proposal, view_pi: pi, view_coi: coi }: CatalogRecord): FoundObservation {
  return {
    obsid: Number(target.obsid),
    seq_nbr: text(target.seq_nbr),
    proposal_number: text(proposal?.prop_num),
    targname: text(target.targname),
    approved_exposure_time: number(target.approved_exposure_time),
    status: text(target.status),
    instrument: text(target.instrument),
    grating: word(target.grating),
    pi_name: text(pi?.last),
    observer: text(coi?.last ?? pi?.last),
    obs_type: text(target.type),
    startsAt: plannedStart(read('date', target.soe_st_sched_date) ?? read('date', target.lts_lt_plan)),
    ra: number(target.ra),
    dec: number(target.dec),
  }
}

/** In the order asked for, then by obsid; what has no such value stands last. */
export function sortFound(found: readonly FoundObservation[], order: SearchOrder): readonly FoundObservation[] {
  return [...found].sort((a, b) => compare(keyOf[order](a), keyOf[order](b)) || a.obsid - b.obsid)
}

const keyOf: Readonly<Record<SearchOrder, (found: FoundObservation) => Value>> = {
  sequence: (found) => found.seq_nbr,
  ra: (found) => found.ra,
  start: (found) => found.startsAt,
}

function compare(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return a < b ? -1 : Number(a > b)
}

type Given = CatalogRow[string] | undefined

/** Lower case, without blanks. */
const folded = (given: Given): string =>
  String(given ?? '')
    .toLowerCase()
    .replace(/\s+/g, '')

const inRanges = (given: Given, ranges: readonly NumberRange[]): boolean =>
  ranges.length === 0 ||
  (/^\d+$/.test(String(given)) && ranges.some(({ from, to }) => Number(given) >= from && Number(given) <= to))

const partOfAny = (names: readonly Given[], part: string | null): boolean =>
  part === null ||
  names.some((name) =>
    String(name ?? '')
      .toLowerCase()
      .includes(part.toLowerCase()),
  )

/** Cycles are two digits with or without a leading zero. */
const equals = (given: Given, asked: string | null): boolean =>
  asked === null || (given !== null && given !== undefined && String(given).padStart(2, '0') === asked.padStart(2, '0'))

const oneOf = (given: Given, asked: readonly string[]): boolean =>
  asked.length === 0 || asked.some((one) => one.toLowerCase() === String(given ?? '').toLowerCase())

const read = (kind: ValueKind, given: Given): Value => readValue(kind, given) ?? null
const number = (given: Given): number | null => {
  const value = read('number', given)
  return typeof value === 'number' ? value : null
}
const textual = (value: Value): string | null => (value === null ? null : String(value))
const text = (given: Given): string | null => textual(read('text', given))
const word = (given: Given): string | null => textual(read('word', given))
