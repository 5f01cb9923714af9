import assert from 'node:assert/strict'
import type { InjectOptions } from 'fastify'
import type { Web } from '../../src/platform/web/web.ts'
import type { SignedIn } from './people.ts'

export type UnsafeMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One unsafe route with a request that its own page would send, as fields of a form or as JSON. */
export type UnsafeRoute = Readonly<{
  method: UnsafeMethod
  url: string
  body?: Readonly<Record<string, string>>
  json?: boolean
}>

/** What another site, or a careless one, can make the browser of somebody who is signed in send. */
export type Forgery = Readonly<{ title: string; request: InjectOptions }>

/** The nine of R-V3 for one route; `other` is somebody else who is signed in. */
export function forgeriesOf(route: UnsafeRoute, victim: SignedIn, other: SignedIn, baseUrl: string): Forgery[] {
  const { cookie, csrfToken } = victim
  const own = { 'sec-fetch-site': 'same-origin' }
  const from = (origin: string, site?: string) => ({ origin, ...(site && { 'sec-fetch-site': site }) })
  const request = (headers: Record<string, string>, token?: string): InjectOptions => ({
    ...sent(route, token),
    headers: { ...sent(route, token).headers, cookie, ...headers },
  })
  const sibling = new URL(baseUrl)
  sibling.hostname = `evil.${sibling.hostname}`

  return [
    { title: 'no token', request: request(own) },
    { title: "another visitor's token", request: request(own, other.csrfToken) },
    { title: 'another site', request: request(from('https://evil.example', 'cross-site'), csrfToken) },
    { title: 'no origin at all', request: request(from('null'), csrfToken) },
    { title: 'a sibling of our host', request: request(from(sibling.origin, 'same-site'), csrfToken) },
    {
      title: 'the other kind of body',
      request: {
        ...request(own),
        ...sent({ ...route, json: !route.json }),
        headers: { ...sent({ ...route, json: !route.json }).headers, cookie, ...own },
      },
    },
    {
      title: 'JSON called text/plain',
      request: {
        ...request({ ...own, 'content-type': 'text/plain' }),
        payload: JSON.stringify({ ...route.body, _token: '' }),
      },
    },
    {
      title: 'an address that is only looked at',
      request: { method: 'GET', url: route.url, headers: { cookie, ...own } },
    },
    {
      title: 'a method in disguise',
      request: {
        method: 'GET',
        url: `${route.url}?_method=${route.method}`,
        headers: { cookie, ...own, 'x-http-method-override': route.method },
      },
    },
  ]
}

/**
 * Sends all nine at one route and asserts that each is turned away and nothing changed. Call it with a request that
 * would succeed: `works` proves that, or the test means nothing.
 *
 * @param seen What the route could change, such as counts of rows.
 */
export async function refusesForgeries(
  web: Web,
  route: UnsafeRoute,
  visitors: Readonly<{ victim: SignedIn; other: SignedIn }>,
  seen: () => Promise<unknown>,
): Promise<void> {
  const baseUrl = web.house.platform.config.baseUrl
  const before = await seen()
  for (const { title, request } of forgeriesOf(route, visitors.victim, visitors.other, baseUrl)) {
    const answer = await web.inject(request)
    const isLook = request.method === 'GET'
    if (!isLook)
      assert.ok([403, 415].includes(answer.statusCode), `${route.method} ${route.url}, ${title}: ${answer.statusCode}`)
    assert.deepEqual(await seen(), before, `${route.method} ${route.url}, ${title}: nothing may change`)
  }
}

/** The request of our own page. */
export function sent(route: UnsafeRoute, token?: string): InjectOptions & { headers: Record<string, string> } {
  const { method, url, body = {}, json = false } = route
  const fields = json || token === undefined ? body : { ...body, _token: token }
  const headers: Record<string, string> = {
    'content-type': json ? 'application/json' : 'application/x-www-form-urlencoded',
    ...(json && token !== undefined && { 'x-csrf-token': token }),
  }
  return { method, url, headers, payload: json ? JSON.stringify(fields) : new URLSearchParams(fields).toString() }
}
