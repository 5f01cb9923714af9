import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { JWTPayload } from 'jose'
import { databaseKinds } from '../../../../../test/support/databases.ts'
import { openHouse, type TestHouse } from '../../../../../test/support/house.ts'
import {
  type Issuer,
  type Spoil,
  signedByStranger,
  signedOtherwise,
  signedWithSecret,
  startIssuer,
  unsigned,
} from '../../../../../test/support/issuer.ts'
import { cast, castPassword } from '../../../../../test/support/people.ts'
import { type RegistrationMode, registrationSetting } from '../../settings.ts'
import { type Browser, openBrowser } from '../../test/browser.ts'

type World = TestHouse &
  Readonly<{ issuer: Issuer; open: () => Browser; mode: (mode: RegistrationMode) => Promise<void> }>

function testWorld(title: string, run: (world: World, t: TestContext) => Promise<void>): void {
  for (const kind of databaseKinds) test(`${title} (${kind})`, async (t) => run(await openWorld(t, kind), t))
}

async function openWorld(t: TestContext, kind: 'sqlite' | 'postgres'): Promise<World> {
  const issuer = await startIssuer(t)
  const house = await openHouse(t, { kind, environment: { LYCEUM_HTTP_ALLOW: issuer.hostAndPort } })
  const form = { ...providerForm(issuer), is_enabled: '1', is_email_trusted: '1' }
  const { statusCode, body } = await house.as('dora').post('/admin/providers', form)
  assert.equal(statusCode, 303, body)
  const mode = (value: RegistrationMode): Promise<void> =>
    house.platform.db.transaction().execute((tx) => house.platform.settings.set(tx, registrationSetting, value, 'test'))
  return { ...house, issuer, open: () => openBrowser(house.web), mode }
}

const providerForm = ({ address, client }: Issuer) => ({
  slug: 'uni',
  name: 'University',
  issuer: address,
  client_id: client.id,
  client_secret: client.secret,
  scope: 'openid profile email',
})

/** Presses the button on a page, signs in there, and answers the path by which the browser comes back. */
async function goThere(browser: Browser, issuer: Issuer, page = '/sign-in', action = '/sign-in/with/uni') {
  const left = await browser.submit(page, action, { next: '/account/security' })
  assert.equal(left.statusCode, 200, left.body)
  const there = /^0; url=(.+)$/.exec(String(left.headers.refresh))?.[1] ?? ''
  const back = new URL(await issuer.visit(there))
  return back.pathname + back.search
}

const isIn = async (browser: Browser): Promise<boolean> => (await browser.get('/account')).statusCode === 200

async function comeIn(browser: Browser, issuer: Issuer) {
  const answer = await browser.get(await goThere(browser, issuer))
  return String(answer.headers.location)
}

testWorld('R-V10 a newcomer with a proven academic address makes an account, and comes in by it', async (world) => {
  const { issuer, open, platform } = world
  const browser = open()
  assert.equal(await comeIn(browser, issuer), '/sign-in/new')
  assert.equal(await isIn(browser), false)
  assert.match((await browser.get('/sign-in/new')).body, /University says that you are grace@lu\.se/)

  const made = await browser.submit('/sign-in/new', '/sign-in/new', {
    name: 'Grace Example',
    email: 'x@y.z',
    role: 'admin',
  })

  assert.equal(made.statusCode, 303, made.body)
  assert.equal(await isIn(browser), true)
  const people = platform.db.selectFrom('accounts_people').select(['email', 'role', 'email_verified'])
  const person = await people.where('name', '=', 'Grace Example').executeTakeFirstOrThrow()
  assert.deepEqual({ ...person }, { email: 'grace@lu.se', role: 'member', email_verified: 1 })
  const again = open()
  assert.equal(await comeIn(again, issuer), '/account/security')
  assert.equal(await isIn(again), true)
})

/** Changes what the token says, and lets it be signed as ever. */
const saying =
  (change: (claims: JWTPayload) => void) =>
  (): Spoil =>
  ({ claims }) => {
    change(claims)
    return undefined
  }

const spoils: Readonly<Record<string, (issuer: Issuer) => Spoil>> = {
  'no signature': () => unsigned,
  'the algorithm HS256': ({ client }) => signedWithSecret(client.secret),
  'an algorithm that the service does not name': () => signedOtherwise,
  'a signature by another key': () => signedByStranger,
  'another issuer': saying((claims) => Object.assign(claims, { iss: 'https://evil.example' })),
  'another audience': saying((claims) => Object.assign(claims, { aud: 'somebody-else' })),
  'two audiences, for the other of which it was given': saying((claims) =>
    Object.assign(claims, { aud: ['lyceum', 'other'], azp: 'other' }),
  ),
  'an end that has come': saying((claims) => Object.assign(claims, { exp: Math.floor(Date.now() / 1_000) - 60 })),
  'no end': saying((claims) => delete claims.exp),
  'another nonce': saying((claims) => Object.assign(claims, { nonce: 'another' })),
  'no nonce': saying((claims) => delete claims.nonce),
  'no subject': saying((claims) => delete claims.sub),
}

