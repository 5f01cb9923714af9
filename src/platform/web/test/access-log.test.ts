import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openHouse, type TestHouse } from '../../../../test/support/house.ts'

/** What is gathered is written after a fifth of a second. */
async function accessLines({ platform }: Pick<TestHouse, 'platform'>) {
  await sleep(300)
  const folder = join(platform.config.instance, 'logs')
  const names = readdirSync(folder).filter((name) => name.startsWith('access-'))
  const text = names.map((name) => readFileSync(join(folder, name), 'utf8')).join('')
  return {
    text,
    lines: text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
  }
}

test('each answer has one line: who asked for what, what came of it, and in which time', async (t) => {
  const house = await openHouse(t)

  const { headers } = await house.as('ada').get('/papers/list?q=private+words')
  await house.as('anon').get('/no/such/place')

  const { text, lines } = await accessLines(house)
  assert.equal(lines.length, 2)
  const [found, missing] = lines
  const ada = await house.platform.db
    .selectFrom('accounts_people')
    .selectAll()
    .where('name', '=', 'Ada')
    .executeTakeFirst()
  assert.partialDeepStrictEqual(found, {
    pid: process.pid,
    role: 'web',
    requestId: headers['x-request-id'],
    method: 'GET',
    route: '/papers/list',
    path: '/papers/list',
    status: 200,
    address: '127.0.0.1',
    person: ada?.id,
  })
  assert.ok(found.ms > 0 && found.ms < 10_000 && found.bytes > 1_000)
  assert.doesNotMatch(text, /private/, 'what somebody searches for is theirs')
  assert.partialDeepStrictEqual(missing, { path: '/no/such/place', status: 404 })
  assert.equal('route' in missing || 'person' in missing, false)
})

test('questions whether the house lives are left out while it does, and stand there when it does not', async (t) => {
  const house = await openHouse(t)
  await house.web.inject('/healthz')
  await house.web.inject('/readyz')
  await house.platform.database.close()
  assert.equal((await house.web.inject('/readyz')).statusCode, 503)

  const { lines } = await accessLines(house)
  assert.deepEqual(
    lines.map(({ path, status }) => [path, status]),
    [['/readyz', 503]],
  )
})

test('R-V14 an address that is good for something by itself is not written down, nor a token anywhere', async (t) => {
  const house = await openHouse(t)

  const answer = await house.web.inject('/first-administrator/hunter2hunter2hunter2')
  const other = await house.web.inject({
    url: '/lyc_abcdefgh12345678',
    headers: { 'user-agent': 'curl lyc_abcdefgh12345678' },
  })

  const { text, lines } = await accessLines(house)
  assert.doesNotMatch(text, /hunter2hunter2|abcdefgh123/, `${answer.statusCode} ${other.statusCode}`)
  assert.equal(lines.length, 2)
})

test('R-V16 no header and no address ends a line or makes it longer than 8 KB', async (t) => {
  const house = await openHouse(t)

  await house.web.inject({
    url: `/${'%E2%80%AE'.repeat(100)}`,
    headers: { 'user-agent': `${'x'.repeat(9_000)}\u009b2J` },
  })
  await house.web.inject({ url: `/${'y'.repeat(9_000)}` })

  const { text, lines } = await accessLines(house)
  assert.equal(lines.length, 2)
  assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\u202e]/u)
  for (const line of text.split('\n')) assert.ok(Buffer.byteLength(line) < 2_000)
})

test('a visitor who leaves before the answer has a line too', async (t) => {
  const house = await openHouse(t)
  await house.web.listen({ host: '127.0.0.1', port: 0 })
  const [address] = house.web.addresses()
  const socket = connect(typeof address === 'object' ? address.port : 0, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(
    'POST /sign-in HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\nemail=',
  )
  await sleep(100)
  socket.destroy()

  const { lines } = await accessLines(house)
  assert.equal(lines.length, 1)
  assert.partialDeepStrictEqual(lines[0], { method: 'POST', route: '/sign-in' })
  assert.ok(lines[0].status >= 400)
})
