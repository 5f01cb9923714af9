import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../../test/support/databases.ts'
import { openHouse, type TestHouse } from '../../../../../test/support/house.ts'
import { rosterCalendar } from '../calendar.ts'
import { fillRoster } from '../keeping.ts'
import { rosterLinks } from '../links.ts'
import { listDuties } from '../queries/duties.ts'
import type { DutyRow } from '../tables.ts'
import { rosterNow as now, openRoster, week } from './roster-house.ts'

const take = (person: string, version = 1, days = { starts_on: '2031-01-13', ends_on: '2031-01-19' }) => ({
  person,
  version,
  ...days,
})
const rowOf = async ({ platform }: TestHouse, id: string): Promise<DutyRow | undefined> => {
  const found = (await listDuties(platform.db)).find((duty) => duty.id === id)
  return found && { ...found }
}
const letters = ({ platform }: TestHouse) =>
  platform.db.selectFrom('mail_outbox').select(['recipient', 'subject', 'text']).orderBy('recipient').execute()

for (const kind of databaseKinds) {
  test(`SCH-01 SCH-02 SCH-16 SCH-19 NTF-08 a week is taken for a colleague, who is told with whoever did it (${kind})`, async (t) => {
    const house = await openRoster(t, { kind })
    const before = await house.as('ada').get(rosterLinks.roster())
    assert.match(before.body, /Ben[\s\S]*Closed[\s\S]*TBD[\s\S]*Open[\s\S]*Take it/)
    assert.doesNotMatch(before.body, /2030-11-25/, 'it began more than 30 days ago')

    const answer = await house.as('ada').post(rosterLinks.duty('next'), take(house.ben))

    assert.equal(answer.statusCode, 303)
    assert.deepEqual(await rowOf(house, 'next'), {
      ...week('next', '2031-01-13', '2031-01-19', house.ben),
      assigned_by: house.ada,
      version: 3,
    })
    const sent = await letters(house)
    assert.deepEqual(
      sent.map(({ recipient }) => recipient),
      ['ada@lyceum.test', 'ben@lyceum.test'],
    )
    assert.match(
      sent[0]?.text ?? '',
      /Ben \(ben@lyceum\.test\) is on duty[\s\S]*January 13 2031[\s\S]*January 19 2031[\s\S]*Assigned by Ada/,
    )
    assert.match(
      (await house.as('ada').get(rosterLinks.roster())).body,
      /id="duty-next" class="roster-locked[\s\S]*Unlock/,
    )
  })
}

test('SCH-10 NTF-08 a stretch is freed, and who is freed by somebody else hears of it; what has begun is not freed', async (t) => {
  const house = await openRoster(t)
  await house.as('ben').post(rosterLinks.duty('next'), take(house.ben))
  const taken = (await letters(house)).length

  await house.as('ben').post(rosterLinks.dutyPart('next', 'unlock'))
  assert.equal((await letters(house)).length, taken, 'nobody writes to themselves')
  assert.equal((await rowOf(house, 'next'))?.person_id, null)

  await house.as('ben').post(rosterLinks.duty('next'), take(house.ben, 4))
  await house.as('ada').post(rosterLinks.dutyPart('next', 'unlock'))
  assert.match((await letters(house)).map(({ text }) => text).join(), /no longer on duty[\s\S]*Freed by Ada/)
  assert.equal((await house.as('ada').post(rosterLinks.dutyPart('now', 'unlock'))).statusCode, 409)
  assert.equal((await rowOf(house, 'now'))?.person_id, house.ben)
})

test('SCH-16 SCH-17 TBD keeps a stretch open, and impossible or past days come back with the form', async (t) => {
  const house = await openRoster(t)
  const send = (form: Record<string, unknown>) => house.as('ada').post(rosterLinks.duty('next'), form)

  assert.equal((await send(take(''))).statusCode, 303)
  assert.deepEqual([(await rowOf(house, 'next'))?.person_id, (await letters(house)).length], [null, 0])
  const impossible = await send(take('', 2, { starts_on: '2031-02-30', ends_on: '2031-03-01' }))
  assert.deepEqual([impossible.statusCode, /There is no such day/.test(impossible.body)], [422, true])
  const past = await send(take('', 2, { starts_on: '2031-01-01', ends_on: '2031-01-05' }))
  assert.deepEqual([past.statusCode, /The first day is over already/.test(past.body)], [422, true])
  const stranger = await send(take('nobody', 2))
  assert.deepEqual([stranger.statusCode, /may not be put on duty/.test(stranger.body)], [422, true])
})

