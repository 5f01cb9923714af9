import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { emptyDatabase, openTestDatabase, testOnBoth } from '../../../../test/support/databases.ts'
import { until } from '../../../../test/support/until.ts'
import { migrations as activityMigrations } from '../../activity/migrations/line.ts'
import { listActivity } from '../../activity/queries.ts'
import { openActivity } from '../../activity/recording.ts'
import type { Database } from '../../database/database.ts'
import { migrateDown, migrateUp } from '../../database/migrating.ts'
import type { Platform } from '../../platform.ts'
import { openTaskHouse } from '../../tasks/contract/house.ts'
import { migrations as taskMigrations } from '../../tasks/migrations/line.ts'
import type { Message } from '../mail.ts'
import { migrations } from '../migrations/line.ts'
import { countMail, findMail, listMail } from '../queries.ts'
import { discard, openMail, sendAgain } from '../sending.ts'
import { sendLetter } from '../tasks.ts'
import { startMailServer } from './mail-server.ts'

const letter: Message = {
  to: 'ada@lyceum.test',
  subject: 'Your list is in',
  text: 'Forty papers.',
  kind: 'papers.imported',
}
async function openOutbox(database: Database, smtpUrl?: string) {
  const { db, kind } = database
  await migrateUp(db, kind, [activityMigrations, taskMigrations, migrations])
  const clock = { aheadMs: 0 }
  const now = () => new Date(Date.now() + clock.aheadMs).toISOString()
  const { platform, start } = openTaskHouse(database, [sendLetter], now)
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(line) })
  const config = { baseUrl: 'https://lyceum.test', mailFrom: 'Lyceum <lyceum@lyceum.test>', smtpUrl, timezone: 'UTC' }
  Object.assign(platform, { config, activity: openActivity(now), log })
  const mail = openMail({ config, tasks: platform.tasks, now })
  const settled = () => until('no letter is queued', async () => (await countMail(db)).queued === 0)
  return {
    platform: platform as Platform,
    lines,
    setServer: (url: string) => Object.assign(config, { smtpUrl: url }),
    send: (message: Message = letter) => db.transaction().execute((tx) => mail.send(tx, message)),
    mail,
    work: async (during: (laterOn: () => void) => Promise<void> = settled) => {
      const worker = await start({})
      const laterOn = () => {
        clock.aheadMs += 24 * 3_600_000
        worker.wake()
      }
      await during(laterOn).finally(() => worker.stop(1_000))
    },
    settled,
  }
}

testOnBoth('a letter is sent once the transaction commits, with all that its reader needs', async (t, database) => {
  const server = await startMailServer(t)
  const { send, work } = await openOutbox(database, server.url)

  const id = await send({ ...letter, subject: 'Grüße', html: '<p>Forty papers.</p>' })
  await work()

  const [received] = server.received
  assert.equal(server.received.length, 1)
  assert.equal(received?.to, 'ada@lyceum.test')
  assert.equal(received?.messageId, `<${id}@lyceum.test>`)
  assert.match(received?.source ?? '', /^From: Lyceum <lyceum@lyceum\.test>$/im)
  assert.match(received?.source ?? '', /^Auto-Submitted: auto-generated$/im)
  assert.match(received?.source ?? '', /Forty papers\.[\s\S]*<p>Forty papers\.<\/p>/)
  const row = await findMail(database.db, id)
  assert.deepEqual([row?.state, row?.attempt_count, row?.last_error], ['sent', 1, null])
  assert.ok(row?.sent_at)
})

testOnBoth('R-P4 no letter without its cause, and no cause without its letter', async (t, database) => {
  const server = await startMailServer(t)
  const { mail, work, settled } = await openOutbox(database, server.url)
  const expected: string[] = []

  await work(async () => {
    for (let n = 0; n < 20; n++) {
      const commits = Math.random() < 0.5
      const subject = `cause ${n}`
      const doing = database.db.transaction().execute(async (tx) => {
        await mail.send(tx, { ...letter, subject })
        if (!commits) throw new Error('rolled back')
      })
      await doing.catch((error: Error) => assert.equal(error.message, 'rolled back'))
      if (commits) expected.push(subject)
    }
    await settled()
  })

  assert.deepEqual(server.received.map((received) => received.subject).sort(), expected.sort())
})

test('R-T4 a letter whose sending was not recorded is sent again under the same Message-ID', async (t) => {
  const database = await openTestDatabase(t, await emptyDatabase(t, 'sqlite'))
  const server = await startMailServer(t)
  const { send, work } = await openOutbox(database, server.url)
  server.behaviour.refuseWith = 421
  server.behaviour.takesIt = true
  const id = await send()

  await work(async (laterOn) => {
    await until('it failed once', async () => (await findMail(database.db, id))?.attempt_count === 1)
    server.behaviour.refuseWith = undefined
    await until('the job waits again', async () => {
      laterOn()
      return (await findMail(database.db, id))?.state === 'sent'
    })
  })

  assert.equal(server.received.length, 2)
  assert.deepEqual([...new Set(server.received.map((received) => received.messageId))], [`<${id}@lyceum.test>`])
})

testOnBoth('a server that is away is tried again, and then the letter can be sent by hand', async (t, database) => {
  const server = await startMailServer(t)
  const { platform, send, work } = await openOutbox(database, server.url)
  server.behaviour.refuseWith = 451
  const id = await send()

  await work((laterOn) =>
    until('it was tried often enough', async () => {
      laterOn()
      return (await findMail(database.db, id))?.state === 'failed'
    }),
  )
  const failed = await findMail(database.db, id)
  assert.equal(failed?.attempt_count, 12)
  assert.match(failed?.last_error ?? '', /did not take the letter: .*not today/)

  server.behaviour.refuseWith = undefined
  await sendAgain(platform, id, 'dora')
  await work()
  assert.equal((await findMail(database.db, id))?.state, 'sent')
  assert.equal((await listActivity(database.db, { action: 'mail.sent-again' })).items[0]?.actor, 'dora')
  await assert.rejects(sendAgain(platform, id, 'dora'), { code: 'mail.not-waiting' })
  await assert.rejects(sendAgain(platform, 'nothing', 'dora'), { code: 'mail.no-such-letter' })
})

