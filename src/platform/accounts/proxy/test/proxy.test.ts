import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testHouseOnBoth } from '../../../../../test/support/both-houses.ts'
import type { TestHouse } from '../../../../../test/support/house.ts'
import { cast } from '../../../../../test/support/people.ts'
import { sendRaw } from '../../../../../test/support/raw-request.ts'
import { ConfigError, readConfig } from '../../../../config.ts'
import { firstRoleSetting, proxyDomainSetting, proxyPeopleSetting } from '../../settings.ts'
import { openBrowser } from '../../test/browser.ts'
import { trustedAddresses } from '../trusted-addresses.ts'

const proxy = '10.1.2.3'
const environment = { LYCEUM_TRUST_PROXY: '10.1.2.3', LYCEUM_PROXY_USER_HEADER: 'Remote-User' }

/** Asks for a page as the socket of an address would. */
const ask = ({ web }: TestHouse, address: string, headers: Record<string, string>, url = '/account') =>
  web.inject({ method: 'GET', url, remoteAddress: address, headers: { accept: 'text/html', ...headers } })

async function set(house: TestHouse, people: 'known' | 'create', domain = 'lyceum.test'): Promise<void> {
  const { settings, db } = house.platform
  await db.transaction().execute(async (tx) => {
    await settings.set(tx, proxyPeopleSetting, people, 'test')
    await settings.set(tx, proxyDomainSetting, domain, 'test')
  })
}

testHouseOnBoth(
  'OBS-AUTH-02 the header counts from the trusted proxy alone, and from nobody who says to be it',
  async (house) => {
    await set(house, 'known')
    const named = { 'remote-user': 'ada' }
    const known = await ask(house, proxy, named)
    assert.equal(known.statusCode, 200, known.body)
    assert.match(known.body, /ada@lyceum\.test/)

    for (const [address, more] of [
      ['10.1.2.4', {}],
      ['127.0.0.1', {}],
      ['198.51.100.7', { 'x-forwarded-for': proxy, 'x-real-ip': proxy, forwarded: `for=${proxy}` }],
      ['198.51.100.7', { 'x-forwarded-for': `${proxy}, ${proxy}` }],
      ['::ffff:10.1.2.4', {}],
    ] as const) {
      const answer = await ask(house, address, { ...named, ...more })
      assert.equal(answer.statusCode, 303, `${address}: the header is as good as none`)
      assert.match(String(answer.headers.location), /^\/sign-in/)
    }
    assert.equal((await ask(house, '::ffff:10.1.2.3', named)).statusCode, 200, 'the proxy, by the other kind of socket')
    assert.equal((await ask(house, proxy, {})).statusCode, 303, 'the proxy without a name')
    assert.equal((await ask(house, proxy, { remote_user: 'ada', 'x-remote-user': 'ada' })).statusCode, 303)
  },
  environment,
)

testHouseOnBoth(
  'OBS-AUTH-02 beside a copy of the visitor’s the word of the proxy counts for nothing',
  async (house) => {
    await set(house, 'known')
    const port = Number(new URL(await house.web.listen({ host: '127.0.0.1', port: 0 })).port)
    const send = (...lines: string[]) =>
      sendRaw(port, ['GET /account HTTP/1.1', 'Host: x', 'Connection: close', ...lines, '', ''].join('\r\n'))
    assert.match(await send('Remote-User: ada'), /^HTTP\/1\.1 200/)

    for (const lines of [
      ['Remote-User: ada', 'Remote-User: dora'],
      ['Remote-User: dora', 'REMOTE-USER: dora'],
      ['Remote-User: ada, dora'],
      ['Remote-User: ada dora'],
      ['Remote-User: <script>'],
    ])
      assert.match(await send(...lines), /^HTTP\/1\.1 403/, lines.join(' '))
  },
  { LYCEUM_TRUST_PROXY: 'loopback', LYCEUM_PROXY_USER_HEADER: 'Remote-User' },
)

testHouseOnBoth(
  'OBS-AUTH-02 without the setting no header signs anybody in, nor does the environment of the process',
  async (house) => {
    process.env.REMOTE_USER = 'dora'
    assert.equal((await ask(house, proxy, { 'remote-user': 'ada' })).statusCode, 303)
    delete process.env.REMOTE_USER
  },
  { LYCEUM_TRUST_PROXY: proxy },
)

testHouseOnBoth(
  'OBS-AUTH-03 an unknown name and one that is locked out are refused, and told whom to ask',
  async (house) => {
    await set(house, 'known')
    const { id } = await house.platform.db
      .selectFrom('accounts_people')
      .select('id')
      .where('email', '=', cast.ben.email)
      .executeTakeFirstOrThrow()
    assert.equal((await ask(house, proxy, { 'remote-user': 'ben' })).statusCode, 200)
    await house.as('dora').post(`/admin/people/${id}/disable`)

    for (const name of ['ben', 'nobody', 'nobody@elsewhere.test']) {
      const answer = await ask(house, proxy, { 'remote-user': name })
      assert.equal(answer.statusCode, 403, name)
      assert.match(answer.body, /Ask an administrator/)
    }
    await set(house, 'known', '')
    assert.equal((await ask(house, proxy, { 'remote-user': 'ada' })).statusCode, 403, 'a name is no address')
    assert.equal((await ask(house, proxy, { 'remote-user': 'ada@lyceum.test' })).statusCode, 200)
  },
  environment,
)

