import { UserError } from '../../../platform/errors.ts'
import { type Day, daysBetween, plusDays, sundayFrom, weekdayOf } from './days.ts'
import type { DutyRow } from './tables.ts'

/** What is told of a stretch of duty. */
export type Duty = Readonly<Pick<DutyRow, 'id' | 'starts_on' | 'ends_on' | 'person_id'>>
type DutyState = 'closed' | 'locked' | 'open'

/** From the first to the last day of a whole week, Monday to Sunday. */
const weekLength = 6
/** The roster is kept filled so far ahead. */
const horizonDays = 240

/** New days of stretches that stay, new stretches, and one that goes. */
export type RosterChange = Readonly<{
  moved: readonly Readonly<{ id: string; starts_on: Day; ends_on: Day }>[]
  added: readonly Readonly<{ starts_on: Day; ends_on: Day }>[]
  removed: readonly string[]
}>

export const lengthOf = ({ starts_on, ends_on }: Pick<Duty, 'starts_on' | 'ends_on'>): number =>
  daysBetween(starts_on, ends_on)

/** What has begun is closed, what somebody took is locked. */
export function stateOf(duty: Duty, today: Day): DutyState {
  if (duty.starts_on <= today) return 'closed'
  return duty.person_id === null ? 'open' : 'locked'
}

/** By days; the order in which neighbours stand. */
export const inOrder = <Row extends Duty>(duties: readonly Row[]): readonly Row[] =>
  [...duties].sort((a, b) => (a.starts_on === b.starts_on ? compare(a.id, b.id) : compare(a.starts_on, b.starts_on)))

/** What a reader should notice: a stretch that is no whole week, and one that leaves days out or doubles them. */
export function oddities(duties: readonly Duty[], at: number): Readonly<{ isOddLength: boolean; isUneven: boolean }> {
  const duty = duties[at]
  if (!duty) return { isOddLength: false, isUneven: false }
  const [before, after] = [duties[at - 1], duties[at + 1]]
  const touches = (first: Duty | undefined, second: Duty | undefined) =>
    !first || !second || plusDays(first.ends_on, 1) === second.starts_on
  return {
    isOddLength: lengthOf(duty) !== weekLength || weekdayOf(duty.starts_on) !== 1,
    isUneven: !touches(before, duty) || !touches(duty, after),
  }
}

/**
 * Two stretches out of one; of a whole week four days and three.
 *
 * @throws UserError where it has three days or fewer.
 */
export function splitDuty(duty: Duty): RosterChange {
  const length = lengthOf(duty)
  if (length <= 2) throw refused('too-short', 'A stretch of three days or fewer is not split.')
  const ends_on = plusDays(duty.starts_on, Math.floor(length / 2))
  return {
    moved: [{ id: duty.id, starts_on: duty.starts_on, ends_on }],
    added: [{ starts_on: plusDays(ends_on, 1), ends_on: duty.ends_on }],
    removed: [],
  }
}

/**
 * Gives the days of a stretch to its open neighbours: to the one before, else to the one after, else to both with a Sunday
 * between them. None of them gets longer than a week.
 *
 * @throws UserError where no neighbour has room.
 */
export function removeDuty(duties: readonly Duty[], id: string, today: Day): RosterChange {
  const { duty, before, after } = among(duties, id)
  const isFree = (neighbour: Duty | undefined): neighbour is Duty =>
    neighbour !== undefined && stateOf(neighbour, today) === 'open'
  const longer = isFree(before) ? { id: before.id, starts_on: before.starts_on, ends_on: duty.ends_on } : undefined
  const earlier = isFree(after) ? { id: after.id, starts_on: duty.starts_on, ends_on: after.ends_on } : undefined

  if (longer && fits(longer)) return { moved: [longer], added: [], removed: [id] }
  if (earlier && fits(earlier)) return { moved: [earlier], added: [], removed: [id] }
  if (longer && earlier) {
    const sunday = sundayFrom(duty.starts_on)
    const both = [
      { ...longer, ends_on: sunday },
      { ...earlier, starts_on: plusDays(sunday, 1) },
    ]
    if (both.every(fits)) return { moved: both, added: [], removed: [id] }
  }
  throw refused('no-room', 'No open neighbour has room for these days: none may get longer than a week.')
}

