import type { z } from 'zod'
import { HttpFailure } from '../../../platform/http/failures.ts'
import type { Pace } from '../../../platform/http/host-state.ts'
import type { HttpAnswer } from '../../../platform/http/http.ts'
import { retryAfterMs } from '../../../platform/http/retry-after.ts'
import { rejectionOf } from '../downloading/rejection.ts'
import type { Asking, SourceAnswer } from './source.ts'

/** One question to a source. */
export type Question<Shape> = Readonly<{
  /** For the log: `papers.crossref`. */
  purpose: string
  url: URL
  /** What the answer is remembered under, without key and address of ours; null: it is asked anew each time. */
  key: string | null
  pace: Pace
  schema: z.ZodType<Shape>
  accept?: string
  /** Keys of ours: they stay with the origin. */
  headers?: Readonly<Record<string, string>>
  maxRedirects?: number
  /** Sent as JSON, by POST; absent for a question that is all in its address. */
  body?: unknown
  /** What the schema looks at; the JSON of the answer unless said otherwise. */
  parse?: (answer: HttpAnswer) => unknown
  /** How long the answer holds; a day unless said otherwise. */
  keepMs?: (shape: Shape) => number
  /** What it costs, for sources that are paid beyond an allowance; in millionths of a dollar. */
  costMicroUsd?: number
  /** Whatever else is told by the head of an answer, such as limits. */
  listen?: (headers: ReadonlyMap<string, string>) => void
}>

export const dayMs = 24 * 60 * 60_000
const sampleLength = 500
const shortestWaitMs = 30_000

/** 403 and the others that refuse us are read here, since their headers say for how long. */
const readable = [204, 401, 403, 404, 406, 422]

/**
 * Asks, and reads the answer by its schema. What was asked lately is not asked again.
 *
 * @throws what says that the job was called off.
 */
export async function askSource<Shape, Value>(
  asking: Asking,
  question: Question<Shape>,
  read: (shape: Shape) => Value,
): Promise<SourceAnswer<Value>> {
  const known = question.key === null ? undefined : await asking.memory.find(question.key)
  if (known?.body === null) return { kind: 'not-found' }
  const parsed = known && question.schema.safeParse(known.body)
  if (parsed?.success) return { kind: 'ok', value: read(parsed.data) }

  const cost = question.costMicroUsd ?? 0
  const refusal = await asking.meter.refusal(cost)
  if (refusal) return { kind: 'retry', rejection: refusal }
  try {
    await asking.meter.count(cost)
    return await readAnswer(asking, question, await send(asking, question), read)
  } catch (error) {
    return { kind: 'retry', rejection: rejectionOf(error) }
  }
}

function send<Shape>(asking: Asking, question: Question<Shape>): Promise<HttpAnswer> {
  const minIntervalMs = Math.max(asking.atLeastMs, question.pace.minIntervalMs)
  return asking.http.request(question.purpose, {
    url: question.url.href,
    accept: question.accept ?? 'application/json',
    expect: readable,
    signal: asking.signal,
    politeness: {
      pace: { ...question.pace, minIntervalMs },
      robots: false,
      // A turn or two are waited for, however slow the operator wants it.
      waitMs: Math.max(shortestWaitMs, 2 * minIntervalMs),
    },
    ...(question.body !== undefined && { method: 'POST', body: JSON.stringify(question.body) }),
    headers: { ...(question.body !== undefined && { 'content-type': 'application/json' }), ...question.headers },
    ...(question.maxRedirects !== undefined && { maxRedirects: question.maxRedirects }),
  })
}

async function readAnswer<Shape, Value>(
  asking: Asking,
  question: Question<Shape>,
  answer: HttpAnswer,
  read: (shape: Shape) => Value,
): Promise<SourceAnswer<Value>> {
  question.listen?.(answer.headers)
  const keep = async (body: unknown, forMs: number) => {
    if (question.key !== null) await asking.memory.keep(question.key, body, forMs)
  }
  switch (answer.status) {
    case 404:
      await keep(null, dayMs)
      return { kind: 'not-found' }
    // It is there, and has no such form.
    case 204:
    case 406:
      return { kind: 'not-applicable' }
    case 401:
      return { kind: 'config-missing', detail: 'The source does not accept our key.' }
    case 422:
      return { kind: 'config-missing', detail: 'The source does not accept our contact address.' }
    case 403:
      return refused(answer, asking)
  }
  const parsed = question.schema.safeParse(parsedBody(question, answer))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const detail = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`
    return { kind: 'contract-error', detail, sample: answer.text().slice(0, sampleLength) }
  }
  await keep(parsed.data, question.keepMs?.(parsed.data) ?? dayMs)
  return { kind: 'ok', value: read(parsed.data) }
}

/** A refusal that says when it ends is a limit that was reached; any other is meant. */
function refused({ headers, finalUrl }: HttpAnswer, { now }: Asking): SourceAnswer<never> {
  const { host } = new URL(finalUrl)
  const retryAfter = retryAfterMs(headers.get('retry-after'), Date.parse(now)) || resetMs(headers)
  if (retryAfter === undefined) return { kind: 'blocked', detail: new HttpFailure('http_4xx', host).message }
  const { message: detail } = new HttpFailure('rate_limited', host)
  return { kind: 'retry', rejection: { code: 'rate_limited', detail, status: 403, retryAfterMs: retryAfter } }
}

/** Until the allowance of a day begins anew. */
function resetMs(headers: ReadonlyMap<string, string>): number | undefined {
  const seconds = Number(headers.get('x-ratelimit-reset'))
  return seconds > 0 ? Math.min(seconds * 1_000, dayMs) : undefined
}

function parsedBody<Shape>({ parse }: Question<Shape>, answer: HttpAnswer): unknown {
  try {
    return parse ? parse(answer) : answer.json()
  } catch {
    return undefined
  }
}