test('SCH-18 who comes second is told so, and nothing changes', async (t) => {
  const house = await openRoster(t)
  await house.as('ben').post(rosterLinks.duty('next'), take(house.ben))

  assert.equal((await house.as('ada').post(rosterLinks.duty('next'), take(house.ada))).statusCode, 409)
  assert.equal((await rowOf(house, 'next'))?.person_id, house.ben)
  const moved = await house
    .as('ada')
    .post(rosterLinks.duty('later'), take('', 7, { starts_on: '2031-01-20', ends_on: '2031-01-24' }))
  assert.equal(moved.statusCode, 409)
})

for (const kind of databaseKinds) {
  test(`SCH-18 of two who take a week in the same moment one gets it (${kind})`, async (t) => {
    const house = await openRoster(t, { kind })
    const answers = await Promise.all([
      house.as('ada').post(rosterLinks.duty('next'), take(house.ada)),
      house.as('ben').post(rosterLinks.duty('next'), take(house.ben)),
    ])

    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [303, 409])
    const winner = answers[0]?.statusCode === 303 ? house.ada : house.ben
    assert.equal((await rowOf(house, 'next'))?.person_id, winner)
  })
}

test('SCH-11 SCH-12 splitting and removing through the pages leave the roster as it was', async (t) => {
  const house = await openRoster(t)
  assert.equal((await house.as('ada').post(rosterLinks.dutyPart('next', 'split'))).statusCode, 303)
  const parts = (await listDuties(house.platform.db)).filter(
    ({ starts_on }) => starts_on > '2031-01-12' && starts_on < '2031-01-20',
  )
  assert.deepEqual(
    parts.map(({ starts_on, ends_on }) => [starts_on, ends_on]),
    [
      ['2031-01-13', '2031-01-16'],
      ['2031-01-17', '2031-01-19'],
    ],
  )
  assert.match((await house.as('ada').get(rosterLinks.roster())).body, /not Monday to Sunday/)

  assert.equal((await house.as('ada').post(rosterLinks.dutyPart(parts[1]?.id ?? '', 'remove'))).statusCode, 303)
  assert.deepEqual((await rowOf(house, 'next'))?.ends_on, '2031-01-19')
  const refused = await house.as('ada').post(rosterLinks.dutyPart('later', 'remove'))
  assert.deepEqual([refused.statusCode, /No open neighbour has room/.test(refused.body)], [422, true])
})

test('SCH-03 only active people of the group are offered, with TBD first', async (t) => {
  const house = await openRoster(t)
  await house.platform.db
    .updateTable('accounts_people')
    .set({ disabled_at: now() })
    .where('id', '=', house.ben)
    .execute()
  const { body } = await house.as('ada').get(rosterLinks.duty('next'))

  assert.match(body, /<option value="" selected>TBD<\/option>\s*<option value="[^"]+">Ada<\/option>/)
  assert.doesNotMatch(body, />Ben</)
  assert.match((await house.as('ada').get(rosterLinks.roster())).body, />Ben</, 'old entries keep the name')
})

