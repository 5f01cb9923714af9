import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { openHouse, type TestHouse } from '../../../../test/support/house.ts'
import { cast, castPassword } from '../../../../test/support/people.ts'
import { hashQuickly, hashReally } from '../../../../test/support/quick-passwords.ts'
import { until } from '../../../../test/support/until.ts'
import { writeLetter } from '../../mail/letters.ts'
import { hashPassword } from '../passwords.ts'
import { openBrowser } from './browser.ts'
import { linkIn, openLetterHouse } from './letters.ts'

const { email } = cast.ada
const password = 'nine quiet rivers sleep'
const unknown = 'nobody@lu.se'

test('R-V6 sign-in, reset and registration read the same for a known and an unknown address', async (t) => {
  const house = await openHouse(t)
  const forms = [
    ['/sign-in', { password: 'not the right one' }],
    ['/forgotten', {}],
    ['/register', { name: 'Somebody', password }],
    ['/register/again', {}],
  ] as const
  // The address of Ada is made one that may register, so that nothing but the account tells them apart.
  await house.as('dora').post('/admin/domains/rules', { domain: 'lyceum.test', kind: 'allowed' })

  for (const [path, fields] of forms) {
    const answers = [email, unknown].map((typed) =>
      openBrowser(house.web).submit(path === '/register/again' ? '/register/sent' : path, path, {
        ...fields,
        email: typed,
      }),
    )
    const [known, other] = (await Promise.all(answers)).map(lasting)
    assert.deepEqual(known, other, path)
  }
})

/** Status, place and page, without what is fresh in each and the address itself. */
const lasting = ({ statusCode, headers, body }: LightMyRequestResponse) => [
  statusCode,
  headers.location,
  body
    .replaceAll(email, 'ADDRESS')
    .replaceAll(unknown, 'ADDRESS')
    .replaceAll(/ (?:nonce|hx-nonce|content)="[\w-]*"| name="_(?:token|key)" value="[^"]*"/g, '')
    .replaceAll(/<code>[\w-]{36}<\/code>|hx-headers="[^"]*"/g, ''),
]

test('R-V6 time does not tell a known address from an unknown one', async (t) => {
  hashReally()
  t.after(hashQuickly)
  const house = await openHouse(t)
  await house.as('dora').post('/admin/domains/rules', { domain: 'lyceum.test', kind: 'allowed' })
  const guess = { path: '/sign-in', fields: { password: 'not the right one' }, times: 6 }
  // The cast's cheap hash is a fault that this test must see; real accounts have the strong one.
  assert.ok(!isAlike(await mediansOf(house, guess)), 'a fault is seen')
  const stored = await hashPassword(castPassword)
  await house.platform.db.updateTable('accounts_credentials').set({ password: stored }).execute()

  const ways: readonly Way[] = [
    guess,
    { path: '/forgotten', fields: {}, times: 20 },
    { path: '/register', fields: { name: 'Somebody', password }, times: 6 },
  ]
  for (const way of ways) {
    // What tells them apart does so each time; a busy machine does not.
    let medians = await mediansOf(house, way)
    for (let round = 1; round < 4 && !isAlike(medians); round++) medians = await mediansOf(house, way)
    assert.ok(isAlike(medians), `${way.path}: ${medians.map((ms) => ms.toFixed(1)).join(' and ')} ms`)
  }
})

type Way = Readonly<{ path: string; fields: Readonly<Record<string, string>>; times: number }>

/**
 * The work that a known and an unknown address cost, in ms of this process with its threads that hash, so that what others
 * do on the machine does not count. In turns, and with fresh limits each time.
 */
async function mediansOf({ web, platform }: TestHouse, { path, fields, times }: Way): Promise<[number, number]> {
  const taken: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] }
  for (let n = 0; n < times; n++) {
    const { email: known } = Object.values(cast)[n % 4] ?? cast.ada
    for (const kind of n % 2 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)) {
      await platform.db.deleteFrom('accounts_attempts').execute()
      const browser = openBrowser(web, { address: `192.0.2.${n + 1}` })
      const token = await tokenOf(browser, path)
      const start = process.cpuUsage()
      await browser.post(path, { ...fields, _token: token, email: kind === 'known' ? known : `x${n}-${known}` })
      const { user, system } = process.cpuUsage(start)
      taken[kind].push((user + system) / 1_000)
    }
  }
  return [median(taken.known), median(taken.unknown)]
}

/** Within 20 % of the longer one; below 2 ms the collector of garbage says more than we do. */
const isAlike = ([a, b]: readonly [number, number]): boolean => Math.abs(a - b) <= Math.max(0.2 * Math.max(a, b), 2)

const tokenOf = async (browser: ReturnType<typeof openBrowser>, path: string): Promise<string> =>
  /name="_token" value="([^"]+)"/.exec((await browser.get(path)).body)?.[1] ?? ''

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

