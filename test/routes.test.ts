import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { can } from '../src/platform/accounts/permissions.ts'
import { makeToken } from '../src/platform/accounts/tokens.ts'
import { addressOf, isApi, isUnsafe, nameOf, openAllRoutes, type Route, type Visitor } from './support/all-routes.ts'
import { refusesForgeries, type UnsafeMethod } from './support/forgeries.ts'
import { signedIn } from './support/people.ts'
import { sendRaw } from './support/raw-request.ts'

const visitors = ['anon', 'cleo', 'ada', 'dora'] as const
const programs = { accept: 'application/json' }
const people = { accept: 'text/html' }

test('R-V8 every route lets in exactly those whom its rule names', async (t) => {
  const { routes, cast, send } = await openAllRoutes(t)
  assert.ok(routes.length > 90, `${routes.length} routes`)

  for (const route of routes) {
    for (const who of visitors) {
      const answer = await send(who, requestOf(route, randomUUIDv7()))
      const what = `${nameOf(route)} as ${who}: ${answer.statusCode} ${answer.body.slice(0, 200)}`
      const person = who === 'anon' ? undefined : { ...cast[who], tokenId: null }
      const { rule = 'house.administer' } = route.config
      if (rule === 'open' || can(person, rule)) assert.ok(isLetIn(answer, who, route), what)
      else if (who !== 'anon') assert.equal(answer.statusCode, 403, what)
      else if (isApi(route)) assert.equal(answer.statusCode, 401, what)
      else assert.match(`${answer.statusCode} ${answer.headers.location}`, /^303 \/sign-in(\?|$)/, what)
      assert.ok(answer.statusCode < 500, what)
    }
  }
})

type Answer = Awaited<ReturnType<Awaited<ReturnType<typeof openAllRoutes>>['send']>>

/** Whatever the route itself says of what was sent; only not "who are you" or "that is not for you". */
function isLetIn({ statusCode, headers }: Answer, who: Visitor, { config }: Route): boolean {
  // Forms ask for the token of a visitor who has none yet.
  if (who === 'anon' && statusCode === 403) return config.rule === 'open'
  const isTurnedAway =
    headers.location?.startsWith('/sign-in?next=') === true && headers.location.includes('again') === false
  return ![401, 403].includes(statusCode) && !isTurnedAway
}

function requestOf(route: Route, id: string) {
  const headers = isApi(route) ? programs : people
  const url = addressOf(route, id)
  if (!isUnsafe(route)) return { method: 'GET', url, headers } as const
  const type = isApi(route) ? 'application/json' : 'application/x-www-form-urlencoded'
  return {
    method: route.method as UnsafeMethod,
    url,
    headers: { ...headers, 'content-type': type },
    payload: isApi(route) ? '{}' : '',
  }
}

test('R-V8 what is somebody else’s and what does not exist are answered alike', async (t) => {
  const house = await openAllRoutes(t)
  const foreign = await thingsOf(house, 'dora')

  for (const route of house.routes.filter(({ url }) => url.includes('/:id'))) {
    for (const who of ['ada', 'cleo'] as const) {
      const unknownId = randomUUIDv7()
      const unknown = await house.send(who, requestOf(route, unknownId))
      for (const id of foreign) {
        const answer = await house.send(who, requestOf(route, id))
        const what = `${nameOf(route)} as ${who} for ${id}`
        assert.equal(answer.statusCode, unknown.statusCode, what)
        assert.equal(lasting(answer, id), lasting(unknown, unknownId), what)
      }
    }
  }
})

/** Ids of a session, a token and the person: what only its owner, or an administrator, may know of. */
async function thingsOf({ platform, cast }: Awaited<ReturnType<typeof openAllRoutes>>, who: 'dora'): Promise<string[]> {
  const { id } = cast[who]
  await signedIn(platform, cast[who])
  await makeToken(platform, id, { name: 'mine', scope: 'read', days: '30' }, 'test')
  const session = await platform.db
    .selectFrom('accounts_sessions')
    .select('id')
    .where('person_id', '=', id)
    .executeTakeFirstOrThrow()
  const token = await platform.db
    .selectFrom('accounts_tokens')
    .select('id')
    .where('person_id', '=', id)
    .executeTakeFirstOrThrow()
  return [session.id, token.id, id]
}