testWorld('R-V10 a token with any of twelve faults opens nothing', async (world) => {
  const { issuer, open } = world
  const known = open()
  await comeIn(known, issuer)
  await known.submit('/sign-in/new', '/sign-in/new', { name: 'Grace Example' })

  for (const [fault, spoil] of Object.entries(spoils)) {
    const browser = open()
    issuer.spoil.next = spoil(issuer)
    assert.equal(await comeIn(browser, issuer), '/sign-in', fault)
    assert.match((await browser.get('/sign-in')).body, /did not succeed/, fault)
    assert.equal(await isIn(browser), false, fault)
  }
  assert.equal(await comeIn(open(), issuer), '/account/security', 'without a fault they come in, or this means nothing')
})

testWorld(
  'R-V10 state is of one browser and one visit: replayed, changed, missing or planted it is refused',
  async (world) => {
    const { issuer, open } = world
    const first = open()
    const used = await goThere(first, issuer)
    assert.equal((await first.get(used)).headers.location, '/sign-in/new')
    assert.equal((await first.get(used)).headers.location, '/sign-in', 'a second time')

    const victim = open()
    const planted = await goThere(open(), issuer)
    await goThere(victim, issuer)
    assert.equal((await victim.get(planted)).headers.location, '/sign-in', "with an attacker's code and state")
    assert.equal((await open().get(planted)).headers.location, '/sign-in', 'without having been sent there')

    for (const change of [
      (url: URL) => url.searchParams.set('state', 'another'),
      (url: URL) => url.searchParams.delete('state'),
      (url: URL) => url.searchParams.set('code', 'another'),
      (url: URL) => url.searchParams.set('iss', 'https://evil.example'),
    ]) {
      const browser = open()
      const url = new URL(await goThere(browser, issuer), 'http://house.test')
      change(url)
      assert.equal((await browser.get(url.pathname + url.search)).headers.location, '/sign-in', url.search)
      assert.equal(browser.cookies.has('lyceum'), false)
    }
  },
)

testWorld(
  'R-V10 an address that is somebody’s is never taken over: they sign in, and connect the two',
  async (world) => {
    const { issuer, open, platform } = world
    Object.assign(issuer.person, { email: cast.ada.email, email_verified: true })
    const browser = open()
    await comeIn(browser, issuer)
    assert.match((await browser.get('/sign-in/new')).body, /Your address has an account here/)
    await browser.submit('/sign-in', '/sign-in/new', { name: 'Not Ada' })
    assert.equal(await isIn(browser), false)
    assert.equal((await platform.db.selectFrom('accounts_people').select('id').execute()).length, 4)

    const owner = open()
    await owner.submit('/sign-in', '/sign-in', { email: cast.ada.email, password: castPassword })
    const back = await goThere(owner, issuer, '/account/security', '/account/services/uni')
    assert.equal((await owner.get(back)).headers.location, '/account/security#services')

    assert.equal(await comeIn(open(), issuer), '/account/security')
    const kinds = await platform.db.selectFrom('mail_outbox').select('kind').execute()
    assert.deepEqual(
      kinds.map(({ kind }) => kind),
      ['accounts.identity-linked'],
    )
    const thief = open()
    await thief.submit('/sign-in', '/sign-in', { email: cast.ben.email, password: castPassword })
    await thief.get(await goThere(thief, issuer, '/account/security', '/account/services/uni'))
    assert.match((await thief.get('/account/security')).body, /Somebody else here is connected/)
  },
)

testWorld(
  'R-V10 an unproven address, or none, is registered in the usual way, and says nothing of others',
  async (world) => {
    const { issuer, open } = world
    for (const person of [
      { email: cast.ada.email, email_verified: false },
      { email: cast.ada.email, email_verified: undefined },
      { email: undefined, email_verified: undefined },
      { email: 'grace@unknown.example', email_verified: true },
    ]) {
      Object.assign(issuer.person, person)
      const browser = open()
      await comeIn(browser, issuer)
      const { body } = await browser.get('/sign-in/new')
      assert.match(body, /register once/)
      assert.doesNotMatch(body, /has an account here/)
      const form = await browser.submit('/sign-in/new', '/register/verdict', {
        name: 'Grace Example',
        email: person.email ?? '',
      })
      assert.match(form.body, /value="Grace Example"/, 'what is known need not be typed')
      await browser.submit('/sign-in', '/sign-in/new', { name: 'Grace' })
      assert.equal(await isIn(browser), false)
    }
  },
)

