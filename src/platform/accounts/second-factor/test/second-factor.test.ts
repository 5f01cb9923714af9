import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { TOTP } from 'otpauth'
import { testHouseOnBoth } from '../../../../../test/support/both-houses.ts'
import type { TestHouse } from '../../../../../test/support/house.ts'
import { cast, castPassword } from '../../../../../test/support/people.ts'
import { type Browser, openBrowser } from '../../test/browser.ts'
import { moved } from '../../times.ts'

const password = { email: cast.ada.email, password: castPassword }
const code = '/sign-in/code'

type Clock = { now: string }

/** Signs Ada in by password and sets the app up; answers the app's secret and the codes that were shown. */
async function enrol(browser: Browser, clock: Clock) {
  await browser.submit('/sign-in', '/sign-in', password)
  await browser.submit('/account/second-factor', '/account/second-factor/start')
  const page = await browser.get('/account/second-factor/app')
  const secret = /class="factor-key">([A-Z2-7 ]+)</.exec(page.body)?.[1]?.replaceAll(' ', '') ?? ''
  assert.equal(secret.length, 32, page.body)
  const app = (atMs = 0): string => new TOTP({ secret }).generate({ timestamp: Date.parse(clock.now) + atMs })
  const on = await browser.submit('/account/second-factor/app', '/account/second-factor/confirm', { code: app() })
  assert.equal(on.statusCode, 201, on.body)
  const codes = [...on.body.matchAll(/<li><code>([\w-]+)<\/code>/g)].map(([, text = '']) => text)
  return { secret, app, codes, page: on.body }
}

/** A house at a moment that the test moves. */
function testFactors(
  title: string,
  run: (house: TestHouse & { clock: Clock; open: () => Browser }, t: TestContext) => Promise<void>,
): void {
  testHouseOnBoth(title, async (house, clock, t) => run({ ...house, clock, open: () => openBrowser(house.web) }, t))
}

testFactors(
  'R-V6 with a second factor the password opens no session before the code',
  async ({ clock, open, platform }) => {
    const { app } = await enrol(open(), clock)
    clock.now = moved(clock.now, 60_000)
    const browser = open()

    const first = await browser.submit('/sign-in', '/sign-in', { ...password, next: '/account/security' })

    assert.equal(first.headers.location, '/sign-in/code?next=%2Faccount%2Fsecurity')
    assert.equal(browser.cookies.has('lyceum'), false, 'the password alone is no session')
    assert.equal((await browser.get('/account')).statusCode, 303)
    const sessions = await platform.db.selectFrom('accounts_sessions').select('id').execute()
    const second = await browser.submit(code, code, { code: app(), next: '/account/security' })
    assert.deepEqual([second.statusCode, second.headers.location], [303, '/account/security'])
    assert.equal((await browser.get('/account/security')).statusCode, 200)
    assert.equal((await platform.db.selectFrom('accounts_sessions').select('id').execute()).length, sessions.length + 1)
    assert.equal(browser.cookies.has('lyceum-pending'), false)
  },
)

testFactors('R-V6 a code is taken once, and none that is older', async ({ clock, open }) => {
  const { app } = await enrol(open(), clock)
  const used = app()
  const browser = open()
  await browser.submit('/sign-in', '/sign-in', password)
  assert.equal((await browser.submit(code, code, { code: used })).statusCode, 422, 'the code of setting it up')

  clock.now = moved(clock.now, 30_000)
  const fresh = app()
  assert.equal((await browser.submit(code, code, { code: fresh })).statusCode, 303)

  const thief = open()
  await thief.submit('/sign-in', '/sign-in', password)
  for (const stolen of [fresh, used, app(-30_000), '000000', 'abcdef', '']) {
    assert.equal((await thief.submit(code, code, { code: stolen })).statusCode, 422, stolen)
    assert.equal(thief.cookies.has('lyceum'), false)
  }
})

testFactors('R-V6 two people with the same code at the same moment are one', async ({ clock, open }) => {
  const { app } = await enrol(open(), clock)
  clock.now = moved(clock.now, 60_000)
  const browsers = [open(), open(), open()]
  for (const browser of browsers) await browser.submit('/sign-in', '/sign-in', password)

  const answers = await Promise.all(browsers.map((browser) => browser.submit(code, code, { code: app() })))

  assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [303, 422, 422])
})

testFactors('R-V6 a recovery code works once, however it is typed, and its owner is told', async (house) => {
  const { clock, open, platform } = house
  const { codes } = await enrol(open(), clock)
  assert.equal(codes.length, 10)
  assert.equal(new Set(codes).size, 10)
  const kept = await platform.db.selectFrom('accounts_recovery_codes').select('code').execute()
  assert.ok(!kept.some((row) => codes.includes(row.code)), 'they are not kept as they are')
  const typed = codes[3]?.toLowerCase().replaceAll('-', ' ') ?? ''

  const browser = open()
  await browser.submit('/sign-in', '/sign-in', password)
  assert.equal((await browser.submit(code, code, { code: typed })).statusCode, 303)

  const again = open()
  await again.submit('/sign-in', '/sign-in', password)
  assert.equal((await again.submit(code, code, { code: typed })).statusCode, 422)
  const letters = await platform.db.selectFrom('mail_outbox').select(['kind', 'text']).execute()
  assert.match(letters.find(({ kind }) => kind === 'accounts.recovery-used')?.text ?? '', /9 of the codes are left/)
})