testHouseOnBoth(
  'by a setting people are made when the proxy first names them, once and with the first role',
  async (house) => {
    await set(house, 'create', 'example.edu')
    const { settings, db } = house.platform
    await db.transaction().execute((tx) => settings.set(tx, firstRoleSetting, 'reader', 'test'))

    const answers = await Promise.all(
      ['erin', 'erin', 'erin'].map((name) => ask(house, proxy, { 'remote-user': name })),
    )

    for (const { statusCode, body } of answers) assert.equal(statusCode, 200, body)
    assert.equal((await ask(house, proxy, { 'remote-user': 'erin' })).statusCode, 200)
    const made = await db.selectFrom('accounts_people').select(['email', 'role']).where('name', '=', 'erin').execute()
    assert.deepEqual(
      made.map((row) => ({ ...row })),
      [{ email: 'erin@example.edu', role: 'reader' }],
    )
    assert.equal((await ask(house, proxy, { 'remote-user': 'erin' }, '/admin/people')).statusCode, 403)
  },
  environment,
)

testHouseOnBoth(
  'R-V3 whom the proxy signs in sends forms with the token of their own visit alone',
  async (house) => {
    await set(house, 'known')
    const headers = { 'remote-user': 'ada' }
    const browser = openBrowser(house.web, { address: proxy, headers })
    const saved = await browser.submit('/account', '/account', { name: 'Ada Lovelace' })
    assert.equal(saved.statusCode, 303, saved.body)

    const forged = await house.web.inject({
      method: 'POST',
      url: '/account',
      remoteAddress: proxy,
      headers: { ...headers, 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'name=Forged',
    })
    const foreign = await openBrowser(house.web, {
      address: proxy,
      headers: { ...headers, 'sec-fetch-site': 'cross-site' },
    }).submit('/account', '/account', { name: 'Forged' })

    assert.deepEqual([forged.statusCode, foreign.statusCode], [403, 403])
    assert.match((await browser.get('/account')).body, /Ada Lovelace/)
  },
  environment,
)

testHouseOnBoth(
  'signing out leads to where the institution signs people out, and a token is made without a second sign-in',
  async (house) => {
    await set(house, 'known')
    const browser = openBrowser(house.web, { address: proxy, headers: { 'remote-user': 'ada' } })
    const token = await browser.submit('/account/tokens/new', '/account/tokens', {
      name: 'mine',
      scope: 'read',
      days: '30',
    })
    assert.equal(token.statusCode, 201, token.body)

    const out = await browser.submit('/account', '/sign-out')

    assert.equal(out.headers.refresh, '0; url=https://login.example.edu/logout?a=1')
    assert.match(out.body, /href="https:\/\/login\.example\.edu\/logout\?a=1"/)
  },
  { ...environment, LYCEUM_PROXY_SIGN_OUT_URL: 'https://login.example.edu/logout?a=1' },
)

test('OBS-AUTH-02 a header without a proxy that is named keeps the house from starting', () => {
  const mistakes = (more: Record<string, string>) => {
    try {
      readConfig({ LYCEUM_PROXY_USER_HEADER: 'Remote-User', ...more })
      return []
    } catch (error) {
      return error instanceof ConfigError ? error.mistakes : ['another']
    }
  }
  assert.match(mistakes({}).join(), /^LYCEUM_PROXY_USER_HEADER: needs LYCEUM_TRUST_PROXY/)
  assert.deepEqual(mistakes({ LYCEUM_TRUST_PROXY: '127.0.0.1' }), [])
  for (const header of ['Remote User', 'x:', ''])
    assert.equal(mistakes({ LYCEUM_TRUST_PROXY: '127.0.0.1', LYCEUM_PROXY_USER_HEADER: header }).length, header ? 1 : 0)
  for (const url of ['javascript:alert(1)', '//evil.example', 'logout', '/\\evil.example'])
    assert.match(mistakes({ LYCEUM_TRUST_PROXY: '127.0.0.1', LYCEUM_PROXY_SIGN_OUT_URL: url }).join(), /SIGN_OUT/, url)
})

test('trusted addresses are single ones, blocks and names, whichever way a socket writes them', () => {
  const isTrusted = trustedAddresses(['10.1.2.3', '192.168.0.0/24', 'loopback', '2001:db8::/32', 'nonsense'])
  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '192.168.0.77', '127.0.0.1', '::1', '2001:db8:1::5'])
    assert.equal(isTrusted(address), true, address)
  for (const address of ['10.1.2.4', '192.168.1.1', '2001:db9::1', 'nonsense', '', undefined])
    assert.equal(isTrusted(address), false, String(address))
})