testWorld('R-V10 a house that is closed stays so, and an invitation opens it', async (world) => {
  const { issuer, open, mode, as } = world
  await mode('closed')
  const browser = open()
  await comeIn(browser, issuer)
  assert.match((await browser.get('/sign-in/new')).body, /Nobody can register here/)
  await mode('invitation')
  assert.match((await browser.get('/sign-in/new')).body, /Only people who were invited/)

  await as('dora').post('/admin/invitations', { email: 'grace@lu.se', role: 'reader', days: '7' })

  const made = await browser.submit('/sign-in/new', '/sign-in/new', { name: 'Grace Example' })
  assert.equal(made.statusCode, 303, made.body)
  assert.match((await browser.get('/account')).body, /Reader: looks at things/)
})

testWorld('R-V7 who is locked out stays out, and a service that is off or gone lets nobody in', async (world) => {
  const { issuer, open, as, platform } = world
  const browser = open()
  await comeIn(browser, issuer)
  await browser.submit('/sign-in/new', '/sign-in/new', { name: 'Grace Example' })
  const people = platform.db.selectFrom('accounts_people').select('id').where('email', '=', 'grace@lu.se')
  const { id } = await people.executeTakeFirstOrThrow()
  await as('dora').post(`/admin/people/${id}/disable`)
  assert.equal(await comeIn(open(), issuer), '/sign-in')
  await as('dora').post(`/admin/people/${id}/enable`)

  const { id: provider } = await platform.db.selectFrom('accounts_providers').select('id').executeTakeFirstOrThrow()
  const half = open()
  const back = await goThere(half, issuer)
  const off = await as('dora').post(`/admin/providers/${provider}`, {
    ...providerForm(issuer),
    client_secret: '',
    version: '1',
  })
  assert.equal(off.statusCode, 303, off.body)
  assert.equal((await half.get(back)).statusCode, 404)
  assert.equal((await open().submit('/sign-in', '/sign-in/with/uni')).statusCode, 404)
  assert.doesNotMatch((await open().get('/sign-in')).body, /University/)
})

testWorld('the only way in cannot be disconnected; a second one can', async (world) => {
  const { issuer, open, platform } = world
  const browser = open()
  await comeIn(browser, issuer)
  await browser.submit('/sign-in/new', '/sign-in/new', { name: 'Grace Example' })
  const identities = platform.db.selectFrom('accounts_credentials').select('id').where('provider_id', 'like', 'oidc:%')
  const { id } = await identities.executeTakeFirstOrThrow()
  const remove = `/account/services/${id}/remove`
  assert.match((await browser.submit('/account', remove)).body, /This is your only way in/)

  const ada = open()
  await ada.submit('/sign-in', '/sign-in', { email: cast.ada.email, password: castPassword })
  assert.equal((await ada.submit('/account', remove)).statusCode, 404, 'somebody else’s')
  issuer.person.sub = '18'
  await ada.get(await goThere(ada, issuer, '/account/security', '/account/services/uni'))
  const own = await identities.where('id', '!=', id).executeTakeFirstOrThrow()
  assert.equal((await ada.submit('/account', `/account/services/${own.id}/remove`)).statusCode, 303)
  assert.equal((await identities.execute()).length, 1)
})

testWorld(
  'R-V14 the secret of a service is kept sealed, and stands in no page and no log',
  async ({ issuer, as, platform }) => {
    const row = await platform.db.selectFrom('accounts_providers').selectAll().executeTakeFirstOrThrow()
    assert.ok(!JSON.stringify(row).includes(issuer.client.secret))
    assert.ok(!(await as('dora').get(`/admin/providers/${row.id}`)).body.includes(issuer.client.secret))
    const entries = await platform.db.selectFrom('activity_entries').selectAll().execute()
    assert.ok(!JSON.stringify(entries).includes(row.client_secret))
    assert.ok(!JSON.stringify(entries).includes(issuer.client.secret))
  },
)

testWorld(
  'an issuer that is none is refused, and one in a private network that nobody allowed is never asked',
  async ({ as, issuer }, t) => {
    const save = (address: string) =>
      as('dora').post('/admin/providers', { ...providerForm(issuer), slug: 'other', issuer: address })
    for (const address of [
      'http://login.example.edu',
      'javascript:alert(1)',
      'https://a@b.example',
      'https://x.example/?q',
      'nothing',
    ])
      assert.match((await save(address)).body, /id="field-issuer-error"/, address)

    const hidden = await startIssuer(t)
    assert.equal((await save(hidden.address)).statusCode, 303)
    assert.deepEqual(hidden.asked, [])
    assert.ok(issuer.asked.length > 0, 'the one that is allowed was asked')
  },
)
