import type { Rejection } from '../downloading/rejection.ts'
import { type FailureCode, passingCodes } from '../failure-codes.ts'

/** How the work on a paper ended. */
export type Verdict =
  | Readonly<{ outcome: 'done' }>
  | Readonly<{ outcome: 'failed' | 'manual'; code: FailureCode; detail: string }>
  | Readonly<{ outcome: 'deferred'; code: FailureCode; detail: string; nextAttemptAt: string }>

type Circumstances = Readonly<{
  /** Tries in a row that were put off before this one; waits for a host that rests are not among them. */
  earlierTries: number
  now: string
  /** In [0, 1). */
  random: number
}>

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How often a paper is tried for a failure that passes by itself before it is Failed. */
const triesOfPassing = 6
const triesAfter500 = 4

const forPeople: readonly FailureCode[] = [
  'bot_challenge',
  'cookie_wall',
  'ambiguous_match',
  'licence_unclear',
  'content_mismatch',
  'suspect_preview',
  'suspect_shared_body',
]

/**
 * What becomes of a paper after everything was tried and nothing was got: what may pass is tried again later, else a
 * person is asked where one could help, else it has failed for the first reason met.
 */
export function verdictOn(rejections: readonly Rejection[], circumstances: Circumstances): Verdict {
  const passes = rejections.filter((rejection) => mayPass(rejection, circumstances.earlierTries))
  const soonest = passes
    .map((rejection) => ({ rejection, at: nextAttemptAt(rejection, circumstances) }))
    .sort((a, b) => (a.at < b.at ? -1 : 1))[0]
  if (soonest) {
    const { code, detail } = soonest.rejection
    return { outcome: 'deferred', code, detail, nextAttemptAt: soonest.at }
  }
  const human = rejections.find(({ code }) => forPeople.includes(code))
  if (human) return { outcome: 'manual', code: human.code, detail: human.detail }

  const first = rejections[0]
  return first
    ? { outcome: 'failed', code: first.code, detail: first.detail }
    : { outcome: 'failed', code: 'no_open_copy', detail: 'No source names an open copy.' }
}

function mayPass({ code, status, isResting }: Rejection, earlierTries: number): boolean {
  if (isResting) return true
  if (!passingCodes.includes(code)) return false
  return earlierTries < (status === 500 ? triesAfter500 : triesOfPassing)
}

/** A quarter of an hour, four times as long each time, at most a week; an hour doubled after "too many requests". */
function nextAttemptAt({ code, retryAfterMs, isResting }: Rejection, { earlierTries, now, random }: Circumstances) {
  const at = (ms: number) => new Date(Date.parse(now) + Math.round(ms)).toISOString()
  if (isResting) return at((retryAfterMs ?? 0) + random * 30 * minuteMs)
  if (retryAfterMs !== undefined) return at(retryAfterMs)
  if (code === 'rate_limited') return at(hourMs * 2 ** earlierTries)
  return at(Math.min(7 * dayMs, 15 * minuteMs * 4 ** earlierTries) * (0.75 + random / 2))
}