/**
 * New days for an open stretch. Each border that moves takes its neighbour along, if that is open and shorter than a week.
 *
 * @throws UserError where that leaves a gap, doubles a day, or is longer than a week.
 */
export function moveDuty(
  duties: readonly Duty[],
  id: string,
  days: Pick<Duty, 'starts_on' | 'ends_on'>,
  today: Day,
): RosterChange {
  const { duty, before, after } = among(duties, id)
  if (days.starts_on > days.ends_on) throw refused('backwards', 'The last day comes before the first.', 'ends_on')
  if (days.starts_on < today) throw refused('past', 'The first day is over already.', 'starts_on')
  if (lengthOf(days) > weekLength) throw refused('too-long', 'A stretch of duty has a week at most.', 'ends_on')

  const moved = [{ id, starts_on: days.starts_on, ends_on: days.ends_on }]
  if (before && days.starts_on !== duty.starts_on) {
    const gap = daysBetween(before.ends_on, days.starts_on) - 1
    const follows = { id: before.id, starts_on: before.starts_on, ends_on: plusDays(days.starts_on, -1) }
    moved.push(
      ...settled({ gap, was: daysBetween(before.ends_on, duty.starts_on) - 1, neighbour: before, follows, today }),
    )
  }
  if (after && days.ends_on !== duty.ends_on) {
    const gap = daysBetween(days.ends_on, after.starts_on) - 1
    const follows = { id: after.id, starts_on: plusDays(days.ends_on, 1), ends_on: after.ends_on }
    moved.push(
      ...settled({ gap, was: daysBetween(duty.ends_on, after.starts_on) - 1, neighbour: after, follows, today }),
    )
  }
  return { moved, added: [], removed: [] }
}

/**
 * Whole open weeks behind the last stretch, until one ends 240 days ahead. After an odd end the first one is short, so that
 * the next begins on a Monday.
 *
 * @param lastDay Last day of the roster.
 * @param now ISO instant.
 */
export function weeksAhead(lastDay: Day, now: string): readonly Readonly<{ starts_on: Day; ends_on: Day }>[] {
  const horizonMs = Date.parse(now) + horizonDays * 24 * 60 * 60 * 1_000
  const weeks: { starts_on: Day; ends_on: Day }[] = []
  let last = lastDay
  while (Date.parse(last) < horizonMs) {
    const starts_on = plusDays(last, 1)
    last = sundayFrom(starts_on)
    weeks.push({ starts_on, ends_on: last })
  }
  return weeks
}

type Border = Readonly<{
  /** Days left out between the two; negative where they overlap. */
  gap: number
  was: number
  neighbour: Duty
  follows: Readonly<{ id: string; starts_on: Day; ends_on: Day }>
  today: Day
}>

/** What becomes of a neighbour. A gap that was there before, and is smaller now, may stay. */
function settled({ gap, was, neighbour, follows, today }: Border): readonly Border['follows'][] {
  if (gap === 0) return []
  const isAdjustable = stateOf(neighbour, today) === 'open' && lengthOf(neighbour) < weekLength
  if (isAdjustable && fits(follows)) return [follows]
  if (gap > 0 && gap < was) return []
  const words = gap > 0 ? 'would leave days without anybody' : 'are those of a neighbour'
  throw refused('neighbours', `These days ${words}, and the neighbour cannot be changed. Split or free it first.`)
}

const fits = (days: Pick<Duty, 'starts_on' | 'ends_on'>): boolean => lengthOf(days) >= 0 && lengthOf(days) <= weekLength

/** The stretch and those beside it, in the order of days. */
function among(duties: readonly Duty[], id: string): Readonly<{ duty: Duty; before?: Duty; after?: Duty }> {
  const ordered = inOrder(duties)
  const at = ordered.findIndex((one) => one.id === id)
  const duty = ordered[at]
  if (!duty) throw new RangeError(`There is no stretch ${id} in the roster.`)
  return { duty, before: ordered[at - 1], after: ordered[at + 1] }
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

function refused(why: string, message: string, field?: string): UserError {
  const fields = field ? [{ path: field, code: why, message }] : []
  return new UserError('invalid', 'observations.roster', message, { fields })
}
