import type { NumberRange, SearchCriteria, SearchOrder } from '../search-criteria.ts'
import type { Question } from './asking.ts'

/** As many rows as are ever asked for at once; a search that brings so many is cut there. */
export const mostRows = 1_000

/**
 * A search in the words of the service. What it has no words for (several values of one list, ranges of proposals) is left
 * out here and looked at in the answer.
 */
export function questionOf(criteria: SearchCriteria): Question {
  const asked: Record<string, string | undefined> = {
    obsid: ranges(criteria.obsids),
    seqNum: ranges(criteria.sequences),
    propNum: single(criteria.proposals),
    piName: criteria.piName ?? undefined,
    observer: criteria.observer ?? undefined,
    target: criteria.target ?? undefined,
    cycle: criteria.obsCycle?.padStart(2, '0'),
    category: criteria.category === null ? undefined : categories[criteria.category],
    instrument: only(criteria.instruments),
    grating: only(criteria.gratings),
    type: only(criteria.types),
    status: only(criteria.statuses)?.toLowerCase(),
    jointObservation: only(criteria.joint),
    expMode: criteria.modes.length === 1 ? `ACIS ${criteria.modes[0]}` : undefined,
    ...(criteria.cone
      ? {
          inputCoordFrame: 'J2000',
          lon: String(criteria.cone.raDeg),
          lat: String(criteria.cone.decDeg),
          radius: String(criteria.cone.radiusDeg * 60),
        }
      : {}),
    sortColumn: sortColumns[criteria.order],
    sortOrder: 'ascending',
    maxResults: String(mostRows),
  }
  return Object.fromEntries(
    Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

const sortColumns: Readonly<Record<SearchOrder, string>> = { sequence: 'seqNum', ra: 'ra', start: 'startDate' }

/** Third and fourth digit of the proposal → the name that the service has for it. */
const categories: Readonly<Record<string, string>> = {
  '10': 'SOLAR SYSTEM',
  '20': 'STARS AND WD',
  '30': 'WD BINARIES AND CV',
  '40': 'BH AND NS BINARIES',
  '60': 'NORMAL GALAXIES',
  '70': 'ACTIVE GALAXIES AND QUASARS',
  '80': 'CLUSTERS OF GALAXIES',
  '90': 'EXTRAGALACTIC DIFFUSE EMISSION AND SURVEYS',
  '91': 'GALACTIC DIFFUSE EMISSION AND SURVEYS',
}

const ranges = (asked: readonly NumberRange[]): string | undefined =>
  asked.length === 0 ? undefined : asked.map(({ from, to }) => (from === to ? from : `${from}-${to}`)).join(',')

/** Proposals are asked for one by one, with all eight digits. */
const single = ([first, ...more]: readonly NumberRange[]): string | undefined =>
  first && more.length === 0 && first.from === first.to ? String(first.from).padStart(8, '0') : undefined

const only = (values: readonly string[]): string | undefined => (values.length === 1 ? values[0] : undefined)
