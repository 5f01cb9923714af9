import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cast, castPassword, headersOf, makeCast, signedIn } from '../../../../test/support/people.ts'
import { changeRole, disablePerson, enablePerson } from '../people.ts'
import { digestOf } from '../secrets.ts'
import { moved } from '../times.ts'
import { testInBoth } from './both.ts'
import { openBrowser } from './browser.ts'
import { openSmallHouse, type SmallHouse } from './support.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const right = { email: cast.ada.email, password: castPassword }

const statusOf = async ({ web }: SmallHouse, headers: Record<string, string>) =>
  (await web.inject({ url: '/api/v1/me', headers })).statusCode

testInBoth('R-V7 a session is of 256 bit and stored only as its SHA-256', async ({ platform }) => {
  const { ada } = await makeCast(platform)
  const { secret } = await signedIn(platform, ada)

  const rows = await platform.db.selectFrom('accounts_sessions').selectAll().execute()

  assert.equal(Buffer.from(secret, 'base64url').length, 32)
  assert.equal(rows[0]?.token, digestOf(secret))
  assert.ok(!JSON.stringify(rows).includes(secret))
})

testInBoth(
  'R-V7 signing in gives a new secret: one that was planted, or left behind, is worth nothing',
  async (house) => {
    await makeCast(house.platform)
    const browser = openBrowser(house.web)
    const planted = 'A'.repeat(43)
    browser.cookies.set('lyceum', planted)

    await browser.submit('/sign-in', '/sign-in', right)
    const first = browser.cookies.get('lyceum') ?? ''
    await browser.submit('/sign-in?again=1', '/sign-in', right)
    const second = browser.cookies.get('lyceum') ?? ''

    assert.equal(new Set([planted, first, second]).size, 3)
    assert.equal(await statusOf(house, { cookie: `lyceum=${planted}` }), 401)
    assert.equal(await statusOf(house, { cookie: `lyceum=${first}` }), 401)
    assert.equal(await statusOf(house, { cookie: `lyceum=${second}` }), 200)
  },
)

testInBoth('R-V7 after signing out the session is over, wherever its cookie went', async (house) => {
  await makeCast(house.platform)
  const browser = openBrowser(house.web)
  await browser.submit('/sign-in', '/sign-in', right)
  const cookie = `lyceum=${browser.cookies.get('lyceum')}`
  assert.equal(await statusOf(house, { cookie }), 200)

  const answer = await browser.submit('/account', '/sign-out')

  assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/sign-in'])
  assert.equal(browser.cookies.has('lyceum'), false)
  assert.equal(await statusOf(house, { cookie }), 401)
})

testInBoth('R-V7 a session that is not used ends after 7 days, and one that is used after 30', async (house) => {
  const { ada } = await makeCast(house.platform)
  const begin = house.clock.now
  const [idle, busy] = [headersOf(await signedIn(house.platform, ada)), headersOf(await signedIn(house.platform, ada))]

  for (let day = 1; day <= 29; day++) {
    house.clock.now = moved(begin, day * dayMs)
    assert.equal(await statusOf(house, busy), 200, `day ${day}`)
    if (day === 7) assert.equal(await statusOf(house, idle), 401)
  }
  house.clock.now = moved(begin, 30 * dayMs)

  assert.equal(await statusOf(house, busy), 401)
})

testInBoth('R-V7 a session of an administrator ends after 12 hours, used or not', async (house) => {
  const { dora } = await makeCast(house.platform)
  const headers = headersOf(await signedIn(house.platform, dora))

  house.clock.now = moved(house.clock.now, 12 * hourMs - 1)
  assert.equal(await statusOf(house, headers), 200)
  house.clock.now = moved(house.clock.now, 1)

  assert.equal(await statusOf(house, headers), 401)
})

testInBoth('R-V7 somebody who is locked out is out at once, and stays out when let in again', async (house) => {
  const { ada } = await makeCast(house.platform)
  const headers = headersOf(await signedIn(house.platform, ada))
  assert.equal(await statusOf(house, headers), 200)

  await disablePerson(house.platform, ada.id, 'test')
  assert.equal(await statusOf(house, headers), 401)
  await enablePerson(house.platform, ada.id, 'test')

  assert.equal(await statusOf(house, headers), 401)
})

testInBoth('R-V7 another role ends all sessions of the person', async (house) => {
  const { ada } = await makeCast(house.platform)
  const headers = headersOf(await signedIn(house.platform, ada))

  await changeRole(house.platform, ada.id, 'admin', 'test')

  assert.equal(await statusOf(house, headers), 401)
})

