import type { TestContext } from 'node:test'
import pino from 'pino'
import { emptyDatabase, openTestDatabase } from '../../../../test/support/databases.ts'
import { readConfig } from '../../../config.ts'
import { demand } from '../../accounts/permissions.ts'
import type { Person } from '../../accounts/person.ts'
import type { App, Part } from '../../app.ts'
import { migrateUp } from '../../database/migrating.ts'
import { openLive } from '../../live/open-live.ts'
import type { Platform } from '../../platform.ts'
import { formExpired } from '../errors.ts'
import { migrations } from '../migrations/line.ts'
import { noLimits } from '../overload.ts'
import { openWeb, type WebOptions } from '../server.ts'
import type { Guard, Web } from '../web.ts'

const person: Person = {
  id: '01900000-0000-7000-8000-000000000001',
  email: 'ada@example.org',
  name: 'Ada',
  role: 'admin',
  language: null,
  timezone: null,
  tokenId: null,
}

/** A guard that takes the visitor's word (`x-test-role`), so that the web server can be looked at by itself. */
export const testGuard: Guard = (web) => {
  web.addHook('onRequest', async (request) => {
    const role = String(request.headers['x-test-role'] ?? '')
    if (role !== '') request.person = { ...person, role: role as Person['role'] }
    request.csrfToken = 'test-token'
    request.checkToken = (token) => {
      if (token !== 'test-token') throw formExpired()
    }
    const { rule } = request.routeOptions.config
    if (!request.is404 && rule !== 'open') demand(request.person, rule ?? 'house.administer')
  })
  web.addHook('preValidation', async (request) => {
    if (['GET', 'HEAD'].includes(request.method) || request.is404) return
    // The token of an upload lies in its stream, where `uploads.ts` finds it.
    if (request.routeOptions.config.upload && request.headers['x-csrf-token'] === undefined) return
    const body = request.body as Record<string, unknown> | undefined
    request.checkToken(request.headers['x-csrf-token'] ?? body?._token)
  })
}

type Limits = Pick<WebOptions, 'overload' | 'slow'>

/** A web server with the given part, on a platform that only knows its database, the time and the settings. */
export async function openTestWeb(
  t: TestContext,
  {
    routes,
    apps = [],
    guard = testGuard,
    ...limits
  }: { routes?: (web: Web, platform: Platform) => void; apps?: App[]; guard?: Guard } & Limits = {},
): Promise<Web> {
  const part: Part = { name: 'test', routes: async () => routes ?? (() => {}) }
  const web = await openWeb({
    platform: await testPlatform(t),
    parts: [part],
    apps,
    guard,
    overload: noLimits,
    ...limits,
  })
  t.after(() => web.close())
  return web
}

async function testPlatform(t: TestContext): Promise<Platform> {
  const database = await openTestDatabase(t, await emptyDatabase(t, 'sqlite'), 'web')
  await migrateUp(database.db, database.kind, [migrations])
  const live = openLive()
  t.after(() => live.close())
  const config = readConfig({ LYCEUM_TIMEZONE: 'Europe/Berlin', LYCEUM_BASE_URL: 'http://127.0.0.1:5000' })
  const platform: Partial<Platform> = {
    config,
    log: pino({ level: 'silent' }),
    now: () => '2026-11-21T03:04:05.678Z',
    database,
    db: database.db,
    live,
    secret: 'a secret that only these tests know, long enough',
  }
  return platform as Platform
}
