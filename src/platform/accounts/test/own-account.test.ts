import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { openHouse, startTestWorker } from '../../../../test/support/house.ts'
import { cast, castPassword } from '../../../../test/support/people.ts'
import { until } from '../../../../test/support/until.ts'
import { clearAccounts } from '../tasks.ts'
import { openBrowser } from './browser.ts'
import { linkIn, openLetterHouse } from './letters.ts'

const { email } = cast.ada
const right = { email, password: castPassword }
const fresh = 'eleven slow clouds hum'

for (const kind of databaseKinds) {
  test(`R-V6 S-004 a forgotten password is replaced by a link that works once, and ends every session (${kind})`, async (t) => {
    const house = await openLetterHouse(t, { kind })
    const signedInBefore = openBrowser(house.web)
    await signedInBefore.submit('/sign-in', '/sign-in', right)
    const browser = openBrowser(house.web, { address: '192.0.2.4' })

    const asked = await browser.submit('/forgotten', '/forgotten', { email: ' ADA@lyceum.test ' })
    assert.equal(asked.headers.location, '/forgotten/sent')
    const path = linkIn(await house.letterTo(email, /new password/), 'reset')
    assert.equal((await browser.submit(path, path, { password: 'too short' })).statusCode, 422)
    const done = await browser.submit(path, path, { password: fresh })

    assert.deepEqual([done.statusCode, done.headers.location], [303, '/sign-in'])
    assert.equal((await browser.get(path)).statusCode, 410)
    assert.equal((await signedInBefore.get('/account')).statusCode, 303, 'the old session has ended')
    assert.equal((await house.as('ada').get('/account')).statusCode, 303)
    assert.equal((await browser.submit('/sign-in', '/sign-in', right)).statusCode, 422)
    assert.equal((await browser.submit('/sign-in', '/sign-in', { email, password: fresh })).statusCode, 303)
    await house.letterTo(email, /password was changed/)
  })

  test(`R-V7 a new address counts when its link is followed; the old one is told (${kind})`, async (t) => {
    const house = await openLetterHouse(t, { kind })
    const [here, elsewhere] = [openBrowser(house.web), openBrowser(house.web)]
    for (const browser of [here, elsewhere]) await browser.submit('/sign-in', '/sign-in', right)

    assert.equal((await here.submit('/account/security', '/account/address', { email })).statusCode, 422)
    await here.submit('/account/security', '/account/address', { email: 'ada@new.test' })
    const path = linkIn(await house.letterTo('ada@new.test', /new address/), 'new-address')
    const isOld = await openBrowser(house.web).submit('/sign-in', '/sign-in', right)
    assert.equal(isOld.statusCode, 303, 'until then the old address counts')
    const done = await here.submit(path, path)

    assert.deepEqual([done.statusCode, done.headers.location], [303, '/account/security'])
    assert.match((await here.get('/account')).body, /ada@new\.test/)
    assert.equal((await elsewhere.get('/account')).statusCode, 303)
    assert.match((await house.letterTo(email, /address of your account was changed/)).source, /ada@new\.test/)
    assert.equal((await openBrowser(house.web).submit('/sign-in', '/sign-in', right)).statusCode, 422)
    assert.equal((await here.get(path)).statusCode, 410)
  })

  test(`S-025 an account is closed at once, can be taken back, and is gone when its day has come (${kind})`, async (t) => {
    let now = '2026-03-02T09:00:00.000Z'
    const house = await openLetterHouse(t, { kind, now: () => now })
    const browser = openBrowser(house.web)
    await browser.submit('/sign-in', '/sign-in', right)
    assert.equal(
      (await browser.submit('/account/leave', '/account/leave', { confirm: '1', password: 'wrong' })).statusCode,
      422,
    )
    assert.equal((await browser.submit('/account/leave', '/account/leave', { password: castPassword })).statusCode, 422)
    const left = await browser.submit('/account/leave', '/account/leave', { confirm: '1', password: castPassword })
    assert.equal(left.statusCode, 200)
    assert.equal((await browser.get('/account')).statusCode, 303)
    assert.equal((await browser.submit('/sign-in', '/sign-in', right)).statusCode, 422)

    const path = linkIn(await house.letterTo(email, /will be deleted/), 'stay')
    assert.equal((await browser.submit(path, path)).statusCode, 303)
    assert.equal((await browser.submit('/sign-in', '/sign-in', right)).statusCode, 303)
    const { db, tasks } = house.platform
    const ada = await db.selectFrom('accounts_people').select('id').where('email', '=', email).executeTakeFirstOrThrow()
    await browser.submit('/account/leave', '/account/leave', { confirm: '1', password: castPassword })
    now = '2026-03-17T09:00:00.000Z'
    const { id } = await db.transaction().execute((tx) => tasks.enqueue(tx, clearAccounts, {}))

    await until('the job is done', async () => {
      const job = await db.selectFrom('tasks_jobs').select('state').where('id', '=', id).executeTakeFirst()
      return job?.state === 'succeeded'
    })
    const people = await db.selectFrom('accounts_people').select('email').orderBy('email').execute()
    assert.deepEqual(
      people.map((row) => row.email),
      [cast.ben.email, cast.cleo.email, cast.dora.email],
    )
    const letters = await db.selectFrom('mail_outbox').select('id').where('recipient', '=', email).execute()
    assert.deepEqual(letters, [], 'nor is there a letter to them')
    for (const table of ['accounts_sessions', 'accounts_credentials', 'accounts_tokens'] as const) {
      const rows: readonly { person_id: string }[] = await db.selectFrom(table).select('person_id').execute()
      assert.ok(!rows.some((row) => row.person_id === ada.id), `${table} holds nothing of a person who is gone`)
    }
  })
}

