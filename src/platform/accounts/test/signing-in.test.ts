import assert from 'node:assert/strict'
import { cast, castPassword, makeCast } from '../../../../test/support/people.ts'
import { countAttempt } from '../limits.ts'
import { disablePerson } from '../people.ts'
import { moved } from '../times.ts'
import { testInBoth } from './both.ts'
import { openBrowser } from './browser.ts'

const { email } = cast.ada
const right = { email, password: castPassword }
const wrong = { email, password: 'not the right one' }

testInBoth(
  'R-V6 S-004 a person signs in with address and password, and lands where they wanted to go',
  async ({ web, platform, actions }) => {
    await makeCast(platform)
    const browser = openBrowser(web)
    const turnedAway = await browser.get('/account?tab=tokens')
    const address = String(turnedAway.headers.location)
    assert.equal(address, '/sign-in?next=%2Faccount%3Ftab%3Dtokens')

    const answer = await browser.submit(address, '/sign-in', {
      ...right,
      email: ' ADA@lyceum.test ',
      next: '/account?tab=tokens',
    })

    assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/account?tab=tokens'])
    assert.equal((await browser.get('/account')).statusCode, 200)
    assert.ok((await actions()).includes('accounts.signed-in'))
  },
)

testInBoth('R-V6 unknown, wrong and locked out read the same words', async ({ web, platform }) => {
  const { ben } = await makeCast(platform)
  await disablePerson(platform, ben.id, 'test')
  const refused = [wrong, { ...right, email: 'nobody@lyceum.test' }, { ...right, email: ben.email }]

  for (const fields of refused) {
    const answer = await openBrowser(web).submit('/sign-in', '/sign-in', fields)

    assert.equal(answer.statusCode, 422)
    assert.match(answer.body, /The e-mail address or the password is wrong/)
    assert.match(answer.body, new RegExp(`value="${fields.email}"`), 'the address stays')
    assert.ok(!answer.body.includes(fields.password), 'the password does not')
    assert.equal(
      answer.cookies.some(({ name }) => name === 'lyceum'),
      false,
    )
  }
})

testInBoth('R-V6 the eleventh guess is refused, whatever addresses the client invents', async ({ web, platform }) => {
  await makeCast(platform)
  const guess = (n: number) => {
    const headers = {
      'x-forwarded-for': `203.0.113.${n}`,
      'x-real-ip': `203.0.113.${n}`,
      forwarded: `for=203.0.113.${n}`,
    }
    return openBrowser(web, { address: '198.51.100.7', headers }).submit('/sign-in', '/sign-in', wrong)
  }
  const statuses: number[] = []
  for (let n = 1; n <= 30; n++) statuses.push((await guess(1 + (n % 12))).statusCode)

  assert.deepEqual(statuses, [...Array(10).fill(422), ...Array(20).fill(429)])
  const tooLate = await openBrowser(web, { address: '198.51.100.7' }).submit('/sign-in', '/sign-in', right)
  assert.equal(tooLate.statusCode, 429, 'the right password comes too late from there')
  assert.ok(Number(tooLate.headers['retry-after']) > 0)
  assert.equal((await openBrowser(web, { address: '192.0.2.1' }).submit('/sign-in', '/sign-in', right)).statusCode, 303)
})

testInBoth('R-V6 twelve guesses at the same moment are not more than ten', async ({ web, platform }) => {
  await makeCast(platform)
  const browsers = Array.from({ length: 12 }, () => openBrowser(web))

  const answers = await Promise.all(browsers.map((browser) => browser.submit('/sign-in', '/sign-in', wrong)))

  assert.ok(answers.filter(({ statusCode }) => statusCode === 422).length <= 10)
  assert.ok(answers.some(({ statusCode }) => statusCode === 429))
})

testInBoth(
  'R-V6 after 15 minutes guesses are heard again, and a right password clears the count',
  async ({ web, platform, clock }) => {
    await makeCast(platform)
    for (let n = 0; n < 9; n++) await openBrowser(web).submit('/sign-in', '/sign-in', wrong)
    assert.equal((await openBrowser(web).submit('/sign-in', '/sign-in', right)).statusCode, 303)
    for (let n = 0; n < 11; n++) await openBrowser(web).submit('/sign-in', '/sign-in', wrong)
    assert.equal((await openBrowser(web).submit('/sign-in', '/sign-in', right)).statusCode, 429)

    clock.now = '2026-03-02T09:15:01.000Z'

    assert.equal((await openBrowser(web).submit('/sign-in', '/sign-in', right)).statusCode, 303)
  },
)

