import type { BasicObservation, Observation, ObserverContact, ScalarName } from './read-model.ts'
import type { FoundObservations, SearchCriteria } from './search-criteria.ts'

/**
 * Where observations are read from. It is never written to. Three stand behind this: the sample catalog, a SQL catalog
 * and the public archive services; one suite of tests holds for all.
 *
 * Every call may throw `CatalogAway`.
 */
export type Catalog = Readonly<{
  kind: 'sample' | 'sql' | 'archive'
  /** Parameters that this catalog cannot know: null there says nothing. */
  lacks: readonly ScalarName[]
  /** @throws ObsidUnknown, ObsidAmbiguous */
  getObservation: (obsid: number) => Promise<Observation>
  /** @throws ObsidUnknown, ObsidAmbiguous */
  getBasic: (obsid: number) => Promise<BasicObservation>
  /** By obsid; unknown and ambiguous ones are absent. At most 500 at a time. */
  getBasics: (obsids: readonly number[]) => Promise<ReadonlyMap<number, BasicObservation>>
  /** Sorted obsids of a group that are still to be observed. */
  getGroup: (groupId: string) => Promise<readonly number[]>
  /** Sorted obsids that are still to be observed, of the tree of followers that this obsid belongs to. */
  getChain: (obsid: number) => Promise<readonly number[]>
  /** Whom to write to about an observation; undefined where the catalog does not say, as none of the public ones does. */
  getContact: (obsid: number) => Promise<ObserverContact | undefined>
  search: (criteria: SearchCriteria) => Promise<FoundObservations>
  /** Lets go of connections. */
  close: () => Promise<void>
}>

/** Statuses of an observation that is still to be observed: those whose settings may be changed. */
const openStatuses = ['unobserved', 'scheduled', 'untriggered'] as const

/** Statuses in the catalog are written in either case. */
export const isOpenStatus = (status: string | null): boolean =>
  openStatuses.some((open) => open === status?.toLowerCase())
