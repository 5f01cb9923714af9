import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { cast } from '../../../../test/support/people.ts'
import { registrationSetting, termsSetting } from '../settings.ts'
import { openBrowser } from './browser.ts'
import { type LetterHouse, linkIn, openLetterHouse } from './letters.ts'

const password = 'nine quiet rivers sleep'
const grace = { name: 'Grace Example', email: 'grace@plantbio.lu.se', password }

for (const kind of databaseKinds) {
  test(`S-002 S-003 who registers confirms the address by mail before anything else, and is in (${kind})`, async (t) => {
    const house = await openLetterHouse(t, { kind })
    const browser = openBrowser(house.web)

    const answer = await browser.submit('/register', '/register', grace)
    assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/register/sent'])
    const early = await browser.submit('/sign-in', '/sign-in', grace)
    assert.match(early.body, /Please confirm your address first/)
    const stranger = await browser.submit('/sign-in', '/sign-in', { ...grace, password: 'something else altogether' })
    assert.doesNotMatch(stranger.body, /confirm your address/)

    const path = linkIn(await house.letterTo(grace.email, /confirm/), 'register/confirm')
    assert.match((await browser.get(path)).body, /Grace Example/)
    const wrong = await browser.submit(path, path, { password: 'something else altogether' })
    assert.equal(wrong.statusCode, 422)
    assert.match(wrong.body, /not the password that was chosen/)
    const right = await browser.submit(path, path, { password })

    assert.deepEqual([right.statusCode, right.headers.location], [303, '/'])
    const me = await browser.get('/account')
    assert.match(me.body, /Lund University/, 'the institution of the domain')
    assert.match(me.body, /<option value="SE" selected>/)
    assert.equal((await openBrowser(house.web).get(path)).statusCode, 410, 'the link works once')
    assert.equal((await openBrowser(house.web).submit('/sign-in', '/sign-in', grace)).statusCode, 303)
  })

  test(`S-001 an unknown domain waits, and is accepted with its person in one act (${kind})`, async (t) => {
    const house = await openLetterHouse(t, { kind })
    const browser = openBrowser(house.web)
    const form = { ...grace, email: 'grace@lab.example', affiliation: 'A laboratory' }
    const asked = await browser.submit('/register', '/register', form)
    assert.equal(asked.statusCode, 422)
    for (const kept of ['grace@lab.example', 'Grace Example', 'A laboratory'])
      assert.ok(asked.body.includes(kept), kept)
    assert.ok(!asked.body.includes(password))
    assert.match(asked.body, /name="reason"/)

    const taken = await browser.submit('/register', '/register', {
      ...form,
      ask: '1',
      reason: 'We measure <b>things</b>',
    })
    assert.equal(taken.headers.location, '/register/sent?waiting=1')
    await browser.submit('/register', '/register', { ...form, email: 'ruth@deep.lab.example', ask: '1' })
    await house.letterTo(form.email, /request has arrived/)
    await house.letterTo('ruth@deep.lab.example', /request has arrived/)
    const toDecide = await house.letterTo(cast.dora.email, /asks for an account/)
    const page = /\/admin\/registrations\/[\w-]{36}/.exec(toDecide.source)?.[0] ?? assert.fail('no link')
    assert.match((await house.as('dora').get(page)).body, /We measure &lt;b&gt;things/)
    assert.equal((await house.as('ada').get(page)).statusCode, 403)

    const decided = await house
      .as('dora')
      .post(`${page}/accept`, { withDomain: '1', domain: 'lab.example', institution: 'The Lab' })

    assert.deepEqual([decided.statusCode, decided.headers.location], [303, '/admin/registrations'])
    const path = linkIn(await house.letterTo(form.email, /confirm/), 'register/confirm')
    assert.equal((await browser.submit(path, path, { password })).statusCode, 303)
    await house.letterTo('ruth@deep.lab.example', /confirm/)
    assert.equal((await house.as('dora').post(`${page}/accept`)).statusCode, 404, 'there is nothing left to decide')
    const next = openBrowser(house.web, { address: '192.0.2.9' })
    assert.equal(
      (await next.submit('/register', '/register', { ...grace, email: 'x@lab.example' })).headers.location,
      '/register/sent',
    )
  })
}

