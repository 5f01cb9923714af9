import assert from 'node:assert/strict'
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Platform } from '../src/platform/platform.ts'
import { isApi, isUnsafe, nameOf, openAllRoutes, type Route } from './support/all-routes.ts'
import { sampleOf, shapeOf } from './support/largest-input.ts'

const isSecretName = (name: string): boolean => /password|secret|token|code|current|key/i.test(name)

/** Secrets that nobody else uses, by what they were given as. */
function openSeeds() {
  const seeds = new Map<string, string>()
  return {
    seeds,
    seed: (what: string): string => {
      const made = `sw0rdfish${randomBytes(12).toString('hex')}`
      seeds.set(made, what)
      return made
    },
  }
}

type Seed = (what: string) => string

/** What a person, a program and a liar send to a route, with a secret wherever one may be. */
function requestsFor(route: Route, seed: Seed) {
  const what = nameOf(route)
  const url = route.url
    .replaceAll(/:(\w+)/g, (_, name) => (isSecretName(name) ? seed(`${what} :${name}`) : randomUUIDv7()))
    .replaceAll('*', 'nothing')
  const sample = (sampleOf(shapeOf(route.schema.body), 300) ?? {}) as Record<string, unknown>
  const body = Object.fromEntries(
    Object.entries(sample).map(([name, value]) => [name, isSecretName(name) ? seed(`${what} ${name}`) : value]),
  )
  const type = isApi(route) ? 'application/json' : 'application/x-www-form-urlencoded'
  const payload = isApi(route) ? JSON.stringify(body) : new URLSearchParams(body as Record<string, string>).toString()
  const sent = isUnsafe(route) ? { headers: { 'content-type': type }, payload } : { headers: {} }
  const headers: Record<string, string>[] = [
    {},
    { authorization: `Bearer lyc_${seed('an API token')}` },
    { authorization: `Basic ${seed('a password of another scheme')}` },
    { cookie: `lyceum=${seed('a session')}`, 'x-csrf-token': seed('a form') },
  ]
  const path = isUnsafe(route) ? url : `${url}?token=${seed('a query')}`
  return headers.map((own) => ({
    method: route.method as 'GET',
    url: path,
    ...sent,
    headers: { ...sent.headers, ...own },
  }))
}

/** Everything that was written down on the way, but for letters, in which links are meant to be. */
async function written({ config, db }: Platform): Promise<string> {
  await sleep(300)
  const folder = join(config.instance, 'logs')
  const logs = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  const rows = await Promise.all([
    db.selectFrom('activity_entries').selectAll().execute(),
    db.selectFrom('tasks_jobs').selectAll().execute(),
    db.selectFrom('tasks_log_lines').selectAll().execute(),
    db.selectFrom('settings_values').selectAll().execute(),
  ])
  return logs.join('') + JSON.stringify(rows)
}

/** What of the seeds is found, by what they were given as. */
const found = (text: string, seeds: ReadonlyMap<string, string>): string[] =>
  [...seeds].filter(([secret]) => text.includes(secret) || text.includes(secret.slice(0, 20))).map(([, what]) => what)

test('R-V14 of all secrets that come to any route by any way, none is written down', async (t: TestContext) => {
  const { seeds, seed } = openSeeds()
  const { routes, platform, send } = await openAllRoutes(t, { LYCEUM_LOG_LEVEL: 'debug' })
  // Streams would not end.
  for (const route of routes.filter(({ url }) => url !== '/live')) {
    const requests = requestsFor(route, seed)
    for (const request of requests) await send('anon', request)
    for (const request of requests.slice(0, 1)) await send('ada', request)
  }

  const text = await written(platform)

  assert.ok(seeds.size > 500, `${seeds.size} secrets`)
  assert.ok(text.split('\n').length > routes.length, 'something was written at all')
  assert.deepEqual(found(text, seeds), [])
})

test('R-V14 the secrets of the settings are written down nowhere, not even where something fails because of them', async (t) => {
  const { seeds, seed } = openSeeds()
  const { platform, web } = await openAllRoutes(t, {
    LYCEUM_LOG_LEVEL: 'debug',
    LYCEUM_SECRET: seed('LYCEUM_SECRET'),
    LYCEUM_SMTP_URL: `smtp://house:${seed('LYCEUM_SMTP_URL')}@127.0.0.1:1`,
    LYCEUM_FILES_URL: 's3://lyceum?endpoint=http://127.0.0.1:1&region=x',
    AWS_ACCESS_KEY_ID: 'house',
    AWS_SECRET_ACCESS_KEY: seed('AWS_SECRET_ACCESS_KEY'),
  })

  platform.log.error(
    { err: new Error(`could not use ${[...seeds.keys()].join(' ')}`), config: platform.config },
    'failed',
  )
  await platform.files.blobs.probe().catch((error) => platform.log.warn({ err: error }, 'no files'))
  const metrics = await web.inject('/metrics')

  assert.deepEqual(found((await written(platform)) + metrics.body, seeds), [])
})

test('the search sees a secret that was written down', async (t) => {
  const { seeds, seed } = openSeeds()
  const { platform } = await openAllRoutes(t)

  platform.log.info({ note: seed('careless') }, 'a careless line')

  assert.deepEqual(found(await written(platform), seeds), ['careless'])
})
