import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forgeriesOf, refusesForgeries, sent, type UnsafeRoute } from '../../../../test/support/forgeries.ts'
import { bearerFor, cast, castPassword, headersOf, makeCast, signedIn } from '../../../../test/support/people.ts'
import { can, type Permission, permissions } from '../permissions.ts'
import { roles } from '../person.ts'
import { testInBoth } from './both.ts'
import { openBrowser } from './browser.ts'
import { openSmallHouse, type SmallHouse } from './support.ts'

const unsafeRoutes: readonly UnsafeRoute[] = [
  { method: 'POST', url: '/sign-out' },
  { method: 'POST', url: '/account/sessions/end' },
  { method: 'POST', url: '/account/tokens', body: { name: 'x', scope: 'all', days: '30' } },
  { method: 'POST', url: '/account/tokens', body: { name: 'x', scope: 'all', days: '30' }, json: true },
]

/** All that a forged request could have changed. */
const seen = (house: SmallHouse) => async () => [
  await house.count('accounts_people'),
  await house.count('accounts_sessions'),
  await house.count('accounts_tokens'),
  await house.count('activity_entries'),
]

testInBoth('R-V3 nine forgeries of each unsafe route change nothing', async (house) => {
  const { ada, ben } = await makeCast(house.platform)

  for (const route of unsafeRoutes) {
    const victim = await signedIn(house.platform, ada)
    await signedIn(house.platform, ada)
    const other = await signedIn(house.platform, ben)
    await refusesForgeries(house.web, route, { victim, other }, seen(house))

    const before = await seen(house)()
    const honest = sent(route, victim.csrfToken)
    const answer = await house.web.inject({
      ...honest,
      headers: { ...honest.headers, cookie: victim.cookie, 'sec-fetch-site': 'same-origin' },
    })
    assert.ok(answer.statusCode < 400, `${route.url} itself: ${answer.statusCode}`)
    assert.notDeepEqual(await seen(house)(), before, 'the honest request does something, or this test means nothing')
  }
})

test('R-V3 the nine are nine, and a house without a guard would fall for them', async (t) => {
  const house = await openSmallHouse(t)
  const { ada, ben } = await makeCast(house.platform)
  const [victim, other] = [await signedIn(house.platform, ada), await signedIn(house.platform, ben)]
  const route = unsafeRoutes[1] ?? assert.fail()

  const forgeries = forgeriesOf(route, victim, other, house.platform.config.baseUrl)
  // The deliberate fault: the same requests with the right token and the right origin added.
  const fallenFor = forgeries
    .filter(({ request }) => request.method === 'POST')
    .map(({ request }) => ({
      ...request,
      headers: { ...request.headers, ...headersOf(victim) },
    }))
  const statuses = await Promise.all(fallenFor.map(async (request) => (await house.web.inject(request)).statusCode))

  assert.equal(forgeries.length, 9)
  assert.ok(statuses.filter((status) => status < 400).length >= 5, String(statuses))
})

testInBoth('R-V3 sign-in takes no form but the one it showed to this very visitor', async (house) => {
  await makeCast(house.platform)
  const right = { email: cast.ada.email, password: castPassword }
  const stranger = openBrowser(house.web)
  const page = await stranger.get('/sign-in')
  const token = /name="_token" value="([^"]+)"/.exec(page.body)?.[1] ?? assert.fail('there is a token')
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const payload = new URLSearchParams({ ...right, _token: token }).toString()
  const cookie = `lyceum-visit=${stranger.cookies.get('lyceum-visit')}`
  const send = (headers: Record<string, string>) =>
    house.web.inject({ method: 'POST', url: '/sign-in', payload, headers: { ...form, ...headers } })

  const refused = [
    await send({ 'sec-fetch-site': 'same-origin' }),
    await send({ 'sec-fetch-site': 'same-origin', cookie: `lyceum-visit=${'B'.repeat(43)}` }),
    await send({ 'sec-fetch-site': 'cross-site', cookie }),
    await send({ origin: 'https://evil.example', cookie }),
    await send({ cookie }),
    await send({ 'sec-fetch-site': 'cross-site', authorization: 'Basic eDp5', cookie }),
  ]

  assert.deepEqual(
    refused.map(({ statusCode }) => statusCode),
    Array(6).fill(403),
  )
  assert.equal(await house.count('accounts_sessions'), 0)
  assert.equal(
    (await send({ origin: house.platform.config.baseUrl, cookie })).statusCode,
    303,
    'an old browser says its origin',
  )
})

