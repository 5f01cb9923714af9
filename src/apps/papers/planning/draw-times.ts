import type { Random } from './random.ts'

type Draw = Readonly<{
  /** The first instant that may be drawn. */
  from: string
  /** The first instant after it that may not. */
  to: string
  count: number
  /** Whole seconds between any two times, where there is room for that. */
  minGapSeconds?: number
}>

/**
 * Random times in ascending order, as likely to be any set of times that keeps the gap as any other: the free time is
 * divided at random, and the gaps are put back between. Draws `count` numbers.
 *
 * Times are whole seconds from the start, or milliseconds where there are more times than seconds. Where the gap does
 * not fit it shrinks to what fits, so that the draw always succeeds; two times are the same only when there are more
 * of them than milliseconds.
 *
 * @throws RangeError where times are wanted and the window is empty, or a number is not whole and positive.
 */
export function drawTimes({ from, to, count, minGapSeconds = 1 }: Draw, random: Random): string[] {
  const startMs = Date.parse(from)
  const lengthMs = Date.parse(to) - startMs
  checkDraw(lengthMs, count, minGapSeconds)

  const unitMs = count > Math.floor(lengthMs / 1000) ? 1 : 1000
  const length = Math.floor(lengthMs / unitMs)
  const gap = Math.min((minGapSeconds * 1000) / unitMs, Math.floor(length / Math.max(count, 1)))
  const free = length - (count - 1) * gap

  const draws = Float64Array.from({ length: count }, random).sort()
  return Array.from(draws, (u, index) => {
    const offset = Math.floor(u * free) + index * gap
    return new Date(startMs + offset * unitMs).toISOString()
  })
}

function checkDraw(lengthMs: number, count: number, minGapSeconds: number): void {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} is no number of times`)
  if (!Number.isSafeInteger(minGapSeconds) || minGapSeconds < 0) throw new RangeError(`${minGapSeconds} s is no gap`)
  // Written so that it also refuses NaN, which is what a text that is no instant gives.
  if (count > 0 && !(lengthMs > 0)) throw new RangeError('There is no time to draw from')
}
