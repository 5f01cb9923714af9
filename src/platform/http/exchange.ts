import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { failureFrom, HttpFailure } from './failures.ts'
import type { Step } from './redirects.ts'

/** From the start of one request, in milliseconds. Waiting for the host's turn is not counted. */
export interface Timeouts {
  /** Until the whole head of the answer is there. */
  readonly firstByteMs: number
  /** Without a byte of the body. */
  readonly idleMs: number
  readonly wholeMs: number
}

/** The head of an answer, and its body as it came over the wire. */
export interface RawAnswer {
  readonly status: number
  /** Names in lower case; repeated fields joined by a comma. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Readable
  readonly watch: { expectBytes(): void; rest(): void }
  readonly explain: (error: unknown) => HttpFailure
}

/**
 * One request and its answer, under the clock. The body is only there while `use` runs; what `use` leaves is thrown away.
 *
 * @throws HttpFailure for everything that breaks on the wire; what `use` throws comes through as it is.
 */
export async function exchange<T>(
  dispatcher: Dispatcher,
  step: Step,
  { timeouts, signal }: { timeouts: Timeouts; signal: AbortSignal },
  use: (answer: RawAnswer) => Promise<T>,
): Promise<T> {
  const { host } = step.url
  const clock = new AbortController()
  const tooLate = () => clock.abort(new HttpFailure('timeout', host))
  const whole = setTimeout(tooLate, timeouts.wholeMs)
  let quiet = setTimeout(tooLate, timeouts.firstByteMs)
  const watch = {
    expectBytes() {
      clearTimeout(quiet)
      quiet = setTimeout(tooLate, timeouts.idleMs)
    },
    rest: () => clearTimeout(quiet),
  }
  const explain = (error: unknown): HttpFailure => {
    if (signal.aborted) return new HttpFailure('aborted', host, { cause: signal.reason })
    return clock.signal.aborted ? new HttpFailure('timeout', host) : failureFrom(error, host)
  }

  let body: Readable | undefined
  try {
    const answer = await send(dispatcher, step, AbortSignal.any([signal, clock.signal])).catch((error) => {
      throw explain(error)
    })
    body = answer.body
    body.on('error', () => {}) // Who reads the body sees it; a body that nobody reads may break in peace.
    watch.rest()
    const whileReading = (error: unknown) => truncatedIfCut(explain(error))
    return await use({ status: answer.statusCode, headers: joined(answer.headers), body, watch, explain: whileReading })
  } finally {
    clearTimeout(whole)
    watch.rest()
    if (body && !body.readableEnded) body.destroy()
  }
}

function send(dispatcher: Dispatcher, { method, url, headers, body }: Step, signal: AbortSignal) {
  return dispatcher.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method: method as Dispatcher.HttpMethod,
    headers: { ...headers },
    body: body ?? null,
    signal,
  })
}

/** A connection that breaks in the middle of a body has cut it short. */
function truncatedIfCut(failure: HttpFailure): HttpFailure {
  return failure.code === 'connection' ? new HttpFailure('truncated', failure.host, { cause: failure.cause }) : failure
}

function joined(headers: Record<string, string | string[] | undefined>): Map<string, string> {
  const entries = Object.entries(headers).filter(
    (entry): entry is [string, string | string[]] => entry[1] !== undefined,
  )
  return new Map(entries.map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]))
}
