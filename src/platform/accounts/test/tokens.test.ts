import assert from 'node:assert/strict'
import { bearerFor, cast, castPassword, headersOf, makeCast, signedIn } from '../../../../test/support/people.ts'
import { disablePerson } from '../people.ts'
import { moved } from '../times.ts'
import { makeToken } from '../tokens.ts'
import { testInBoth } from './both.ts'
import { openBrowser } from './browser.ts'

const me = '/api/v1/me'
const dayMs = 24 * 3_600_000

testInBoth('R-V9 a token speaks for its owner, without cookies and without a form token', async ({ web, platform }) => {
  const { ada } = await makeCast(platform)
  const authorization = await bearerFor(platform, ada.id)

  const answer = await web.inject({ url: me, headers: { authorization } })

  assert.deepEqual([answer.statusCode, answer.json().email], [200, cast.ada.email])
  assert.match(authorization, /^Bearer lyc_[\w-]{43}$/)
})

testInBoth('R-V9 a token is stored only as its SHA-256, and its use is noted', async ({ web, platform, clock }) => {
  const { ada } = await makeCast(platform)
  const authorization = await bearerFor(platform, ada.id)
  const rows = () => platform.db.selectFrom('accounts_tokens').selectAll().execute()
  assert.equal((await rows())[0]?.last_used_at, null)

  await web.inject({ url: me, headers: { authorization } })

  assert.equal((await rows())[0]?.last_used_at, clock.now)
  assert.ok(!JSON.stringify(await rows()).includes(authorization.slice('Bearer '.length)))
})

testInBoth(
  'R-V9 unknown, cut, expired and revoked tokens, and those of somebody locked out, are refused alike',
  async ({ web, platform, clock }) => {
    const { ada, ben } = await makeCast(platform)
    const good = await bearerFor(platform, ada.id)
    const bens = await bearerFor(platform, ben.id)
    await disablePerson(platform, ben.id, 'test')
    const cookie = (await signedIn(platform, ada)).cookie
    const short = `Bearer ${(await makeToken(platform, ada.id, { name: 'x', scope: 'all', days: '30' }, 'test')).secret}`
    const bad = [
      'Bearer',
      'Bearer ',
      `Bearer lyc_${'A'.repeat(43)}`,
      good.slice(0, -1),
      `${good}x`,
      good.replace('lyc_', 'lyd_'),
      bens,
    ]
    clock.now = moved(clock.now, 29 * dayMs)
    assert.equal((await web.inject({ url: me, headers: { authorization: short } })).statusCode, 200)
    clock.now = moved(clock.now, dayMs)

    const bodies = new Set<string>()
    for (const authorization of [...bad, short]) {
      const answer = await web.inject({ url: me, headers: { authorization, cookie } })
      assert.equal(answer.statusCode, 401, authorization)
      assert.equal(answer.headers['www-authenticate'], 'Bearer')
      bodies.add(answer.json().detail)
    }
    assert.equal(bodies.size, 1)
  },
)

testInBoth('R-V9 a token that may only read changes nothing', async ({ web, platform, count }) => {
  const { ada } = await makeCast(platform)
  await signedIn(platform, ada)
  const [all, read] = [await bearerFor(platform, ada.id), await bearerFor(platform, ada.id, 'read')]
  const endSessions = (authorization: string) =>
    web.inject({ method: 'POST', url: '/account/sessions/end', headers: { authorization, accept: 'application/json' } })
  assert.equal((await web.inject({ url: me, headers: { authorization: read } })).statusCode, 200)

  const refused = await endSessions(read)

  assert.deepEqual([refused.statusCode, refused.json().code], [403, 'accounts.token-reads-only'])
  assert.equal(await count('accounts_sessions'), 1)
  assert.equal((await endSessions(all)).statusCode, 303)
  assert.equal(await count('accounts_sessions'), 0)
})

