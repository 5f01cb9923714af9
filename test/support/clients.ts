import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Platform } from '../../src/platform/platform.ts'
import type { Web } from '../../src/platform/web/web.ts'
import { type CastName, headersOf, makeCast, type SignedIn, signedIn } from './people.ts'

type Body = Readonly<Record<string, unknown>>

/** One visitor's browser: forms go as forms, `json` goes as JSON, both with the visitor's cookie and token. */
export type Client = Readonly<{
  get: (url: string, headers?: Record<string, string>) => Promise<LightMyRequestResponse>
  post: (url: string, form?: Body, headers?: Record<string, string>) => Promise<LightMyRequestResponse>
  json: (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
  ) => Promise<LightMyRequestResponse>
  inject: (options: InjectOptions) => Promise<LightMyRequestResponse>
  /** Cookie and token, for what needs a real browser or socket; undefined for nobody in particular. */
  visitor: SignedIn | undefined
}>

/** Makes the cast and signs each of them in. */
export async function clientsOf(platform: Platform, web: Web): Promise<(name: CastName | 'anon') => Client> {
  const people = await makeCast(platform)
  const visitors = new Map<CastName | 'anon', SignedIn>()
  for (const name of ['ada', 'ben', 'cleo', 'dora'] as const) visitors.set(name, await signedIn(platform, people[name]))
  return (name) => clientOf(web, visitors.get(name))
}

function clientOf(web: Web, visitor: SignedIn | undefined): Client {
  const own = visitor ? headersOf(visitor) : {}
  const inject = (options: InjectOptions) => web.inject({ ...options, headers: { ...own, ...options.headers } })
  return {
    visitor,
    inject,
    get: (url, headers = {}) => inject({ method: 'GET', url, headers: { accept: 'text/html', ...headers } }),
    post: (url, form = {}, headers = {}) =>
      inject({
        method: 'POST',
        url,
        headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', ...headers },
        payload: asForm(form),
      }),
    json: (method, url, body) =>
      inject({
        method,
        url,
        headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      }),
  }
}

function asForm(form: Body): string {
  const fields = new URLSearchParams()
  for (const [name, value] of Object.entries(form)) {
    for (const one of Array.isArray(value) ? value : [value]) fields.append(name, String(one))
  }
  return fields.toString()
}