for (const kind of databaseKinds) {
  test(`S-001 of two who ask at the same moment one is told to the administrator (${kind})`, async (t) => {
    const house = await openLetterHouse(t, { kind })
    const browser = openBrowser(house.web)
    const { platform } = house
    await platform.db.transaction().execute((tx) => platform.tasks.hold(tx, 'accounts.answer-registration', 'test'))

    for (const email of ['grace@lab.example', 'ruth@lab.example'])
      await browser.submit('/register', '/register', { ...grace, email, ask: '1' })
    await platform.db.transaction().execute((tx) => platform.tasks.release(tx, 'accounts.answer-registration'))

    await house.letterTo('grace@lab.example', /request has arrived/)
    await house.letterTo('ruth@lab.example', /request has arrived/)
    await house.letterTo(cast.dora.email, /asks for an account/)
    assert.equal(house.received.filter(({ to }) => to === cast.dora.email).length, 1)
  })
}

test('S-001 a refusal goes by mail with its reason, and only once', async (t) => {
  const house = await openLetterHouse(t)
  const page = await waitingPage(house, 'grace@lab.example')

  assert.equal((await house.as('dora').post(`${page}/refuse`, { reason: ' ' })).statusCode, 422)
  const refused = await house.as('dora').post(`${page}/refuse`, { reason: 'Only for our partners.' })

  assert.equal(refused.statusCode, 303)
  assert.match((await house.letterTo('grace@lab.example', /declined/)).source, /Only for our partners\./)
  assert.equal((await house.as('dora').post(`${page}/refuse`, { reason: 'Twice.' })).statusCode, 409)
  assert.equal((await house.as('dora').post(`${page}/accept`)).statusCode, 409)
})

test('S-001 a member who is named can vouch, and nobody else', async (t) => {
  const house = await openLetterHouse(t)
  await waitingPage(house, 'grace@lab.example', { voucher: cast.ada.email })
  const letter = await house.letterTo(cast.ada.email, /Do you know Grace Example/)
  const page = /\/vouch\/[\w-]{36}/.exec(letter.source)?.[0] ?? assert.fail('no link')

  assert.equal((await house.as('ben').get(page)).statusCode, 404)
  assert.equal((await house.as('ben').post(page)).statusCode, 404)
  assert.equal((await house.as('cleo').post(page)).statusCode, 403)
  assert.match((await house.as('ada').get(page)).body, /grace@lab\.example/)
  assert.equal((await house.as('ada').post(page)).statusCode, 303)

  await house.letterTo('grace@lab.example', /confirm/)
  const stillUnknown = await openBrowser(house.web).submit('/register', '/register', {
    ...grace,
    email: 'x@lab.example',
  })
  assert.equal(stillUnknown.statusCode, 422, 'the word counts for the person, not for the domain')
})

test('S-001 each way to be refused says why, and keeps what was typed', async (t) => {
  const house = await openLetterHouse(t)
  const { db, settings } = house.platform
  const said = async (fields: Record<string, string>) => {
    const answer = await openBrowser(house.web).submit('/register', '/register', { ...grace, ...fields })
    assert.equal(answer.statusCode, 422, JSON.stringify(fields))
    assert.ok(answer.body.includes('Grace Example') || fields.name !== undefined)
    return answer.body
  }
  await db.transaction().execute((tx) => settings.set(tx, termsSetting, '# Be kind\n\nTo *all*.', 'test'))

  assert.match(await said({ email: 'grace@gmail.com', terms: '1' }), /Everybody can have an address there/)
  assert.match(await said({ email: 'no address', terms: '1' }), /This is no e-mail address/)
  assert.match(await said({ password: 'short', terms: '1' }), /at least 12 characters/)
  assert.match(await said({ password: 'grace example 123', terms: '1' }), /tried first/)
  assert.match(await said({}), /agree to the terms/)
  assert.match(await said({ country: 'XX', terms: '1' }), /choose one of what is offered/)
  assert.match(await said({ name: 'a\u202eb', terms: '1' }), /letters that can be seen/)
  assert.match((await openBrowser(house.web).get('/terms')).body, /<h2[^>]*>Be kind<\/h2>/)
  assert.equal((await db.selectFrom('accounts_registrations').select('id').execute()).length, 0)
})