test('the last administrator cannot leave, and a signed-in person must have signed in just now', async (t) => {
  let now = '2026-03-02T09:00:00.000Z'
  const house = await openHouse(t, { now: () => now })
  const answer = await house.as('dora').post('/account/leave', { confirm: '1', password: castPassword })
  assert.equal(answer.statusCode, 409)
  now = '2026-03-02T09:10:01.000Z'

  for (const [path, form] of [
    ['/account/leave', { confirm: '1', password: castPassword }],
    ['/account/address', { email: 'ada@new.test' }],
    ['/account/tokens', { name: 'x' }],
  ] as const) {
    assert.match(String((await house.as('ada').post(path, form)).headers.location), /^\/sign-in\?again=1/, path)
  }
})

test('R-V7 S-004 a changed password ends all other sessions, and this one goes on under a new id', async (t) => {
  const house = await openHouse(t)
  const [here, elsewhere] = [openBrowser(house.web), openBrowser(house.web)]
  for (const browser of [here, elsewhere]) await browser.submit('/sign-in', '/sign-in', right)
  const before = here.cookies.get('lyceum')
  const change = (fields: Record<string, string>) => here.submit('/account/security', '/account/password', fields)
  const wrong = await change({ current: 'not mine at all', password: fresh })
  assert.equal(wrong.statusCode, 422)
  assert.match(wrong.body, /This is not your password/)

  assert.equal((await change({ current: castPassword, password: fresh })).statusCode, 303)

  assert.notEqual(here.cookies.get('lyceum'), before)
  assert.equal((await here.get('/account')).statusCode, 200)
  assert.equal((await elsewhere.get('/account')).statusCode, 303)
  const stale = await house.web.inject({ url: '/account', headers: { cookie: `lyceum=${before}` } })
  assert.equal(stale.statusCode, 303, 'the old id opens nothing')
})

test('a profile keeps what fits, says what does not, and follows at once', async (t) => {
  const house = await openHouse(t)
  const ada = house.as('ada')
  const form = {
    name: 'Ada Example',
    title: 'Dr.',
    affiliation: 'The Lab',
    country: 'SE',
    orcid: 'https://orcid.org/0000-0002-1825-0097',
    language: 'de',
    timezone: 'Asia/Tokyo',
    theme: 'dark',
  }

  const bad = await ada.post('/account', { ...form, orcid: '0000-0002-1825-0096', timezone: 'Mars/Base' })
  assert.equal(bad.statusCode, 422)
  assert.match(bad.body, /no ORCID iD/)
  assert.match(bad.body, /no time zone/)
  assert.match(bad.body, /value="The Lab"/)
  assert.equal((await ada.post('/account', form)).statusCode, 303)

  const page = await ada.get('/account')
  assert.match(page.body, /<html lang="de" data-bs-theme="dark"/)
  assert.match(page.body, /value="0000-0002-1825-0097"/)
  assert.match(page.body, /<option value="Asia\/Tokyo" selected>/)
  const row = await house.platform.db
    .selectFrom('accounts_people')
    .selectAll()
    .where('email', '=', email)
    .executeTakeFirst()
  assert.deepEqual([row?.name, row?.country, row?.theme], ['Ada Example', 'SE', 'dark'])
})

test('my data is one file with everything of mine, and nothing of others or secret', async (t) => {
  const house = await openHouse(t)
  await house.as('ada').post('/account/tokens', { name: 'cluster', scope: 'read', days: '30' })

  const answer = await house.as('ada').get('/account/data.json')

  assert.match(String(answer.headers['content-disposition']), /^attachment; filename="lyceum-/)
  const data = JSON.parse(answer.body)
  assert.equal(data.account[0].email, email)
  assert.equal(data.tokens[0].name, 'cluster')
  assert.equal(data.sessions.length, 1)
  assert.ok(data.activity.some((entry: { action: string }) => entry.action === 'accounts.token-made'))
  for (const secret of ['scrypt', cast.ben.email, '"token"']) assert.ok(!answer.body.includes(secret), secret)
})

test('R-V9 a token for one part of the house is refused in every other', async (t) => {
  const house = await openHouse(t)
  const made = await house
    .as('dora')
    .post('/account/tokens', { name: 'x', scope: 'areas', days: '30', 'area-papers': 'read', 'area-account': 'write' })
  const authorization = `Bearer ${/lyc_[\w-]{43}/.exec(made.body)?.[0]}`
  const status = async (method: 'GET' | 'POST', url: string) =>
    (await house.web.inject({ method, url, headers: { authorization, accept: 'application/json' } })).statusCode
  assert.equal((await house.as('dora').post('/account/tokens', { name: 'x', scope: 'areas' })).statusCode, 422)

  assert.equal(await status('GET', '/api/v1/papers/papers'), 200)
  assert.equal(await status('POST', '/api/v1/papers/papers'), 403)
  assert.equal(await status('GET', '/api/v1/me'), 200)
  assert.equal(await status('GET', '/admin/people'), 403)
  assert.match(
    (await house.as('dora').get('/account/tokens')).body,
    /Papers: read, My account: read and change|My account: read and change, Papers: read/,
  )
  assert.equal(await status('POST', '/account/sessions/end'), 303)
})

test('R-P4 without a worker nothing is sent, and what was asked is answered when one comes', async (t) => {
  const house = await openHouse(t)
  await openBrowser(house.web).submit('/forgotten', '/forgotten', { email })
  const letters = async () => (await house.platform.db.selectFrom('mail_outbox').select('subject').execute()).length
  assert.equal(await letters(), 0)

  await startTestWorker(t, house.platform)

  await until('a letter is there', async () => (await letters()) > 0)
  assert.equal(await letters(), 1)
})