testFactors(
  'R-V6 the eleventh code is refused, whoever types it, and the step ends after ten minutes',
  async (house) => {
    const { clock, open } = house
    const { app } = await enrol(open(), clock)
    clock.now = moved(clock.now, 16 * 60_000)
    const browser = open()
    await browser.submit('/sign-in', '/sign-in', password)
    const statuses: number[] = []
    for (let n = 0; n < 11; n++) statuses.push((await browser.submit(code, code, { code: '123456' })).statusCode)
    assert.deepEqual(statuses, [...Array(10).fill(422), 429])

    clock.now = moved(clock.now, 16 * 60_000)
    const late = await browser.submit('/sign-in', code, { code: app() })
    assert.deepEqual([late.statusCode, late.headers.location], [303, '/sign-in'])
    assert.equal(browser.cookies.has('lyceum'), false)
  },
)

testFactors('R-V7 the second factor ends other sessions, as does turning it off, which takes a code', async (house) => {
  const { clock, open, platform } = house
  const elsewhere = open()
  await elsewhere.submit('/sign-in', '/sign-in', password)
  const browser = open()
  const { app } = await enrol(browser, clock)
  assert.equal((await elsewhere.get('/account')).statusCode, 303, 'signed out elsewhere')
  assert.equal((await browser.get('/account')).statusCode, 200, 'and goes on here')

  const off = '/account/second-factor/off'
  assert.equal((await browser.submit(off, off, { code: '000000' })).statusCode, 422)
  clock.now = moved(clock.now, 11 * 60_000)
  const late = await browser.submit('/account', off, { code: app() })
  assert.match(String(late.headers.location), /^\/sign-in\?again=1/, 'who signed in long ago proves it again')
  const again = open()
  await again.submit('/sign-in', '/sign-in', password)
  await again.submit(code, code, { code: app() })
  clock.now = moved(clock.now, 60_000)
  assert.equal((await again.submit(off, off, { code: app() })).statusCode, 303)

  const plain = open()
  assert.equal((await plain.submit('/sign-in', '/sign-in', password)).headers.location, '/')
  const kinds = (await platform.db.selectFrom('mail_outbox').select('kind').orderBy('id').execute()).map(
    ({ kind }) => kind,
  )
  assert.deepEqual(kinds, ['accounts.factor-on', 'accounts.factor-off'])
})

testFactors(
  'R-V7 a new password and locking out end a second step that is half done',
  async ({ clock, open, platform, as }) => {
    const { app } = await enrol(open(), clock)
    clock.now = moved(clock.now, 60_000)
    const browser = open()
    await browser.submit('/sign-in', '/sign-in', password)
    const { id } = await platform.db
      .selectFrom('accounts_people')
      .select('id')
      .where('email', '=', cast.ada.email)
      .executeTakeFirstOrThrow()

    await as('dora').post(`/admin/people/${id}/disable`)
    await as('dora').post(`/admin/people/${id}/enable`)

    assert.equal((await browser.submit('/sign-in', code, { code: app() })).headers.location, '/sign-in')
    assert.equal(browser.cookies.has('lyceum'), false)
  },
)

testFactors('R-V6 whoever the house wants a second factor of can do nothing else before it is there', async (house) => {
  const { as, platform, clock, open } = house
  const { factorSetting } = await import('../../settings.ts')
  await platform.db.transaction().execute((tx) => platform.settings.set(tx, factorSetting, 'everybody', 'test'))

  assert.equal((await as('ben').get('/papers/list')).headers.location, '/account/second-factor')
  assert.match((await as('ben').get('/account/second-factor')).body, /This house asks it of you/)
  const told = await as('ben').json('GET', '/api/v1/me')
  assert.deepEqual([told.statusCode, told.json().code], [403, 'accounts.factor-needed'])
  const browser = open()
  await enrol(browser, clock)
  assert.equal((await browser.get('/papers/list')).statusCode, 200)
})

testFactors('the file of recovery codes holds those of the person alone', async ({ clock, open }) => {
  const browser = open()
  const { codes } = await enrol(browser, clock)
  const file = '/account/second-factor/codes.txt'

  const own = await browser.submit('/account', file, { codes: [...codes, '0000-0000-0000-0000', 'evil'].join(' ') })

  assert.match(String(own.headers['content-disposition']), /^attachment; filename="lyceum-recovery-codes.txt"/)
  assert.deepEqual(own.body.split('\r\n').slice(2, -1), codes)
})

testFactors(
  'R-V7 an administrator who signed in just now resets it: logged, mailed, and everybody is signed out',
  async (house) => {
    const { clock, open, platform, as } = house
    const browser = open()
    await enrol(browser, clock)
    const people = platform.db.selectFrom('accounts_people').select('id').where('email', '=', cast.ada.email)
    const address = `/admin/people/${(await people.executeTakeFirstOrThrow()).id}/second-factor/off`
    clock.now = moved(clock.now, 11 * 60_000)
    assert.match(String((await as('dora').post(address)).headers.location), /^\/sign-in\?again=1/)
    assert.equal((await browser.get('/account')).statusCode, 200, 'nothing was done yet')
    const desk = open()
    await desk.submit('/sign-in', '/sign-in', { email: cast.dora.email, password: castPassword })

    const reset = await desk.submit('/account', address)

    assert.equal(reset.statusCode, 303, reset.body)
    assert.equal((await browser.get('/account')).statusCode, 303)
    assert.equal((await open().submit('/sign-in', '/sign-in', password)).headers.location, '/')
    const letters = await platform.db.selectFrom('mail_outbox').select('kind').execute()
    assert.ok(letters.some(({ kind }) => kind === 'accounts.factor-reset'))
    const entries = await platform.db.selectFrom('activity_entries').select('action').execute()
    assert.ok(entries.some(({ action }) => action === 'accounts.factor-reset'))
    assert.equal((await desk.submit('/account', address)).statusCode, 409, 'there is nothing left')
  },
)