testInBoth(
  'R-V6 one address gets 30 tries a minute over all accounts; an IPv6 network counts as one',
  async (house) => {
    const { db } = house.platform
    const guess = (n: number, network: number) => {
      const attempt = { address: `2001:db8:0:${network}::${n}`, email: `x${n}@lyceum.test`, isKnownAddress: false }
      return countAttempt(db, attempt, house.clock.now)
    }
    for (let n = 1; n <= 30; n++) await guess(n, 1)

    await assert.rejects(guess(31, 1), { code: 'accounts.too-many-attempts', retryAfterSeconds: 60 })
    await assert.doesNotReject(guess(31, 2), 'the network next door')
    house.clock.now = moved(house.clock.now, 60_000)
    await assert.doesNotReject(guess(32, 1))
  },
)

testInBoth(
  'R-V6 guesses from many addresses run out too, though not for who is signed in where they sit',
  async (house) => {
    const { db } = house.platform
    const guess = (n: number, isKnownAddress: boolean) =>
      countAttempt(db, { address: `198.51.${n}.7`, email: 'Ada@lyceum.test', isKnownAddress }, house.clock.now)
    for (let n = 1; n <= 100; n++) await guess(n, false)

    await assert.rejects(guess(101, false), { code: 'accounts.too-many-attempts' })
    await assert.doesNotReject(guess(102, true))
  },
)

testInBoth(
  'R-V9 behind a proxy that is trusted, its word about the address counts',
  async ({ web, platform }) => {
    await makeCast(platform)
    const from = (client: string) => openBrowser(web, { address: '10.0.0.1', headers: { 'x-forwarded-for': client } })
    for (let n = 0; n < 11; n++) await from('203.0.113.9').submit('/sign-in', '/sign-in', wrong)

    assert.equal((await from('203.0.113.9').submit('/sign-in', '/sign-in', right)).statusCode, 429)
    assert.equal((await from('203.0.113.10').submit('/sign-in', '/sign-in', right)).statusCode, 303)
  },
  { environment: { LYCEUM_TRUST_PROXY: '10.0.0.1' } },
)

testInBoth(
  'R-V16 neither passwords nor what was typed as address are logged or recorded',
  async ({ web, platform, logged }) => {
    await makeCast(platform)
    await openBrowser(web).submit('/sign-in', '/sign-in', {
      email: 'my-secret-typed-here@x',
      password: 'another-secret-of-mine',
    })
    await openBrowser(web).submit('/sign-in', '/sign-in', right)

    const rows = await platform.db.selectFrom('activity_entries').selectAll().execute()
    const attempts = await platform.db.selectFrom('accounts_attempts').selectAll().execute()
    const written = JSON.stringify([rows, attempts, logged])

    for (const secret of ['my-secret-typed-here', 'another-secret-of-mine', castPassword])
      assert.ok(!written.includes(secret), secret)
  },
)

testInBoth('a password stored at an older cost is hashed anew when its owner signs in', async ({ web, platform }) => {
  const { ada } = await makeCast(platform)
  const stored = async () =>
    (
      await platform.db
        .selectFrom('accounts_credentials')
        .select('password')
        .where('person_id', '=', ada.id)
        .executeTakeFirstOrThrow()
    ).password
  const before = await stored()

  await openBrowser(web).submit('/sign-in', '/sign-in', right)

  assert.notEqual(await stored(), before)
  assert.match(String(await stored()), /^scrypt\$32768\$8\$3\$/)
  assert.equal((await openBrowser(web).submit('/sign-in', '/sign-in', right)).statusCode, 303)
})

testInBoth('R-V5 sign-in leads nowhere but into the house', async ({ web, platform }) => {
  await makeCast(platform)

  for (const next of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    '',
  ]) {
    const answer = await openBrowser(web).submit('/sign-in', '/sign-in', { ...right, next })
    assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/'], next)
  }
})

testInBoth('somebody who is signed in is led on from the sign-in page', async ({ web, platform }) => {
  await makeCast(platform)
  const browser = openBrowser(web)
  await browser.submit('/sign-in', '/sign-in', right)

  const answer = await browser.get('/sign-in?next=/account')

  assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/account'])
})

testInBoth(
  'R-V15 a sign-in form with fields of its own wishes changes nothing but who is signed in',
  async ({ web, platform }) => {
    const { ada } = await makeCast(platform)

    await openBrowser(web).submit('/sign-in', '/sign-in', {
      ...right,
      role: 'admin',
      id: 'x',
      email_verified: '1',
      disabled_at: '',
    })

    const row = await platform.db.selectFrom('accounts_people').selectAll().where('id', '=', ada.id).executeTakeFirst()
    assert.deepEqual({ ...row }, ada)
  },
)
