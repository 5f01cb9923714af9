import { UserError } from '../errors.ts'
import type { Web } from './web.ts'

/** How the process is doing. */
export type Strain = Readonly<{
  /** How late the event loop is with what is due. */
  delayMs: number
  /** Of the whole process. */
  memoryBytes: number
}>

export type OverloadLimits = Readonly<{ delayMs: number; memoryBytes: number }>

const usualLimits: OverloadLimits = { delayMs: 500, memoryBytes: 2 * 1024 ** 3 }
/** Refuses nobody: what waits for an answer is a test, beside others on a busy machine. */
export const noLimits: OverloadLimits = { delayMs: Number.POSITIVE_INFINITY, memoryBytes: Number.POSITIVE_INFINITY }

const tickMs = 100
/** Two long pauses within this time are more than bad luck. */
const pausesTogetherMs = 5_000
const retryAfterSeconds = 5

/**
 * Refuses requests, before anything is read or asked for them, while the process has more to do than it can: a late answer
 * to everybody helps nobody. Routes that are `vital` (static files, `/healthz`) still answer.
 */
export function shedLoad(web: Web, limits: OverloadLimits = usualLimits): void {
  const strain = watchStrain(web, limits.delayMs)
  web.addHook('onRequest', async (request) => {
    if (request.routeOptions.config?.vital) return
    const { delayMs, memoryBytes } = strain()
    if (delayMs <= limits.delayMs && memoryBytes <= limits.memoryBytes) return
    request.log.warn({ delayMs: Math.round(delayMs), memoryBytes }, 'request refused: too much to do')
    const sentence = 'The house has more to do than it can manage just now. Please try again in a few seconds.'
    throw new UserError('unavailable', 'web.overload', sentence, { retryAfterSeconds })
  })
}

/**
 * A clock that ticks ten times a second. It is late by what the last tick was late, or by what the next one is already, so
 * that a burst is cut before it is over. One long pause turns nobody away: it takes a second one soon after it.
 */
function watchStrain(web: Web, longestMs: number): () => Strain {
  let tickedAt = performance.now()
  let lateMs = 0
  let memoryBytes = process.memoryUsage.rss()
  let [lastPauseAt, pauseBeforeAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const ticking = setInterval(() => {
    const now = performance.now()
    lateMs = now - tickedAt - tickMs
    tickedAt = now
    memoryBytes = process.memoryUsage.rss()
    if (lateMs > longestMs) [pauseBeforeAt, lastPauseAt] = [lastPauseAt, now]
  }, tickMs).unref()
  web.addHook('onClose', async () => clearInterval(ticking))

  return () => {
    const now = performance.now()
    // Before it listens nobody waits: what delays the loop then is the start.
    const isLasting = web.server.listening && now - pauseBeforeAt < pausesTogetherMs
    return { delayMs: isLasting ? Math.max(lateMs, now - tickedAt - tickMs) : 0, memoryBytes }
  }
}