/** An answer without what is fresh in each, and without the id that was asked for. */
const lasting = ({ body, headers }: Answer, id: string): string =>
  `${headers.location} ${body}`
    .replaceAll(id, 'ID')
    .replaceAll(String(headers['x-request-id']), '')
    .replaceAll(/ (?:nonce|hx-nonce|content)="[\w-]*"/g, '')
    .replaceAll(/ name="_(?:token|key)" value="[^"]*"/g, '')

test('R-V3 every unsafe route refuses all nine forgeries and changes nothing', async (t) => {
  const { web, platform, cast, routes } = await openAllRoutes(t)
  // A signed link needs no visitor: it has probes of its own (`platform/notices/test`).
  const unsafe = routes.filter((route) => isUnsafe(route) && !route.config.byLink)
  assert.ok(unsafe.length > 45, `${unsafe.length} unsafe routes`)
  const pair = { victim: await signedIn(platform, cast.dora), other: await signedIn(platform, cast.ada) }
  // Counts every row that this connection has ever written.
  const written = platform.database.raw?.prepare('select total_changes() as n')
  const seen = async () => written?.get()?.n

  for (const route of unsafe) {
    const url = addressOf(route, cast.ada.id)
    const { json = isApi(route), body = {} } = examples[nameOf(route)] ?? {}
    await refusesForgeries(web, { method: route.method as UnsafeMethod, url, json, body }, pair, seen)
  }
})

/** What our own pages send to routes where something would come of it at once. */
const examples: Readonly<Record<string, { json?: boolean; body: Record<string, string> }>> = {
  'POST /theme': { body: { theme: 'dark', next: '/' } },
  'POST /language': { body: { language: 'de', next: '/' } },
  'POST /sign-in': { body: { email: 'ada@lyceum.test', password: 'seven green kettles sing' } },
  'POST /account/tokens': { body: { name: 'forged', scope: 'all', days: '30' } },
  'POST /admin/people': { body: { name: 'Eve', email: 'eve@lyceum.test', role: 'admin' } },
  'POST /admin/people/:id/role': { body: { role: 'admin' } },
  'POST /admin/people/:id/sessions/end': { body: {} },
  'POST /admin/people/:id/reset': { body: {} },
  'POST /notices/settings': { body: { 'mail:tasks.ended': '1' } },
  'POST /notices/read': { body: {} },
  'POST /search/favourites': { body: { href: '/papers', title: 'Papers' } },
  'POST /search/opened': { body: { href: '/papers', title: 'Papers' } },
  'POST /tours/:name/seen': { body: { next: '/' } },
  'POST /papers/collector/contact': { body: { contact: 'eve@lyceum.science' } },
  'POST /papers/collector/reset': { body: { scope: 'everything', confirmation: 'RESET' } },
  'POST /papers/collector/emergency-stop': { body: { confirm: '1' } },
  'POST /papers/upload/dois': { body: { dois: '10.1000/182' } },
  'POST /api/v1/papers/papers': { json: true, body: { title: 'Forged' } },
  'POST /api/v1/papers/imports/dois': { json: true, body: { dois: '10.1000/182' } },
}

test('R-V3 an upload without the visitor’s token leaves no file, whoever sends it', async (t) => {
  const { routes, send, platform } = await openAllRoutes(t)
  const uploads = routes.filter(({ config }) => config.upload)
  assert.ok(uploads.length >= 4)

  for (const route of uploads) {
    for (const token of ['', 'forged']) {
      const payload = `--x\r\ncontent-disposition: form-data; name="_token"\r\n\r\n${token}\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\ntitle\nForged\r\n--x--\r\n`
      const headers = { 'content-type': 'multipart/form-data; boundary=x', 'x-csrf-token': '' }
      const { statusCode } = await send('dora', {
        method: 'POST',
        url: addressOf(route, randomUUIDv7()),
        headers,
        payload,
      })
      assert.equal(statusCode, 403, nameOf(route))
    }
  }
  assert.deepEqual(await platform.db.selectFrom('files').select('id').execute(), [])
})