test('a letter that the server refuses for good is not tried again', async (t) => {
  const database = await openTestDatabase(t, await emptyDatabase(t, 'sqlite'))
  const server = await startMailServer(t)
  const { send, work } = await openOutbox(database, server.url)
  server.behaviour.refuseWith = 550
  const id = await send()

  await work()

  const row = await findMail(database.db, id)
  assert.deepEqual([row?.state, row?.attempt_count], ['failed', 1])
})

test('without a mail server letters are kept, and the log tells the subject alone', async (t) => {
  const database = await openTestDatabase(t, await emptyDatabase(t, 'sqlite'))
  const { platform, lines, send, setServer, work } = await openOutbox(database)
  const id = await send({ ...letter, text: 'https://lyceum.test/reset?token=very-secret' })

  await work()

  assert.equal((await findMail(database.db, id))?.state, 'kept')
  await until('it is logged', () => lines.length > 0)
  assert.match(lines.join(), /Your list is in/)
  assert.doesNotMatch(lines.join(), /very-secret|ada@/)
  const server = await startMailServer(t)
  setServer(server.url)
  await sendAgain(platform, id, 'dora')
  await work()
  assert.equal(server.received.length, 1)
})

testOnBoth('R-V1 an address or a subject cannot smuggle a header or a second reader', async (t, database) => {
  const server = await startMailServer(t)
  const { send, work } = await openOutbox(database, server.url)
  for (const to of [
    '',
    'ada',
    'ada@lyceum.test, eve@lyceum.test',
    'ada@lyceum.test\r\nBcc: eve@lyceum.test',
    'Ada <a@b.test>',
  ]) {
    await assert.rejects(send({ ...letter, to }), { code: 'mail.address' }, to)
  }

  await send({ ...letter, subject: 'Hello\r\nBcc: eve@lyceum.test\r\n\r\nbody', text: 'a\0b' })
  await work()

  assert.equal(server.received.length, 1)
  assert.doesNotMatch(server.received[0]?.source ?? '', /^Bcc:/im)
})

testOnBoth('the outbox is listed by state, page by page, newest first', async (_t, database) => {
  const { send } = await openOutbox(database)
  const ids: string[] = []
  for (let n = 0; n < 5; n++) ids.push(await send({ ...letter, subject: `${n}` }))

  const first = await listMail(database.db, { state: 'queued' }, { limit: 3 })
  const second = await listMail(database.db, { recipient: letter.to }, { limit: 3, before: first.next ?? '' })

  assert.deepEqual(
    [...first.items, ...second.items].map((row) => row.id),
    // Letters of one millisecond have no order but that of their ids.
    ids.sort().toReversed(),
  )
  assert.equal(second.next, null)
})

testOnBoth('the schema steps go down and up again', async (_t, { db, kind }) => {
  const steps = Object.keys(migrations.steps).map((name) => `mail/${name}`)
  await migrateUp(db, kind, [migrations])
  for (const _step of steps) await migrateDown(db, kind, migrations)
  assert.deepEqual(await migrateUp(db, kind, [migrations]), steps)
})

testOnBoth('a letter that its reader may end says so in its head, and leads nowhere else', async (t, database) => {
  const server = await startMailServer(t)
  const { send, work } = await openOutbox(database, server.url)
  const id = await send({ ...letter, subject: 'mine', unsubscribeUrl: 'https://lyceum.test/unsubscribe/abc' })
  const bad = ['https://evil.test/x', 'https://lyceum.test/x\r\nBcc: eve@evil.test', 'javascript:alert(1)', 'x']
  for (const unsubscribeUrl of bad) await send({ ...letter, subject: 'forged', unsubscribeUrl })

  await work()

  const mine = server.received.find(({ subject }) => subject === 'mine')
  assert.match(mine?.source ?? '', /^List-Unsubscribe: <https:\/\/lyceum\.test\/unsubscribe\/abc>\r$/m)
  assert.match(mine?.source ?? '', /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m)
  assert.ok((await findMail(database.db, id))?.unsubscribe_url)
  for (const forged of server.received.filter(({ subject }) => subject === 'forged')) {
    assert.doesNotMatch(forged.source, /evil|javascript|^Bcc:/im)
    assert.doesNotMatch(forged.source, /^List-Unsubscribe: <x/im)
  }
})

testOnBoth('a discarded letter is not sent, counts no more, and can be taken back', async (t, database) => {
  const server = await startMailServer(t)
  const { platform, send, work } = await openOutbox(database, server.url)
  const waiting = await send()
  const done = await send()

  await discard(platform, waiting, 'dora')
  await work()

  assert.equal(server.received.length, 1)
  assert.equal((await countMail(database.db)).failed, 0)
  assert.ok((await findMail(database.db, waiting))?.discarded_at)
  await assert.rejects(discard(platform, done, 'dora'), { code: 'mail.sent-already' })
  await assert.rejects(discard(platform, 'nothing', 'dora'), { code: 'mail.no-such-letter' })
  await sendAgain(platform, waiting, 'dora')
  await work()
  assert.equal((await findMail(database.db, waiting))?.state, 'sent')
  assert.equal((await findMail(database.db, waiting))?.discarded_at, null)
})