testInBoth(
  'R-V9 a token is made on the account page, shown once, and revoked there',
  async ({ web, platform, actions }) => {
    await makeCast(platform)
    const browser = openBrowser(web)
    await browser.submit('/sign-in', '/sign-in', { email: cast.ada.email, password: castPassword })

    const made = await browser.submit('/account/tokens/new', '/account/tokens', {
      name: '<b>cluster</b>',
      scope: 'read',
      days: '30',
    })
    const secret = /lyc_[\w-]{43}/.exec(made.body)?.[0] ?? assert.fail('the token is shown')
    const authorization = `Bearer ${secret}`
    assert.equal(made.statusCode, 201)
    assert.equal((await web.inject({ url: me, headers: { authorization } })).statusCode, 200)

    const page = await browser.get('/account/tokens')
    assert.ok(page.body.includes('&lt;b&gt;cluster&lt;/b&gt;') && !page.body.includes('<b>cluster'), 'its name is text')
    assert.ok(!page.body.includes(secret), 'it is not shown again')
    const revoke = /\/account\/tokens\/[\w-]+\/revoke/.exec(page.body)?.[0] ?? assert.fail('it can be revoked')
    await browser.submit('/account', revoke)

    assert.equal((await web.inject({ url: me, headers: { authorization } })).statusCode, 401)
    assert.deepEqual((await actions()).slice(-2), ['accounts.token-made', 'accounts.token-revoked'])
  },
)

testInBoth(
  'R-V7 a token is made only by somebody who signed in just now, and by no token',
  async ({ web, platform, clock, count }) => {
    const { ada } = await makeCast(platform)
    const visitor = await signedIn(platform, ada)
    const make = (headers: Record<string, string>) =>
      web.inject({ method: 'POST', url: '/account/tokens', payload: { name: 'x' }, headers })
    const authorization = await bearerFor(platform, ada.id)
    clock.now = moved(clock.now, 10 * 60_000)

    for (const answer of [await make(headersOf(visitor)), await make({ authorization })]) {
      assert.deepEqual(
        [answer.statusCode, answer.headers.location],
        [303, '/sign-in?again=1&next=%2Faccount%2Ftokens%2Fnew'],
      )
    }
    assert.equal(await count('accounts_tokens'), 1)
    assert.equal((await make(headersOf(await signedIn(platform, ada)))).statusCode, 201)
  },
)

testInBoth(
  "R-V8 somebody else's token cannot be revoked, nor told from one that does not exist",
  async ({ web, platform, count }) => {
    const { ada, ben } = await makeCast(platform)
    const { row } = await makeToken(platform, ada.id, { name: 'x', scope: 'all', days: 'none' }, 'test')
    const headers = { ...headersOf(await signedIn(platform, ben)), accept: 'application/json' }
    const revoke = (id: string) => web.inject({ method: 'POST', url: `/account/tokens/${id}/revoke`, headers })

    const [foreign, unknown] = [await revoke(row.id), await revoke('nothing')]

    assert.deepEqual([foreign.statusCode, unknown.statusCode, foreign.json().detail], [404, 404, unknown.json().detail])
    assert.equal(await count('accounts_tokens'), 1)
  },
)

testInBoth('R-V15 fields that no form has change nothing', async ({ web, platform }) => {
  const { ada, dora } = await makeCast(platform)
  const headers = headersOf(await signedIn(platform, ada))
  const payload = {
    name: 'x',
    scope: 'all',
    days: '30',
    person_id: dora.id,
    role: 'admin',
    id: '1',
    token: 't',
    expires_at: '9999',
    owner: dora.id,
  }

  await web.inject({ method: 'POST', url: '/account/tokens', headers, payload })

  const rows = await platform.db.selectFrom('accounts_tokens').selectAll().execute()
  assert.deepEqual(
    rows.map((row) => [row.person_id, row.id === '1', row.expires_at?.slice(0, 4)]),
    [[ada.id, false, '2026']],
  )
})