testInBoth('R-P1 a form with a token that is too old comes back filled in', async ({ web, platform }) => {
  await makeCast(platform)
  const browser = openBrowser(web)

  const answer = await browser.submit('/sign-in', '/sign-in', {
    email: cast.ada.email,
    password: castPassword,
    _token: 'old',
  })

  assert.equal(answer.statusCode, 403)
  assert.match(answer.body, /value="ada@lyceum.test"/)
})

testInBoth('R-V4 a request with a bearer token never reads cookies', async ({ web, platform }) => {
  const { ada, dora } = await makeCast(platform)
  const { cookie } = await signedIn(platform, dora)

  const answer = await web.inject({
    url: '/api/v1/me',
    headers: { authorization: await bearerFor(platform, ada.id), cookie },
  })

  assert.equal(answer.json().email, cast.ada.email)
})

testInBoth(
  'R-V8 nobody in particular is sent to sign in, a program is told, and a fragment leads the page there',
  async ({ web }) => {
    const page = await web.inject({ url: '/account' })
    const program = await web.inject({ url: '/api/v1/me' })
    const stream = await web.inject({ url: '/live?topics=job/1', headers: { accept: 'text/event-stream' } })
    const fragment = await web.inject({
      url: '/account',
      headers: { 'hx-request': 'true', 'hx-current-url': 'https://evil.example/account?a=1' },
    })

    assert.deepEqual([page.statusCode, page.headers.location], [303, '/sign-in?next=%2Faccount'])
    assert.deepEqual([program.statusCode, program.json().code], [401, 'accounts.sign-in-needed'])
    assert.match(String(program.headers['content-type']), /problem\+json/)
    assert.equal(stream.statusCode, 401, 'a tab that was signed out elsewhere stops listening')
    assert.deepEqual([fragment.statusCode, fragment.headers['hx-redirect']], [401, '/sign-in?next=%2Faccount%3Fa%3D1'])
  },
)

testInBoth(
  'R-V7 a form sent after the session ended leads to sign-in and back to its page',
  async ({ web, platform }) => {
    const { ada } = await makeCast(platform)
    const headers = { ...headersOf(await signedIn(platform, ada)), referer: 'http://127.0.0.1:5000/account/tokens/new' }
    await platform.db.deleteFrom('accounts_sessions').execute()

    const answer = await web.inject({ method: 'POST', url: '/account/tokens', headers, payload: { name: 'x' } })

    assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/sign-in?next=%2Faccount%2Ftokens%2Fnew'])
  },
)

test('R-V8 each permission is given to its role and those above it, and nobody in particular has none', () => {
  const person = { id: '1', email: 'x@lyceum.test', name: 'X', language: null, timezone: null, tokenId: null }

  for (const permission of Object.keys(permissions) as Permission[]) {
    assert.equal(can(undefined, permission), false)
    for (const role of roles) {
      const isEnough = roles.indexOf(role) >= roles.indexOf(permissions[permission])
      assert.equal(can({ ...person, role }, permission), isEnough, `${role}, ${permission}`)
    }
  }
})

test('R-V16 a guard that cannot find out who asks refuses', async (t) => {
  const house = await openSmallHouse(t)
  const { ada } = await makeCast(house.platform)
  const headers = { ...headersOf(await signedIn(house.platform, ada)), accept: 'application/json' }
  assert.equal((await house.web.inject({ url: '/account', headers })).statusCode, 200)
  await house.platform.db.schema.dropTable('accounts_sessions').execute()

  const answer = await house.web.inject({ url: '/account', headers })

  assert.deepEqual([answer.statusCode, answer.json().code], [403, 'accounts.guard-failed'])
  assert.doesNotMatch(answer.body, /accounts_sessions|no such table/)
})

test('R-V14 pages behind sign-in are kept by no cache, and nothing sets a cookie on what has no form', async (t) => {
  const { web, platform } = await openSmallHouse(t)
  const { ada } = await makeCast(platform)

  const account = await web.inject({ url: '/account', headers: headersOf(await signedIn(platform, ada)) })
  const program = await web.inject({ url: '/api/v1/me' })

  assert.equal(account.headers['cache-control'], 'no-store')
  assert.equal(program.headers['set-cookie'], undefined)
})
