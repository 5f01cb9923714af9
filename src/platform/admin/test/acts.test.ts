import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { z } from 'zod'
import { testOnBoth } from '../../../../test/support/databases.ts'
import { openHouse, startTestWorker, type TestHouse } from '../../../../test/support/house.ts'
import { type CastName, cast } from '../../../../test/support/people.ts'
import { defineTask } from '../../tasks/tasks.ts'
import { links } from '../links.ts'

const sleepy = defineTask({ name: 'accounts.sleep', title: 'Sleep', input: z.object({}), run: async () => undefined })

async function idOf({ platform }: TestHouse, name: CastName): Promise<string> {
  const people = platform.db.selectFrom('accounts_people').select('id')
  return (await people.where('email', '=', cast[name].email).executeTakeFirstOrThrow()).id
}

testOnBoth('people are found by name, role and state, page by page', async (t, { kind }) => {
  const { as } = await openHouse(t, { kind })
  const names = async (query: string): Promise<string> => {
    const { body } = await as('dora').get(`${links.people()}${query}`)
    return [...body.matchAll(/\/admin\/people\/[\w-]{36}">(\w+)</g)].map(([, name]) => name).join(' ')
  }

  assert.equal(await names(''), 'Ada Ben Cleo Dora')
  assert.equal(await names('?q=CLEO'), 'Cleo')
  assert.equal(await names('?role=member&role=admin'), 'Ada Ben Dora')
  assert.equal(await names('?q=%25'), '')
  const { body } = await as('dora').get(`${links.people()}?limit=3`)
  const next = /href="([^"]*cursor=[^"]*)"/.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? ''
  assert.match((await as('dora').get(next)).body, />Dora</)
})

testOnBoth(
  'somebody who cannot come in is helped: signed out, sent a link, locked out and let in',
  async (t, { kind }) => {
    const house = await openHouse(t, { kind })
    const { as, platform } = house
    const ada = await idOf(house, 'ada')
    assert.equal((await as('ada').get('/account')).statusCode, 200)
    assert.match((await as('dora').get(links.person(ada))).body, /Firefox, Linux/)

    await as('dora').post(links.endSessions(ada))
    assert.equal((await as('ada').get('/account')).statusCode, 303)
    await as('dora').post(links.sendReset(ada))
    await startTestWorker(t, platform)
    const letters = () =>
      platform.db.selectFrom('mail_outbox').selectAll().where('kind', '=', 'accounts.reset').execute()
    for (let n = 0; n < 100 && (await letters()).length === 0; n++)
      await new Promise((resolve) => setTimeout(resolve, 50))
    assert.equal((await letters())[0]?.recipient, cast.ada.email)

    await as('dora').post(links.disable(ada))
    assert.match((await as('dora').get(links.person(ada))).body, /Locked out/)
    await as('dora').post(links.enable(ada))
    const page = await as('dora').get(links.person(ada))
    assert.match(page.body, /accounts\.sessions-ended/)
    assert.match(page.body, /accounts\.person-disabled/)
    assert.equal((await as('dora').get(links.person('01900000-0000-7000-8000-000000000000'))).statusCode, 404)
  },
)

test('R-V7 a role is changed by somebody who has signed in just now', async (t) => {
  let now = Date.parse('2026-05-01T12:00:00.000Z')
  const house = await openHouse(t, { now: () => new Date(now).toISOString() })
  const { as, platform } = house
  const ada = await idOf(house, 'ada')
  const roleOfAda = async () =>
    (await platform.db.selectFrom('accounts_people').select('role').where('id', '=', ada).executeTakeFirstOrThrow())
      .role
  now += 11 * 60_000

  const late = await as('dora').post(links.role(ada), { role: 'admin' })
  assert.match(String(late.headers.location), /^\/sign-in\?again=1/)
  assert.equal(await roleOfAda(), 'member')

  now -= 11 * 60_000
  await as('dora').post(links.role(ada), { role: 'reader' })
  assert.equal(await roleOfAda(), 'reader')
})

testOnBoth('a setting is put back to a value that it had, and to the one at first', async (t, { kind }) => {
  const { as, platform } = await openHouse(t, { kind })
  const name = 'papers.minimum-gap-seconds'
  const address = links.setting(name)
  await as('dora').post(address, { value: '7', version: '0' })
  await as('dora').post(address, { value: '9', version: '1' })
  const values = async () => {
    const rows = await platform.db
      .selectFrom('settings_values')
      .select('value_json')
      .where('name', '=', name)
      .orderBy('version')
      .execute()
    return rows.map(({ value_json: json }) => json).join(' ')
  }

  assert.equal((await as('dora').post(links.revertSetting(name), { to: '1', version: '1' })).statusCode, 409)
  assert.equal((await as('dora').post(links.revertSetting(name), { to: '5', version: '2' })).statusCode, 404)
  assert.equal((await as('dora').post(links.revertSetting(name), { to: '1', version: '2' })).statusCode, 303)
  assert.equal(await values(), '7 9 7')
  await as('dora').post(links.revertSetting(name), { to: '0', version: '3' })

  assert.notEqual((await values()).split(' ').at(-1), '7')
  assert.match((await as('dora').get(address)).body, /Dora/, 'the history names people')
})

testOnBoth('several jobs are cancelled, tried again and marked as handled at once', async (t, { kind }) => {
  const { as, platform } = await openHouse(t, { kind })
  const { db } = platform
  const jobs = Array.from({ length: 3 }, () => ({ input: {} }))
  const ids = (await db.transaction().execute((tx) => platform.tasks.enqueueMany(tx, sleepy, jobs))).map(({ id }) => id)
  const states = async () =>
    (await db.selectFrom('tasks_jobs').select('state').orderBy('id').execute()).map(({ state }) => state)

  await as('dora').post(links.jobsTogether(), { id: ids.slice(0, 2), act: 'cancel' })
  assert.deepEqual(await states(), ['cancelled', 'cancelled', 'queued'])
  await as('dora').post(links.jobsTogether(), { id: [...ids, 'nothing'], act: 'retry' })
  assert.equal((await states()).length, 5, 'only what was cancelled is tried again')
  await db
    .updateTable('tasks_jobs')
    .set({ state: 'failed' })
    .where('id', '=', ids[2] ?? '')
    .execute()
  await as('dora').post(links.jobsTogether(), { id: ids[2] ?? '', act: 'handled' })

  const handled = await db
    .selectFrom('tasks_jobs')
    .select('handled_at')
    .where('id', '=', ids[2] ?? '')
    .executeTakeFirst()
  assert.ok(handled?.handled_at)
  assert.equal((await as('dora').post(links.jobsTogether(), { id: ids, act: 'delete' })).statusCode, 422)
})

test('R-V3 the HTML of a letter is shown where nothing in it runs, is fetched, or leads anywhere', async (t) => {
  const { as, platform } = await openHouse(t)
  const html =
    '<!doctype html><style>p{color:red}</style><p>Hello</p><script>alert(1)</script><img src="https://evil.test/x.png">'
  const message = { to: 'ada@lyceum.test', subject: 'x', text: 'Hello', html, kind: 'test.letter' }
  const id = await platform.db.transaction().execute((tx) => platform.mail.send(tx, message))

  const page = await as('dora').get(links.letter(id))
  assert.match(page.body, new RegExp(`<iframe [^>]*sandbox="" src="${links.letterHtml(id)}"`))
  assert.doesNotMatch(page.body, /alert\(1\)/)
  const { headers, body } = await as('dora').get(links.letterHtml(id))
  assert.equal(body, html)
  const policy = String(headers['content-security-policy'])
  assert.match(policy, /default-src 'none'; style-src 'sha256-[\w+/=]+'; img-src data:; .*; sandbox$/)
  assert.doesNotMatch(policy, /unsafe|script-src|allow/)
  assert.equal((await as('ada').get(links.letterHtml(id))).statusCode, 403)
})

testOnBoth('the storage page tells what takes the room, by app, person and kind', async (t, { kind }) => {
  const house = await openHouse(t, { kind })
  const { as, platform } = house
  const { files, db } = platform
  const owner = await idOf(house, 'ada')
  for (const [size, dataType] of [
    [3_000, 'papers/list'],
    [500, 'studies/curve'],
  ] as const) {
    const blob = await files.receive(Readable.from([Buffer.alloc(size, size)]), { maxBytes: 10_000 })
    const named = { name: `${size}.bin`, mediaType: 'text/plain', dataType, ownerId: owner, origin: 'upload' }
    await db.transaction().execute((tx) => files.record(tx, blob, named))
  }

  const { body } = await as('dora').get(links.storage())

  assert.match(body, /<strong>3\.5 kB<\/strong>/)
  assert.match(body, /<th scope="row">papers<\/th><td class="number">1<\/td><td class="number">3 kB/)
  assert.match(body, /owner_id=[\w-]+">Ada<\/a><\/th><td class="number">2<\/td>/)
  assert.ok(body.indexOf('3000.bin') < body.indexOf('500.bin'), 'the biggest stands first')
})
