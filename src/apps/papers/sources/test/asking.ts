import type { IncomingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import type { HttpOptions } from '../../../../platform/http/http.ts'
import { openTestHttp, serve } from '../../../../platform/http/test/support.ts'
import type { Asking, Subject } from '../source.ts'

/** What a local server answers: an object as JSON, a text as it is. */
export type Answer = Readonly<{ status?: number; headers?: Readonly<Record<string, string>>; body: unknown }>

export type Asked = Readonly<{
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  atMs: number
  /** Empty where nothing was sent. */
  body: string
}>

export type Desk = Readonly<{
  asking: Asking
  asked: readonly Asked[]
  /** What was kept, by question. */
  kept: ReadonlyMap<string, { body: unknown; forMs: number }>
  /** What was counted, in millionths of a dollar. */
  costs: readonly number[]
}>

/** Nothing is known of it but what a test says. */
export const subject = (known: Partial<Subject>): Subject => ({
  doi: null,
  title: null,
  arxiv: null,
  pmid: null,
  pmcid: null,
  agency: null,
  page: null,
  group: null,
  ...known,
})

/** A source's way out to a local server that answers as it is told, by path; what it is not told is 404. */
export async function openDesk(
  t: TestContext,
  answers: Readonly<Record<string, Answer>>,
  { more = {}, http: options = {} }: { more?: Partial<Asking>; http?: Partial<Omit<HttpOptions, 'allow'>> } = {},
): Promise<Desk> {
  const asked: Asked[] = []
  const kept = new Map<string, { body: unknown; forMs: number }>()
  const costs: number[] = []
  const now = options.now ?? (() => new Date().toISOString())
  const server = await serve(t, async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const atMs = Date.parse(now())
    asked.push({ path: pathname, query: searchParams, headers: request.headers, atMs, body: await text(request) })
    const { status = 200, headers = {}, body } = answers[pathname] ?? { status: 404, body: 'Resource not found.' }
    const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json'
    response.writeHead(status, { 'content-type': type, ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  const asking: Asking = {
    http: await openTestHttp(t, options),
    contact: { mail: 'library@lyceum-tests.org', project: null },
    baseUrl: server.url,
    key: null,
    atLeastMs: 0,
    memory: {
      find: async (question) => kept.get(question),
      keep: async (question, body, forMs) => {
        kept.set(question, { body, forMs })
      },
    },
    meter: {
      refusal: async () => null,
      count: async (cost) => {
        costs.push(cost)
      },
    },
    now: '2026-03-10T10:00:00.000Z',
    signal: new AbortController().signal,
    ...more,
  }
  return { asking, asked, kept, costs }
}

/** A clock that nobody waits for: who sleeps moves it. */
export function sleepingClock(iso: string): Required<Pick<HttpOptions, 'now' | 'sleep'>> {
  let ms = Date.parse(iso)
  return {
    now: () => new Date(ms).toISOString(),
    sleep: async (restMs) => {
      ms += restMs
    },
  }
}