testInBoth('the last administrator can neither be locked out nor made less', async (house) => {
  const { dora } = await makeCast(house.platform)

  await assert.rejects(disablePerson(house.platform, dora.id, 'test'), { code: 'accounts.last-administrator' })
  await assert.rejects(changeRole(house.platform, dora.id, 'member', 'test'), { code: 'accounts.last-administrator' })

  assert.equal(await statusOf(house, headersOf(await signedIn(house.platform, dora))), 200)
})

testInBoth(
  'two administrators who lock each other out at the same moment do not both succeed',
  async ({ platform }) => {
    const { ada, dora } = await makeCast(platform)
    await changeRole(platform, ada.id, 'admin', 'test')

    const outcomes = await Promise.allSettled([
      disablePerson(platform, ada.id, dora.id),
      changeRole(platform, dora.id, 'member', ada.id),
    ])

    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  },
)

testInBoth('R-V7 the account page lists sessions, and ends one or all others', async (house) => {
  const { ada } = await makeCast(house.platform)
  const others = [
    await signedIn(house.platform, ada),
    await signedIn(house.platform, ada),
    await signedIn(house.platform, ada),
  ]
  const browser = openBrowser(house.web)
  await browser.submit('/sign-in', '/sign-in', right)
  const page = await browser.get('/account/security')
  assert.equal([...page.body.matchAll(/id="session-/g)].length, 4)
  assert.match(page.body, /Firefox, Linux/)
  const id = (
    await house.platform.db
      .selectFrom('accounts_sessions')
      .select('id')
      .where('token', '=', digestOf(others[0]?.secret ?? ''))
      .executeTakeFirstOrThrow()
  ).id

  await browser.submit('/account', `/account/sessions/${id}/end`)
  const statuses = await Promise.all(others.map((other) => statusOf(house, headersOf(other))))
  await browser.submit('/account', '/account/sessions/end')
  const later = await Promise.all(others.map((other) => statusOf(house, headersOf(other))))

  assert.deepEqual(statuses, [401, 200, 200])
  assert.deepEqual(later, [401, 401, 401])
  assert.equal((await browser.get('/account')).statusCode, 200, 'this one stays')
})

testInBoth("R-V8 somebody else's session cannot be ended, nor told from one that does not exist", async (house) => {
  const { ada, ben } = await makeCast(house.platform)
  const victim = await signedIn(house.platform, ada)
  const headers = { ...headersOf(await signedIn(house.platform, ben)), accept: 'application/json' }
  const { id } = await house.platform.db
    .selectFrom('accounts_sessions')
    .select('id')
    .where('person_id', '=', ada.id)
    .executeTakeFirstOrThrow()
  const end = (sessionId: string) =>
    house.web.inject({ method: 'POST', url: `/account/sessions/${sessionId}/end`, headers })

  const [foreign, unknown] = [await end(id), await end('01900000-0000-7000-8000-000000000000')]

  assert.deepEqual([foreign.statusCode, unknown.statusCode], [404, 404])
  assert.equal(foreign.json().detail, unknown.json().detail)
  assert.equal(await statusOf(house, headersOf(victim)), 200)
})

test('R-V3 the cookie is locked: HttpOnly, Lax, for all paths, and over https secure and __Host-', async (t) => {
  for (const [baseUrl, name, secure] of [
    ['http://127.0.0.1:5000', 'lyceum', undefined],
    ['https://gw.lyceum.test', '__Host-lyceum', true],
  ] as const) {
    const house = await openSmallHouse(t, { environment: { LYCEUM_BASE_URL: baseUrl } })
    await makeCast(house.platform)
    const answer = await openBrowser(house.web).submit('/sign-in', '/sign-in', right)
    const cookie = answer.cookies.find((candidate) => candidate.name === name)

    assert.ok(cookie, name)
    assert.deepEqual(
      {
        httpOnly: cookie.httpOnly,
        sameSite: cookie.sameSite,
        path: cookie.path,
        domain: cookie.domain,
        secure: cookie.secure,
      },
      { httpOnly: true, sameSite: 'Lax', path: '/', domain: undefined, secure },
    )
  }
})

test('looking at pages writes nothing but once an hour', async (t) => {
  const house = await openSmallHouse(t)
  const { ada } = await makeCast(house.platform)
  const headers = headersOf(await signedIn(house.platform, ada))
  const seen = async () =>
    (await house.platform.db.selectFrom('accounts_sessions').select('updated_at').executeTakeFirstOrThrow()).updated_at
  const begin = house.clock.now

  house.clock.now = moved(begin, hourMs - 1)
  await statusOf(house, headers)
  assert.equal(await seen(), begin)
  house.clock.now = moved(begin, hourMs)
  await statusOf(house, headers)

  assert.equal(await seen(), moved(begin, hourMs))
})