test('R-V6 no forged header of a host changes the link in a letter', async (t) => {
  const house = await openLetterHouse(t, { environment: { LYCEUM_BASE_URL: 'https://gateway.example' } })
  const forgeries: Record<string, string>[] = [
    { host: 'evil.example' },
    { 'x-forwarded-host': 'evil.example' },
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', 'x-forwarded-port': '81' },
    { forwarded: 'host=evil.example;proto=http' },
    { 'x-host': 'evil.example', 'x-original-url': 'http://evil.example/', 'x-rewrite-url': '//evil.example' },
    { host: 'gateway.example:x@evil.example', origin: 'https://gateway.example', referer: 'http://evil.example/' },
  ]

  for (const headers of forgeries) {
    await house.platform.db.deleteFrom('accounts_attempts').execute()
    const before = house.received.length
    const answer = await openBrowser(house.web, { headers }).submit('/forgotten', '/forgotten', { email })
    assert.equal(answer.statusCode, 303, JSON.stringify(headers))
    await until('a letter has come', () => house.received.length > before)
    const letter = await house.letterTo(email, /new password/)
    assert.match(letter.source, /https:\/\/gateway\.example\/reset\//)
    assert.doesNotMatch(letter.source, /evil/, JSON.stringify(headers))
  }
})

test('R-V6 a link is 256 random bits, stored as its hash, and good for 30 minutes', async (t) => {
  let now = '2026-03-02T09:00:00.000Z'
  const house = await openLetterHouse(t, { now: () => now })
  await openBrowser(house.web).submit('/forgotten', '/forgotten', { email })
  const path = linkIn(await house.letterTo(email, /new password/), 'reset')
  const links = JSON.stringify(await house.platform.db.selectFrom('accounts_links').selectAll().execute())
  assert.ok(!links.includes(path.split('/').at(-1) ?? '?'))
  assert.equal((await openBrowser(house.web).get(path)).statusCode, 200)
  assert.equal((await openBrowser(house.web).get(path.replace('/reset/', '/register/confirm/'))).statusCode, 410)
  assert.equal((await openBrowser(house.web).get(path.replace('/reset/', '/stay/'))).statusCode, 410)

  now = '2026-03-02T09:30:00.000Z'

  assert.equal((await openBrowser(house.web).get(path)).statusCode, 410)
})

test('R-V6 of two who use one link at the same moment, one succeeds', async (t) => {
  const house = await openLetterHouse(t)
  await openBrowser(house.web).submit('/forgotten', '/forgotten', { email })
  const path = linkIn(await house.letterTo(email, /new password/), 'reset')

  const answers = await Promise.all([1, 2].map(() => openBrowser(house.web).submit(path, path, { password })))

  assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [303, 410])
})

test('R-V6 letters are limited to three an hour for one address, whatever addresses the client invents', async (t) => {
  const house = await openHouse(t)
  const ask = (path: string, page: string, n: number, typed: string) => {
    const headers = { 'x-forwarded-for': `203.0.113.${n}`, forwarded: `for=203.0.113.${n}` }
    return openBrowser(house.web, { address: '198.51.100.7', headers }).submit(page, path, { email: typed })
  }
  for (const [path, page] of [
    ['/forgotten', '/forgotten'],
    ['/register/again', '/register/sent'],
  ] as const) {
    for (const typed of [email, unknown]) {
      const statuses: number[] = []
      for (let n = 0; n < 5; n++) statuses.push((await ask(path, page, n, typed)).statusCode)
      assert.deepEqual(statuses, [303, 303, 303, 429, 429], `${path} ${typed}`)
    }
  }
  const register = async (n: number) =>
    (
      await openBrowser(house.web, { address: '198.51.100.8', headers: { 'x-real-ip': `203.0.113.${n}` } }).submit(
        '/register',
        '/register',
        { name: 'N', password, email: `n${n}@lu.se` },
      )
    ).statusCode
  const registered: number[] = []
  for (let n = 0; n < 7; n++) registered.push(await register(n))
  assert.deepEqual(registered, [303, 303, 303, 303, 303, 429, 429])
})

