import type { TestContext } from 'node:test'
import type { FastifyContextConfig, FastifySchema, InjectOptions, LightMyRequestResponse } from 'fastify'
import { apps } from '../../src/apps.ts'
import { parts } from '../../src/parts.ts'
import { guard } from '../../src/platform/accounts/guard.ts'
import type { Platform } from '../../src/platform/platform.ts'
import { openWeb } from '../../src/platform/web/server.ts'
import type { Web } from '../../src/platform/web/web.ts'
import { atEnd } from './endings.ts'
import { openTestPlatform } from './house.ts'
import { type Cast, type CastName, headersOf, makeCast, signedIn } from './people.ts'

/** A route as the server knows it. */
export type Route = Readonly<{ method: string; url: string; config: FastifyContextConfig; schema: FastifySchema }>

export type Visitor = CastName | 'anon'

export type OpenRoutes = Readonly<{
  web: Web
  platform: Platform
  cast: Cast
  /** Every route of the house, but those for HEAD, and what a server of its own answers: the runner has tests of its own. */
  routes: readonly Route[]
  /** A request of our own pages by one of the cast, under a session of its own. */
  send: (who: Visitor, options: InjectOptions) => Promise<LightMyRequestResponse>
}>

/** A whole house that has written down its routes while it was built. */
export async function openAllRoutes(
  t: TestContext,
  environment: Readonly<Record<string, string>> = {},
): Promise<OpenRoutes> {
  const platform = await openTestPlatform(t, { environment })
  const routes: Route[] = []
  const web = await openWeb({
    platform,
    parts,
    apps,
    guard: (web) => {
      web.addHook('onRoute', ({ method, url, config = {}, schema = {} }) => {
        if (config.apart) return
        for (const one of [method].flat()) if (one !== 'HEAD') routes.push({ method: one, url, config, schema })
      })
      guard(platform)(web)
    },
  })
  atEnd(t, () => web.close())
  const cast = await makeCast(platform)
  const send = async (who: Visitor, options: InjectOptions) => {
    const own = who === 'anon' ? { 'sec-fetch-site': 'same-origin' } : headersOf(await signedIn(platform, cast[who]))
    return web.inject({ ...options, headers: { ...own, ...options.headers } })
  }
  return { web, platform, cast, routes, send }
}

export const isUnsafe = ({ method }: Route): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method)
export const isApi = ({ url, config }: Route): boolean => config.api === true || url.startsWith('/api/v1')
export const nameOf = ({ method, url }: Route): string => `${method} ${url}`

/** The address with something in the place of each parameter. */
export const addressOf = ({ url }: Route, value: string): string =>
  url.replaceAll(/:\w+/g, value).replaceAll('*', 'nothing')
