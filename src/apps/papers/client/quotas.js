// @ts-check
// How many papers each hour gets. The server plans with this file and the schedule page previews with it, so that what
// a person sees while dragging a bar is what will run. Whole numbers only: every machine gives the same answer.

export const MAX_PAPERS_PER_DAY = 100_000
export const MAX_WEIGHT = 1_000
export const HOURS = Object.freeze(Array.from({ length: 24 }, (_, hour) => hour))

/**
 * Who gets the odd paper where remainders are equal. Spreads them over the day; by hour number, every small volume would
 * pile up just after midnight.
 */
export const TIE_ORDER = Object.freeze([
  0, 12, 6, 18, 3, 15, 9, 21, 1, 13, 7, 19, 4, 16, 10, 22, 2, 14, 8, 20, 5, 17, 11, 23,
])

/** @type {(value: unknown) => value is number} */
export const isVolume = (value) => isWholeUpTo(value, MAX_PAPERS_PER_DAY)

/** @type {(value: unknown) => value is number} */
export const isWeight = (value) => isWholeUpTo(value, MAX_WEIGHT)

/**
 * Divides a day's papers over its hours in proportion to their weights, by largest remainder: each hour gets its exact
 * share rounded down or up, and together they get the whole volume. All zero where no hour that exists has weight.
 *
 * @param {number} volume papers per day
 * @param {readonly number[]} weights one per local hour
 * @param {readonly number[]} existingHours the hours this day has; one is missing where clocks go forward
 * @returns {number[]} papers per local hour, 24 of them
 * @throws {RangeError} where `isVolume` or `isWeight` would say no, or there are not 24 weights
 * @see https://en.wikipedia.org/wiki/Quota_method#Hamilton (largest remainder, Hare quota)
 */
export function apportion(volume, weights, existingHours = HOURS) {
  checkInput(volume, weights)
  const shares = weights.map((weight, hour) => (existingHours.includes(hour) ? weight : 0))
  const total = shares.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return shares

  const remainders = shares.map((weight) => (volume * weight) % total)
  // Without its remainder each product divides evenly, and stays far below 2^53: no rounding anywhere.
  const quotas = shares.map((weight, hour) => (volume * weight - remainders[hour]) / total)

  const left = volume - quotas.reduce((sum, quota) => sum + quota, 0)
  // The sort is stable, so equal remainders keep the tie order. An hour of no weight has no remainder and comes last.
  const byRemainder = [...TIE_ORDER].sort((a, b) => remainders[b] - remainders[a])
  for (const hour of byRemainder.slice(0, left)) quotas[hour] += 1
  return quotas
}

/**
 * What is left of a quota when only part of its time remains, rounded half up.
 *
 * @param {number} quota papers for the whole time
 * @param {number} remainingSeconds whole seconds that remain
 * @param {number} lengthSeconds whole seconds in all
 * @returns {number}
 * @throws {RangeError} where the remaining time is negative or longer than the whole, or a number is not whole
 */
export function prorate(quota, remainingSeconds, lengthSeconds) {
  const isPart =
    isWholeUpTo(remainingSeconds, lengthSeconds) && Number.isSafeInteger(lengthSeconds) && lengthSeconds > 0
  if (!isPart) throw new RangeError(`${remainingSeconds} s are no part of ${lengthSeconds} s`)
  if (!isWholeUpTo(quota, 2 * MAX_PAPERS_PER_DAY)) throw new RangeError(`${quota} is no number of papers`)
  return Math.floor((2 * quota * remainingSeconds + lengthSeconds) / (2 * lengthSeconds))
}

/** @type {(volume: number, weights: readonly number[]) => void} */
function checkInput(volume, weights) {
  if (!isVolume(volume)) throw new RangeError(`Papers per day go from 0 to ${MAX_PAPERS_PER_DAY}, not ${volume}`)
  if (weights.length !== HOURS.length) throw new RangeError(`A day has 24 weights, not ${weights.length}`)
  const wrong = HOURS.find((hour) => !isWeight(weights[hour]))
  if (wrong !== undefined)
    throw new RangeError(`Weights go from 0 to ${MAX_WEIGHT}, not ${weights[wrong]} (hour ${wrong})`)
}

/** @type {(value: unknown, largest: number) => value is number} */
function isWholeUpTo(value, largest) {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= largest
}