test('R-V15 fields of one’s own wishes change nothing in a registration, a profile or an invitation', async (t) => {
  const house = await openLetterHouse(t)
  const extra = {
    id: 'x',
    role: 'admin',
    email_verified: '1',
    disabled_at: '',
    disabled_by: 'x',
    created_at: '1970',
    updated_at: '1970',
    leaves_at: '1970',
    person_id: 'x',
    state: 'confirming',
    decided_by: 'x',
    domain: 'lu.se',
    token: 'x',
    owner: 'x',
  }
  assert.equal(Object.keys(extra).length, 14)
  const { db } = house.platform
  const people = () => db.selectFrom('accounts_people').selectAll().orderBy('email').execute()
  const before = await people()

  await house.as('cleo').post('/account', { name: 'Cleo', ...extra, email: 'x@x.test', password })
  await openBrowser(house.web).submit('/register', '/register', {
    name: 'N',
    email: 'n@lab.example',
    password,
    ask: '1',
    ...extra,
  })

  const after = await people()
  assert.deepEqual(
    after.map((row) => ({ ...row, updated_at: '' })),
    before.map((row) => ({ ...row, updated_at: '' })),
  )
  const [row] = await db.selectFrom('accounts_registrations').selectAll().execute()
  assert.deepEqual([row?.state, row?.role, row?.domain, row?.decided_by], ['waiting', 'member', 'lab.example', null])
})

test('R-V1 what a person types cannot become a header or markup of a letter', async (t) => {
  const house = await openLetterHouse(t)
  const name = '<img src=x onerror=alert(1)> & "Ada"'
  const hostile = [
    'a@lu.se\r\nBcc: evil@evil.example',
    'a@lu.se, evil@evil.example',
    'a@lu.se>\nX: y',
    '"a\r\nb"@lu.se',
  ]
  for (const typed of hostile) {
    for (const path of ['/register', '/forgotten']) {
      const answer = await openBrowser(house.web).submit(path, path, { name: 'N', password, email: typed })
      assert.equal(answer.statusCode, 422, `${path} ${typed}`)
    }
  }
  assert.equal(
    (
      await openBrowser(house.web).submit('/register', '/register', {
        name: 'N\r\nBcc: evil@evil.example',
        password,
        email: 'n@lu.se',
      })
    ).statusCode,
    422,
  )

  await openBrowser(house.web).submit('/register', '/register', { name, password, email: 'n@lu.se' })
  const { source } = await house.letterTo('n@lu.se', /confirm/)
  const html = source.slice(source.indexOf('<html'))
  assert.ok(html.includes('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Ada&quot;'), html)
  assert.doesNotMatch(html, /<img/)
  assert.equal(house.received.filter(({ to }) => to !== 'n@lu.se').length, 0)
  const { html: written } = writeLetter(
    { kind: 'x', subject: '</title><b>', lines: ['<p>'], link: { text: '<i>', href: 'https://x/?a=1&b="' } },
    { baseUrl: 'https://x' },
  )
  assert.ok(
    written.includes('<title>&lt;/title&gt;&lt;b&gt;</title>') &&
      written.includes('href="https://x/?a=1&amp;b=&quot;"'),
  )
})

test('R-V7 a session planted before sign-in, confirmation or reset opens nothing afterwards', async (t) => {
  const house = await openLetterHouse(t)
  const planted = 'p'.repeat(43)
  const browser = openBrowser(house.web)
  browser.cookies.set('lyceum', planted)
  await browser.submit('/register', '/register', { name: 'N', password, email: 'n@lu.se' })
  const path = linkIn(await house.letterTo('n@lu.se', /confirm/), 'register/confirm')
  browser.cookies.set('lyceum', planted)

  assert.equal((await browser.submit(path, path, { password })).statusCode, 303)

  assert.notEqual(browser.cookies.get('lyceum'), planted)
  const stolen = await house.web.inject({ url: '/account', headers: { cookie: `lyceum=${planted}` } })
  assert.equal(stolen.statusCode, 303)
})

test('R-V6 who registers with somebody else’s address gets nothing: the reader of the mailbox decides on the password', async (t) => {
  const house = await openLetterHouse(t)
  await openBrowser(house.web).submit('/register', '/register', { name: 'Mallory', password, email: 'victim@lu.se' })
  const path = linkIn(await house.letterTo('victim@lu.se', /confirm/), 'register/confirm')
  const victim = openBrowser(house.web, { address: '192.0.2.77' })

  assert.equal((await victim.submit(path, path, {})).statusCode, 422, 'following the link alone makes no account')
  assert.equal((await victim.submit(path, path, { newPassword: 'twelve warm stones rest' })).statusCode, 303)

  const mallory = openBrowser(house.web, { address: '192.0.2.78' })
  assert.equal((await mallory.submit('/sign-in', '/sign-in', { email: 'victim@lu.se', password })).statusCode, 422)
})

test('R-V6 somebody who has an account and registers again is told by mail alone', async (t) => {
  const house = await openLetterHouse(t)
  await house.as('dora').post('/admin/domains/rules', { domain: 'lyceum.test', kind: 'allowed' })

  const answer = await openBrowser(house.web).submit('/register', '/register', { name: 'Not Ada', password, email })

  assert.equal(answer.headers.location, '/register/sent')
  assert.match((await house.letterTo(email, /have an account already/)).source, /\/forgotten/)
  assert.deepEqual(await house.platform.db.selectFrom('accounts_registrations').select('id').execute(), [])
})