test('R-V3 every page has one heading, a policy with its own nonce, and nothing inline', async (t) => {
  const { routes, send } = await openAllRoutes(t)
  const seen: string[] = []

  for (const route of routes.filter((one) => !isUnsafe(one))) {
    const { headers, body, statusCode } = await send('dora', requestOf(route, randomUUIDv7()))
    const what = `${nameOf(route)}: ${statusCode}`
    const policy = String(headers['content-security-policy'])
    assert.match(policy, /default-src 'none'/, what)
    assert.doesNotMatch(policy, /unsafe/, what)
    assert.equal(headers['x-content-type-options'], 'nosniff', what)
    assert.equal(headers['referrer-policy'], 'same-origin', what)
    assert.equal(headers['cache-control'], 'no-store', what)
    if (!String(headers['content-type']).startsWith('text/html')) continue
    const nonce = /script-src 'nonce-([\w-]{22,})'/.exec(policy)?.[1]
    assert.ok(nonce, what)
    assert.doesNotMatch(body, /<[a-z][^>]*\s(?:style|on[a-z]+)=|javascript:/i, what)
    for (const [tag] of body.matchAll(/<(?:script|[a-z]+ [^>]*\shx-(?:get|post))\b[^>]*>/g))
      assert.ok(tag.includes(`nonce="${nonce}"`), `${what}: ${tag}`)
    if (!body.startsWith('<!doctype html>')) continue
    assert.equal(body.match(/<h1\b/g)?.length, 1, what)
    if (statusCode === 200) seen.push(route.url)
  }
  assert.ok(seen.length >= 20, seen.join(' '))
})

test('R-V4 the pages of the administration answer to one spelling alone', async (t) => {
  const { web, platform, cast, routes } = await openAllRoutes(t)
  const port = await listen(t, web)
  const { cookie } = await signedIn(platform, cast.dora)
  const ask = (path: string) =>
    sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`)
  assert.match(await ask('/admin/jobs'), /^HTTP\/1\.1 200/)
  const pages = routes.filter(({ url, method }) => method === 'GET' && /^\/admin\/[a-z]+$/.test(url))
  assert.ok(pages.length > 5)

  for (const { url } of pages) {
    for (const path of spellingsOf(url.slice('/admin/'.length))) {
      const answer = await ask(path)
      assert.match(answer, /^HTTP\/1\.1 40[04] /, path)
      assert.doesNotMatch(answer, /<table/, path)
    }
  }
})

const spellingsOf = (page: string): string[] => [
  `//admin/${page}`,
  `/admin//${page}`,
  `/./admin/${page}`,
  `/admin/./${page}`,
  `/x/../admin/${page}`,
  `/admin/x/../${page}`,
  `/admin%2f${page}`,
  `/admin%2F${page}`,
  `/%2fadmin/${page}`,
  `/admin%5c${page}`,
  `/admin\\${page}`,
  `/admin/${page}/`,
  `/Admin/${page}`,
  `/ADMIN/${page.toUpperCase()}`,
  `/admin;x/${page}`,
  `/admin/${page};x`,
  `/admin/${page};jsessionid=1`,
  `/admin/${page}%00`,
  `/admin/${page}%2e`,
  `/%2e/admin/${page}`,
  `/admin/%2e%2e/admin/${page}`,
  `/admin/${page}%20`,
  `/admin/${page}.`,
  `/admin/${page}%0a`,
  `/admin/${page}%3bx`,
]

async function listen(t: TestContext, web: Awaited<ReturnType<typeof openAllRoutes>>['web']): Promise<number> {
  const address = await web.listen({ host: '127.0.0.1', port: 0 })
  t.after(() => web.server.closeAllConnections())
  return Number(new URL(address).port)
}
