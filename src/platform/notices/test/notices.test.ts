import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { type HouseOptions, openHouse, startTestWorker } from '../../../../test/support/house.ts'
import { type CastName, cast } from '../../../../test/support/people.ts'
import { until } from '../../../../test/support/until.ts'
import type { DatabaseKind } from '../../database/migrating.ts'
import type { Platform } from '../../platform.ts'
import { clearOld as jobOfChoice } from '../../tasks/clearing-task.ts'
import { jobEnded } from '../../tasks/kinds.ts'
import { findJob } from '../../tasks/queries.ts'
import { watchTroubles } from '../troubles.ts'
import { signUnsubscribe } from '../unsubscribing.ts'

function onBoth(title: string, run: (t: TestContext, kind: DatabaseKind) => Promise<void>): void {
  for (const kind of databaseKinds) test(`${title} (${kind})`, (t) => run(t, kind))
}

async function open(t: TestContext, kind: DatabaseKind, options: HouseOptions = {}) {
  const house = await openHouse(t, { kind, ...options })
  const { platform } = house
  const idOf = (name: CastName) => personId(platform, name)
  const tell = async (name: CastName, values: Record<string, string> = { job: 'Import a list' }, batch?: string) => {
    const person = await idOf(name)
    await platform.db
      .transaction()
      .execute((tx) =>
        platform.notify(tx, { person, kind: jobEnded, text: 'succeeded', values, href: '/jobs/1', batch }),
      )
  }
  const letters = () => platform.db.selectFrom('mail_outbox').selectAll().orderBy('id').execute()
  return { ...house, idOf, tell, letters }
}

async function personId({ db }: Platform, name: CastName): Promise<string> {
  const { email } = cast[name]
  return (await db.selectFrom('accounts_people').select('id').where('email', '=', email).executeTakeFirstOrThrow()).id
}

onBoth('who is told sees it at the bell and in the list, reads it, and nobody else does', async (t, kind) => {
  const { as, tell, letters } = await open(t, kind)
  await tell('ada')

  const home = await as('ada').get('/')
  assert.match(home.body, /Notices, 1 unread/)
  assert.doesNotMatch((await as('ben').get('/')).body, /1 unread/)
  const list = await as('ada').get('/notices')
  assert.match(list.body, /“Import a list” is done\./)
  const address = String(/action="(\/notices\/[\w-]{36})"/.exec(list.body)?.[1])
  assert.equal((await as('ben').post(address)).statusCode, 404)
  assert.match((await as('ada').get('/')).body, /1 unread/, 'a stranger’s press changes nothing')

  const opened = await as('ada').post(address)
  assert.equal(opened.headers.location, '/jobs/1')
  assert.doesNotMatch((await as('ada').get('/')).body, /unread/)
  await as('ada').post(`${address}/unread`)
  assert.match((await as('ada').get('/')).body, /1 unread/)
  await as('ada').post('/notices/read')
  assert.doesNotMatch((await as('ada').get('/')).body, /unread/)
  assert.deepEqual(await letters(), [], 'no letter is usual for this kind')
})

onBoth('a batch is one notice and one letter, until it is read', async (t, kind) => {
  const { as, tell, letters, platform } = await open(t, kind)
  await as('ada').post('/notices/settings', { 'page:tasks.ended': '1', 'mail:tasks.ended': '1' })

  await Promise.all(Array.from({ length: 12 }, () => tell('ada', undefined, 'import')))
  const rows = await platform.db.selectFrom('notices_items').selectAll().execute()
  assert.deepEqual(
    rows.map(({ count }) => count),
    [12],
  )
  assert.equal((await letters()).length, 1)

  await as('ada').post('/notices/read')
  await tell('ada', undefined, 'import')
  assert.equal((await letters()).length, 2)

  await as('ada').post('/notices/settings', { 'mail:tasks.ended': '1' })
  await tell('ada', undefined, 'other')
  await tell('ada', undefined, 'other')
  assert.equal((await letters()).length, 3, 'who wants letters alone gets one for a batch as well')
  assert.doesNotMatch((await as('ada').get('/')).body, /2 unread/)
})