test('who only reads looks on; nobody else gets in, and no other site changes anything', async (t) => {
  const house = await openRoster(t)
  const { body } = await house.as('cleo').get(rosterLinks.roster())
  assert.match(body, /Duty roster/)
  assert.doesNotMatch(body, /<\/i> (Take it|Unlock)<|\/unlock"/)
  for (const url of [
    rosterLinks.duty('next'),
    rosterLinks.dutyPart('next', 'split'),
    rosterLinks.dutyPart('next', 'remove'),
  ]) {
    assert.equal((await house.as('cleo').post(url, take(''))).statusCode, 403, url)
  }
  assert.equal((await house.as('anon').get(rosterLinks.roster())).statusCode, 303)
  assert.equal((await house.as('ada').get(rosterLinks.duty('now'))).statusCode, 404, 'what has begun is not changed')
  assert.deepEqual(await rowOf(house, 'next'), week('next', '2031-01-13', '2031-01-19'))
})

test('an empty roster is begun on a day, and goes on from there', async (t) => {
  const house = await openHouse(t, { now })
  assert.match((await house.as('ada').get(rosterLinks.roster())).body, /The roster is empty[\s\S]*Begin the roster/)

  await house.as('ada').post(rosterLinks.begin(), { starts_on: '2031-01-08' })
  const duties = await listDuties(house.platform.db)
  assert.deepEqual(
    [duties[0]?.starts_on, duties[0]?.ends_on, duties[1]?.starts_on],
    ['2031-01-08', '2031-01-12', '2031-01-13'],
  )
  assert.ok((duties.at(-1)?.ends_on ?? '') >= '2031-09-05')
  const again = await house.as('ada').post(rosterLinks.begin(), { starts_on: '2031-01-08' })
  assert.equal(again.statusCode, 409)
  assert.match(again.body, /Somebody changed this part of the roster meanwhile/)
  assert.equal((await listDuties(house.platform.db)).length, duties.length)
})

for (const kind of databaseKinds) {
  test(`SCH-18 of two who begin an empty roster in the same moment one does, and the other is told (${kind})`, async (t) => {
    const house = await openHouse(t, { now, kind })
    const answers = await Promise.all([
      house.as('ada').post(rosterLinks.begin(), { starts_on: '2031-01-08' }),
      house.as('ben').post(rosterLinks.begin(), { starts_on: '2031-01-15' }),
    ])

    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [303, 409])
    const first = answers[0]?.statusCode === 303 ? '2031-01-08' : '2031-01-15'
    const duties = await listDuties(house.platform.db)
    assert.equal(duties[0]?.starts_on, first)
    assert.equal(new Set(duties.map(({ starts_on }) => starts_on)).size, duties.length, 'no week stands twice')
  })
}

test('a roster that begins beyond the days that are kept filled has its first week', async (t) => {
  const { platform } = await openHouse(t, { now })
  assert.equal(await fillRoster(platform, 'test', '2033-01-05'), 1)
  assert.deepEqual(
    (await listDuties(platform.db)).map(({ starts_on, ends_on }) => [starts_on, ends_on]),
    [['2033-01-05', '2033-01-09']],
  )
})

test('the roster goes into calendars and tables', async (t) => {
  const house = await openRoster(t)
  const calendar = await house.as('cleo').get(rosterLinks.calendar())
  assert.equal(calendar.headers['content-type'], 'text/calendar; charset=utf-8')
  assert.match(
    calendar.body,
    /UID:duty-now@127\.0\.0\.1\r\nDTSTAMP:20310108T100000Z\r\nDTSTART;VALUE=DATE:20310106\r\nDTEND;VALUE=DATE:20310113\r\nSUMMARY:TOO duty: Ben\r\n/,
  )
  const csv = await house.as('cleo').get(rosterLinks.csv())
  assert.match(csv.body, /^First day,Last day,Contact,Assigned by\r\n2030-11-25,2030-12-01,Ben,\r\n/)
})

test('lines of a calendar are folded by bytes, and no character is cut', () => {
  const name = `${'ü'.repeat(60)}; a, b`
  const text = rosterCalendar([{ id: 'x', starts_on: '2031-01-06', ends_on: '2031-01-12', name }], now(), 'lyceum.test')
  const lines = text.split('\r\n')
  assert.ok(lines.every((line) => Buffer.byteLength(line) <= 75))
  assert.ok(text.replaceAll('\r\n ', '').includes(`SUMMARY:TOO duty: ${'ü'.repeat(60)}\\; a\\, b\r\n`))
})
