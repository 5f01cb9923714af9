import { randomUUID } from 'node:crypto'
import { lazily } from '../lazily.ts'
import { type AllowList, hostOf, isListed, portOf } from './addresses.ts'
import { HttpFailure } from './failures.ts'
import {
  type BreakerChange,
  type HostState,
  type Outcome,
  type Pace,
  renewSlot,
  reportTrouble,
  settleSlot,
  takeSlot,
} from './host-state.ts'

/**
 * The books on hosts, shared by every process of the house. `change` applies the step to the host's state as one act,
 * and may call it more than once; a step that gives back the state it got changes nothing.
 */
export interface HostLedger {
  change<T>(key: string, step: (state: HostState) => readonly [HostState, T]): Promise<T>
}

export interface Clock {
  /** UTC, ISO 8601. */
  now(): string
  /** Rejects when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

export interface PaceOptions {
  readonly ledger: HostLedger
  readonly clock: Clock
  /** From 0 up to, not including, 1. */
  readonly random: () => number
  /** How long a process that has died still counts as in flight. */
  readonly leaseMs: number
  readonly onBreaker: (key: string, change: 'opened' | 'closed', until: string) => void
}

/** The right to ask a host once, now. */
export interface Turn {
  /** The answer has begun: whatever the host counts, it has counted by now. */
  answered(): void
  /** Gives the place back. `Retry-After` in milliseconds, where the host said so. */
  settle(outcome: Outcome, retryAfterMs?: number): Promise<void>
}

const shortestNapMs = 5
const longestNapMs = 250

const suffixList = lazily<typeof import('tldts')>('tldts')

/** The hosts that share one pace: all of a registrable domain. In development each listed port is a host of its own. */
export function politenessKey(url: URL, allow: AllowList, isDevelopment: boolean): string {
  if (isDevelopment && isListed(url, allow)) return `${hostOf(url)}:${portOf(url)}`
  return suffixList().getDomain(url.hostname) ?? hostOf(url)
}

/**
 * Waits for a place at the host.
 *
 * @throws HttpFailure `host_paused` or `host_busy` where that would take longer than `waitMs`, `aborted`.
 */
export async function takeTurn(
  options: PaceOptions,
  { key, host, pace, waitMs, signal }: { key: string; host: string; pace: Pace; waitMs: number; signal: AbortSignal },
): Promise<Turn> {
  const { ledger, clock, random, leaseMs } = options
  const slot = randomUUID()
  const patience = Date.parse(clock.now()) + waitMs
  const draw = random()

  for (let napMs = shortestNapMs; ; napMs = Math.min(napMs * 1.5, longestNapMs)) {
    if (signal.aborted) throw new HttpFailure('aborted', host, { cause: signal.reason })
    const now = Date.parse(clock.now())
    const answer = await ledger.change(key, (state) => takeSlot(state, { slot, pace, now, leaseMs, random: draw }))
    if (answer.kind === 'granted') return openTurn(options, { key, slot, pace })

    const at = answer.kind === 'in-flight' ? now + 1 : answer.at
    if (at > patience || now >= patience) {
      const code = answer.kind === 'paused' ? 'host_paused' : 'host_busy'
      throw new HttpFailure(code, host, { retryAfterMs: Math.max(at - now, pace.minIntervalMs) })
    }
    // Short naps, so that a clock that jumps is noticed. The exact end where it is near: a late start is a lost one.
    const restMs = answer.kind === 'in-flight' ? napMs : Math.min(at - now, longestNapMs)
    await clock.sleep(Math.ceil(restMs), signal).catch((cause) => {
      throw new HttpFailure('aborted', host, { cause })
    })
  }
}

/** An answer that looked like one turned out to be trouble; it counts as so many failures in a row. */
export async function recordTrouble(options: PaceOptions, key: string, weight: number): Promise<void> {
  const now = Date.parse(options.clock.now())
  await tellBreaker(options, key, (state) => reportTrouble(state, weight, now))
}

function openTurn(options: PaceOptions, { key, slot, pace }: { key: string; slot: string; pace: Pace }): Turn {
  const { ledger, clock, leaseMs, random } = options
  const now = () => Date.parse(clock.now())
  // A beat that fails is no reason to stop: the worst is that another process takes the place for free.
  const beat = () => ledger.change(key, (state) => renewSlot(state, slot, now() + leaseMs)).catch(() => {})
  const beating = setInterval(beat, leaseMs / 3).unref()
  let answeredAt: number | undefined

  return {
    answered() {
      answeredAt = now()
    },
    async settle(outcome, retryAfterMs = 0) {
      clearInterval(beating)
      const at = now()
      // The host may have got the request any time up to its answer. With one in flight the interval counts from there,
      // so that it is kept as the host sees it; with more, the starts decide.
      const restMs = pace.minIntervalMs * (1 + pace.jitter * random())
      const nextAt = pace.concurrency === 1 ? (answeredAt ?? at) + restMs : 0
      const pausedUntil = retryAfterMs > 0 ? at + retryAfterMs : 0
      await tellBreaker(options, key, (state) => settleSlot(state, { slot, outcome, now: at, nextAt, pausedUntil }))
    },
  }
}

async function tellBreaker(
  { ledger, onBreaker }: PaceOptions,
  key: string,
  step: (state: HostState) => [HostState, BreakerChange],
): Promise<void> {
  const { change, until } = await ledger.change(key, (before) => {
    const [state, change] = step(before)
    return [state, { change, until: state.breakerUntil }]
  })
  if (change) onBreaker(key, change, new Date(until).toISOString())
}