onBoth('R-P4 what is rolled back is told to nobody', async (t, kind) => {
  const { as, idOf, letters, platform } = await open(t, kind)
  await as('ada').post('/notices/settings', { 'page:tasks.ended': '1', 'mail:tasks.ended': '1' })
  const person = await idOf('ada')

  const work = platform.db.transaction().execute(async (tx) => {
    await platform.notify(tx, { person, kind: jobEnded, text: 'failed', values: { job: 'x' } })
    throw new Error('rolled back')
  })
  await assert.rejects(work, /rolled back/)

  assert.deepEqual(await letters(), [])
  assert.deepEqual(await platform.db.selectFrom('notices_items').selectAll().execute(), [])
})

onBoth('a letter speaks its reader’s language, escapes names, and one click ends its kind', async (t, kind) => {
  const { as, tell, letters, platform, web, idOf } = await open(t, kind)
  await platform.db.updateTable('accounts_people').set({ language: 'de' }).where('name', '=', 'Ada').execute()
  await as('ada').post('/notices/settings', { 'page:tasks.ended': '1', 'mail:tasks.ended': '1' })
  await tell('ada', { job: '<b>x</b>\r\nBcc: eve@lyceum.test' })

  const [letter] = await letters()
  assert.match(letter?.subject ?? '', /ist fertig/)
  assert.doesNotMatch(letter?.subject ?? '', /[\r\n]/)
  assert.doesNotMatch(letter?.html ?? '', /<b>/)
  assert.match(letter?.html ?? '', /<html lang="de">/)
  const address = new URL(letter?.unsubscribe_url ?? '')
  assert.equal(address.origin, new URL(platform.config.baseUrl).origin)

  const page = await web.inject({ url: address.pathname, headers: { accept: 'text/html' } })
  assert.match(page.body, /A long job that I asked for has ended/)
  await tell('ada')
  assert.equal((await letters()).length, 2, 'looking at the page changes nothing')
  const types = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']
  const bodies = [
    'List-Unsubscribe=One-Click',
    '--x\r\ncontent-disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
  ]
  for (const [n, type] of types.entries()) {
    const headers = { 'content-type': type, origin: 'https://mail.example' }
    const clicked = await web.inject({ method: 'POST', url: address.pathname, headers, payload: bodies[n] })
    assert.equal(clicked.statusCode, 200, clicked.body)
  }
  await tell('ada')
  assert.equal((await letters()).length, 2)
  assert.match((await as('ada').get('/notices')).body, /Import a list/, 'on the page it is still told')

  const own = signUnsubscribe(platform.secret, await idOf('ben'), 'tasks.ended')
  for (const forged of [
    own.slice(0, -1),
    `${own}x`,
    signUnsubscribe('other secret', await idOf('ben'), 'tasks.ended'),
    'x.y',
    'x',
  ]) {
    const answer = await web.inject({ method: 'POST', url: `/unsubscribe/${forged}` })
    assert.equal(answer.statusCode, 404, forged)
  }
})

onBoth('administrators tell everybody, or some, for a time; who may puts it aside', async (t, kind) => {
  let now = '2026-05-01T12:00:00.000Z'
  const { as, platform } = await open(t, kind, { now: () => now })
  const form = {
    text: 'The house rests <b>tonight</b>.',
    level: 'warning',
    audience: 'member',
    starts_at: '2026-05-01 10:00',
    ends_at: '2026-05-01 13:00',
    is_dismissible: '1',
  }
  const wrong = await as('dora').post('/admin/tables/notices_broadcasts/rows', { ...form, ends_at: '2026-05-01 09:00' })
  assert.equal(wrong.statusCode, 422)
  assert.match(wrong.body, /It must end after it begins/)
  const made = await as('dora').post('/admin/tables/notices_broadcasts/rows', form)
  assert.equal(made.statusCode, 303, made.body)

  assert.match((await as('ada').get('/')).body, /The house rests &lt;b&gt;tonight/)
  assert.doesNotMatch((await as('cleo').get('/')).body, /The house rests/, 'a reader is no member')
  const aside = String(/action="(\/broadcasts\/[\w-]+\/dismiss)"/.exec((await as('ada').get('/')).body)?.[1])
  assert.equal((await as('ada').post(aside, { next: 'https://evil.example' })).headers.location, '/')
  assert.doesNotMatch((await as('ada').get('/')).body, /The house rests/)
  assert.match((await as('ben').get('/')).body, /The house rests/)

  now = '2026-05-01T13:00:01.000Z'
  assert.doesNotMatch((await as('ben').get('/')).body, /The house rests/)
  assert.equal((await platform.db.selectFrom('notices_dismissals').selectAll().execute()).length, 1)
})