test('S-001 a house can be open, by invitation, or closed', async (t) => {
  const house = await openLetterHouse(t)
  const { db, settings } = house.platform
  const mode = (value: 'open' | 'invitation' | 'closed') =>
    db.transaction().execute((tx) => settings.set(tx, registrationSetting, value, 'test'))
  const ask = (email: string) => openBrowser(house.web).submit('/register', '/register', { ...grace, email })

  await mode('open')
  assert.equal((await ask('grace@gmail.com')).statusCode, 303)
  await house.as('dora').post('/admin/domains/rules', { domain: 'spam.example', kind: 'blocked' })
  assert.equal((await ask('grace@spam.example')).statusCode, 422)
  for (const closed of ['invitation', 'closed'] as const) {
    await mode(closed)
    const page = await openBrowser(house.web).get('/register')
    assert.doesNotMatch(page.body, /name="password"/)
    assert.equal((await ask('ida@lu.se')).statusCode, 403)
    assert.doesNotMatch((await openBrowser(house.web).get('/sign-in')).body, /href="\/register"/)
  }
})

test('an invitation opens the door once, to the address it was sent to', async (t) => {
  const house = await openLetterHouse(t)
  const sent = await house
    .as('dora')
    .post('/admin/invitations', { email: 'Ida@home.example', role: 'reader', message: 'Join <us>', days: '7' })
  assert.equal(sent.statusCode, 303)
  const letter = await house.letterTo('ida@home.example', /invited/)
  assert.match(letter.source, /Join &lt;us&gt;/)
  const path = linkIn(letter, 'invitation')
  const browser = openBrowser(house.web)

  const answer = await browser.submit(path, path, { name: 'Ida', password, role: 'admin', email: 'other@home.example' })

  assert.equal(answer.statusCode, 303)
  const row = await house.platform.db
    .selectFrom('accounts_people')
    .selectAll()
    .where('name', '=', 'Ida')
    .executeTakeFirst()
  assert.deepEqual([row?.email, row?.role, row?.email_verified], ['ida@home.example', 'reader', 1])
  assert.equal((await openBrowser(house.web).get(path)).statusCode, 410)
  assert.equal(
    (await house.as('dora').post('/admin/invitations', { email: cast.ada.email, role: 'reader' })).statusCode,
    409,
  )

  await house.as('dora').post('/admin/invitations', { email: 'eve@home.example', role: 'member' })
  const other = linkIn(await house.letterTo('eve@home.example', /invited/), 'invitation')
  const id = /\/admin\/invitations\/([\w-]+)\/withdraw/.exec(
    (await house.as('dora').get('/admin/invitations')).body,
  )?.[1]
  assert.equal((await house.as('dora').post(`/admin/invitations/${id}/withdraw`)).statusCode, 303)
  assert.equal((await openBrowser(house.web).get(other)).statusCode, 410)
})

test('a program that fills in the hidden field is thanked, and nothing happens', async (t) => {
  const house = await openLetterHouse(t)

  const answer = await openBrowser(house.web).submit('/register', '/register', {
    ...grace,
    website: 'https://spam.example',
  })

  assert.equal(answer.headers.location, '/register/sent')
  assert.deepEqual(await house.platform.db.selectFrom('accounts_registrations').select('id').execute(), [])
})

/** Registers somebody of an unknown domain, and answers with the page on which that is decided. */
async function waitingPage(house: LetterHouse, email: string, more: Record<string, string> = {}): Promise<string> {
  await openBrowser(house.web).submit('/register', '/register', { ...grace, email, ask: '1', ...more })
  const letter = await house.letterTo(cast.dora.email, /asks for an account/)
  return /\/admin\/registrations\/[\w-]{36}/.exec(letter.source)?.[0] ?? assert.fail('no link')
}
