/** A range of whole numbers, both ends included; one number is a range of length one. */
export type NumberRange = Readonly<{ from: number; to: number }>

/** A circle on the sky, degrees (J2000). */
export type Cone = Readonly<{ raDeg: number; decDeg: number; radiusDeg: number }>

export type SearchOrder = 'sequence' | 'ra' | 'start'

/** Lists are OR inside, everything else is AND; an empty list or null asks for nothing. Texts match in any case. */
export type SearchCriteria = Readonly<{
  order: SearchOrder
  sequences: readonly NumberRange[]
  proposals: readonly NumberRange[]
  obsids: readonly NumberRange[]
  /** Part of the family name of the PI or of the observer; each of the two must be found. */
  piName: string | null
  observer: string | null
  /** Part of the target's name, blanks ignored. */
  target: string | null
  cone: Cone | null
  /** Code of a science category: third and fourth digit of the proposal number. */
  category: string | null
  obsCycle: string | null
  propCycle: string | null
  instruments: readonly string[]
  modes: readonly string[]
  /** `NONE` for no grating. */
  gratings: readonly string[]
  types: readonly string[]
  statuses: readonly string[]
  joint: readonly string[]
  /** How many to skip, and how many to answer with at most. */
  offset: number
  limit: number
}>

/** Asks for nothing in particular: every observation, as many as a caller sets as its limit. */
export const everything: Omit<SearchCriteria, 'limit'> = {
  order: 'sequence',
  sequences: [],
  proposals: [],
  obsids: [],
  piName: null,
  observer: null,
  target: null,
  cone: null,
  category: null,
  obsCycle: null,
  propCycle: null,
  instruments: [],
  modes: [],
  gratings: [],
  types: [],
  statuses: [],
  joint: [],
  offset: 0,
}

export type FoundObservation = Readonly<{
  obsid: number
  seq_nbr: string | null
  proposal_number: string | null
  targname: string | null
  approved_exposure_time: number | null
  status: string | null
  instrument: string | null
  grating: string | null
  pi_name: string | null
  observer: string | null
  obs_type: string | null
  /** `YYYY-MM-DDTHH:MM:SSZ`; null where it is not scheduled. */
  startsAt: string | null
  ra: number | null
  dec: number | null
}>

export type FoundObservations = Readonly<{
  items: readonly FoundObservation[]
  total: number
  /** The catalog stopped at its own limit: there are more than `total`. */
  isCut?: boolean
}>
