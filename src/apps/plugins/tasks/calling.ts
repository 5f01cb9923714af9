import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../../../platform/errors.ts'
import type { WebAnswer, WebRequest } from '../sdk/context.ts'
import { type Caller, reach } from './reaching.ts'

const callTimeouts = { firstByteMs: 5_000, idleMs: 5_000, wholeMs: 15_000 }
const mostAsks = 60

/** Sends a form to a plugin and answers with the address that it ends at: its task. */
export async function callPlugin(caller: Caller, url: string, form: Readonly<Record<string, string>>): Promise<string> {
  const answer = await reach(caller, 'plugins.call', {
    url,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
    timeouts: callTimeouts,
  })
  return answer.finalUrl
}

export async function readJson(caller: Caller, url: string): Promise<unknown> {
  const request = { url, accept: 'application/json', timeouts: callTimeouts }
  return (await reach(caller, 'plugins.read', request)).json()
}

/** Asks once, and then reads where the answer will be, while there is none yet (204 or 404 after a redirect). */
export async function postJson(caller: Caller, url: string, body: unknown): Promise<unknown> {
  const common = { accept: 'application/json', timeouts: callTimeouts, expect: [404] }
  const headers = { 'content-type': 'application/json' }
  let answer = await reach(caller, 'plugins.post', {
    ...common,
    url,
    method: 'POST',
    headers,
    body: JSON.stringify(body ?? null),
  })
  for (let asked = 1; isNotReady(answer.status, answer.redirects) && asked < mostAsks; asked++) {
    await sleep(Math.min(30_000, 250 * 1.3 ** asked), undefined, { signal: caller.signal })
    const next = await reach(caller, 'plugins.read', { ...common, url: answer.finalUrl })
    answer = { ...next, redirects: answer.redirects }
  }
  if (answer.status === 404) throw new UserError('not-found', 'plugins.call', `There is nothing at ${url}.`)
  return answer.json()
}

const anyStatus = Array.from({ length: 200 }, (_, at) => 400 + at)
const requestTimeouts = { firstByteMs: 20_000, idleMs: 20_000, wholeMs: 20_000 }
const mostAnswerBytes = 50_000_000

/** Whatever the other side says is an answer; it throws only where there is none. */
export async function request(caller: Caller, asked: WebRequest): Promise<WebAnswer> {
  const { url, method = 'GET', headers = {}, body } = asked
  const answer = await reach(caller, 'plugins.request', {
    ...{ url, method, headers, timeouts: requestTimeouts, maxBytes: mostAnswerBytes, expect: anyStatus },
    ...(body !== undefined && { body }),
  })
  return {
    url: answer.finalUrl,
    status: answer.status,
    headers: Object.fromEntries([...answer.headers].map(([name, value]) => [name.toLowerCase(), String(value)])),
    body: answer.bytes,
  }
}

const isNotReady = (status: number, redirects: readonly string[]): boolean =>
  status === 204 || (status === 404 && redirects.length > 0)

/** Finds the task's `subscribe` link and asks there; false where the runner has none, or refuses. */
export async function subscribeTo(
  caller: Caller,
  taskUrl: string,
  webhook: string,
  event: string | null,
): Promise<boolean> {
  const task = await readJson(caller, taskUrl)
  const href = subscribeLink(task)
  if (href === undefined) return false
  const answer = await reach(caller, 'plugins.subscribe', {
    url: new URL(href, taskUrl).href,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ command: 'subscribe', webhookHref: webhook, ...(event !== null && { event }) }),
    timeouts: callTimeouts,
    expect: [400, 404, 405, 422],
  })
  return answer.status < 300
}

function subscribeLink(task: unknown): string | undefined {
  const links = (task as { links?: unknown } | null)?.links
  if (!Array.isArray(links)) return undefined
  const found = links.find((link) => link?.type === 'subscribe' && typeof link.href === 'string')
  return found?.href
}
