/** How often a host may be asked. */
export interface Pace {
  /** How many requests may be in flight at once. */
  readonly concurrency: number
  /** From one start to the next. */
  readonly minIntervalMs: number
  /** The share of the interval that may be added at random: 0.5 is 0–50 %. */
  readonly jitter: number
}

/** For hosts that said nothing else: one at a time, ten seconds and a bit apart. */
export const politePace: Pace = { concurrency: 1, minIntervalMs: 10_000, jitter: 0.5 }

/** What is remembered of a host. Times are milliseconds since 1970. */
export interface HostState {
  /** No request starts before. */
  readonly nextAt: number
  /** The host asked for quiet until then (`Retry-After`). */
  readonly pausedUntil: number
  /** Who is in flight, and until when that is believed without a sign of life. */
  readonly slots: Readonly<Record<string, number>>
  /** The last failures in a row, at most as many as open the breaker. */
  readonly failedAt: readonly number[]
  /** How long the breaker opened last time; 0 where it is closed. */
  readonly breakerMs: number
  readonly breakerUntil: number
  /** What the last success wiped out, in case it turns out not to have been one. */
  readonly forgiven: { readonly failedAt: readonly number[]; readonly breakerMs: number }
}

export const freshHost: HostState = {
  nextAt: 0,
  pausedUntil: 0,
  slots: {},
  failedAt: [],
  breakerMs: 0,
  breakerUntil: 0,
  forgiven: { failedAt: [], breakerMs: 0 },
}

export type TakeAnswer =
  | { readonly kind: 'granted' }
  /** All places are taken: nobody knows for how long. */
  | { readonly kind: 'in-flight' }
  /** Too early. */
  | { readonly kind: 'early'; readonly at: number }
  /** Breaker or `Retry-After`. */
  | { readonly kind: 'paused'; readonly at: number }

/** How a request went, as far as the host is to be judged by it; `void` says nothing about the host. */
export type Outcome = 'answered' | 'failed' | 'void'

export type BreakerChange = 'opened' | 'closed' | undefined

const failuresToOpen = 5
const failureWindowMs = 10 * 60_000
const firstBreakMs = 30 * 60_000
const longestBreakMs = 24 * 60 * 60_000

/** Asks for one of the host's places. The caller keeps its slot alive with `renewSlot` and gives it back with `settle`. */
export function takeSlot(
  state: HostState,
  { slot, pace, now, leaseMs, random }: { slot: string; pace: Pace; now: number; leaseMs: number; random: number },
): [HostState, TakeAnswer] {
  const slots = Object.fromEntries(Object.entries(state.slots).filter(([, until]) => until > now))
  // After the breaker's time one request may try, whatever the pace.
  const places = state.breakerMs > 0 ? 1 : pace.concurrency

  const quietUntil = Math.max(state.pausedUntil, state.breakerUntil)
  if (quietUntil > now) return [state, { kind: 'paused', at: quietUntil }]
  if (Object.keys(slots).length >= places) return [state, { kind: 'in-flight' }]
  if (state.nextAt > now) return [state, { kind: 'early', at: state.nextAt }]

  const nextAt = now + pace.minIntervalMs * (1 + pace.jitter * random)
  return [{ ...state, nextAt, slots: { ...slots, [slot]: now + leaseMs } }, { kind: 'granted' }]
}

/** A sign of life. False where the slot was given up meanwhile. */
export function renewSlot(state: HostState, slot: string, until: number): [HostState, boolean] {
  if (state.slots[slot] === undefined) return [state, false]
  return [{ ...state, slots: { ...state.slots, [slot]: until } }, true]
}

/** Gives the place back and draws the conclusions. */
export function settleSlot(
  state: HostState,
  { slot, outcome, now, nextAt, pausedUntil }: Settlement,
): [HostState, BreakerChange] {
  const { [slot]: _mine, ...slots } = state.slots
  const given: HostState = {
    ...state,
    slots,
    nextAt: Math.max(state.nextAt, nextAt),
    pausedUntil: Math.max(state.pausedUntil, pausedUntil),
  }
  if (outcome === 'void') return [given, undefined]
  return outcome === 'failed' ? countFailures(given, 1, now) : forgive(given)
}

export interface Settlement {
  readonly slot: string
  readonly outcome: Outcome
  readonly now: number
  /** No start before; 0 where the start alone decides. */
  readonly nextAt: number
  /** What `Retry-After` says; 0 where it says nothing. */
  readonly pausedUntil: number
}

/** The last answer was no success after all: a challenge page, say. What it wiped out comes back, and this on top. */
export function reportTrouble(state: HostState, weight: number, now: number): [HostState, BreakerChange] {
  const { failedAt, breakerMs } = state.forgiven
  const restored = {
    ...state,
    failedAt: [...failedAt, ...state.failedAt],
    breakerMs: Math.max(breakerMs, state.breakerMs),
    forgiven: freshHost.forgiven,
  }
  return countFailures(restored, weight, now)
}

/** Five in a row within ten minutes open the breaker; the one try after its time opens it again, for twice as long. */
function countFailures(state: HostState, weight: number, now: number): [HostState, BreakerChange] {
  const failedAt = [...state.failedAt, ...Array<number>(weight).fill(now)].slice(-failuresToOpen)
  const counted = { ...state, failedAt }
  if (state.breakerUntil > now) return [counted, undefined]

  const tooMany = failedAt.length === failuresToOpen && now - (failedAt[0] ?? now) <= failureWindowMs
  if (!tooMany && state.breakerMs === 0) return [counted, undefined]

  const breakerMs = Math.min(longestBreakMs, state.breakerMs * 2 || firstBreakMs)
  return [{ ...counted, breakerMs, breakerUntil: now + breakerMs }, 'opened']
}

function forgive(state: HostState): [HostState, BreakerChange] {
  const { failedAt, breakerMs } = state
  const wiped = { ...state, failedAt: [], breakerMs: 0, breakerUntil: 0, forgiven: { failedAt, breakerMs } }
  return [wiped, breakerMs > 0 ? 'closed' : undefined]
}