onBoth('the first steps stand on the first page until somebody puts them aside', async (t, kind) => {
  const { as } = await open(t, kind)
  assert.match((await as('ada').get('/')).body, /First steps/)
  assert.equal((await as('ada').get('/welcome')).statusCode, 200)

  await as('ada').post('/tours/welcome/seen', { next: '/' })

  assert.doesNotMatch((await as('ada').get('/')).body, /First steps/)
  assert.match((await as('ben').get('/')).body, /First steps/)
  assert.equal((await as('ada').post('/tours/nothing/seen')).statusCode, 404)
})

onBoth(
  'OBS-NTF-10 a thousand errors of one make are one entry and one letter, with the request id',
  async (t, kind) => {
    const { platform, letters } = await open(t, kind)
    const note = watchTroubles(platform)
    const error = (n: number) => ({
      level: 50,
      time: Date.now(),
      msg: 'request failed by a bug',
      fields: {
        requestId: `request-${n}`,
        err: {
          type: 'TypeError',
          message: `no paper ${n} of "list ${n}"`,
          stack: `TypeError: x\n    at f (file:///srv/src/apps/papers/x.ts:${n}:1)`,
        },
      },
    })
    const told = () => letters()
    for (let n = 0; n < 1_000; n++) note(error(n))
    await until('it is told', async () => (await told()).length > 0)
    note(error(1_000))
    await until(
      'all are counted',
      async () => (await platform.db.selectFrom('notices_troubles').selectAll().execute())[0]?.count === 1_001,
    )

    const rows = await platform.db.selectFrom('notices_troubles').selectAll().execute()
    assert.deepEqual([rows.length, rows[0]?.untold], [1, 1])
    const [letter, ...others] = await told()
    assert.deepEqual(others, [])
    assert.equal(letter?.recipient, cast.dora.email)
    assert.match(letter?.text ?? '', /request request-999/)
    assert.match(letter?.text ?? '', /1000 × \(1000 in all\)/)

    const kinds = Array.from({ length: 20 }, (_, n) => ({ ...error(0), msg: `other ${'abcdefghijklmnopqrst'[n]}` }))
    for (const one of kinds) note(one)
    await until(
      'all are noted',
      async () => (await platform.db.selectFrom('notices_troubles').selectAll().execute()).length === 21,
    )
    assert.equal((await told()).length, 3, 'three letters an hour at once; the others wait for the summary')
  },
)

onBoth(
  'who asked for a long job hears of its end, once for many; who asked for a short one does not',
  async (t, kind) => {
    let ahead = 0
    const now = () => new Date(Date.now() + ahead).toISOString()
    const { as, idOf, platform } = await open(t, kind, { now })
    const ask = (askedBy: string) =>
      platform.db.transaction().execute((tx) => platform.tasks.enqueue(tx, jobOfChoice, {}, { askedBy }))
    await ask(await idOf('ada'))
    await ask(await idOf('ada'))
    await ask('system')
    ahead = 60_000
    const short = await ask(await idOf('ben'))

    await startTestWorker(t, platform)
    const isDone = async () => (await findJob(platform.db, short.id))?.state === 'succeeded'
    await until(
      'the first is told',
      async () => (await isDone()) && (await platform.db.selectFrom('notices_items').selectAll().execute()).length > 0,
    )
    await until(
      'the second is counted',
      async () => (await platform.db.selectFrom('notices_items').select('count').execute())[0]?.count === 2,
    )

    assert.match((await as('ada').get('/notices')).body, /is done\..*2 times/s)
    assert.equal((await platform.db.selectFrom('notices_items').selectAll().execute()).length, 1)
  },
)
