import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestPlatform } from '../../../../../test/support/house.ts'
import { fillRoster } from '../keeping.ts'
import { dueLetters, sendDueLetters } from '../noticing.ts'
import { insertDuties, listDuties } from '../queries/duties.ts'
import type { Duty } from '../rules.ts'

const names = new Map([['ada', { name: 'Ada', email: 'ada@lyceum.test' }]])
const duty = (starts_on: string, ends_on: string, person_id: string | null = 'ada'): Duty => ({
  id: starts_on,
  starts_on,
  ends_on,
  person_id,
})
const subjects = (duties: readonly Duty[], today: string) =>
  dueLetters(duties, names, today).map(({ subject }) => subject)
const far = duty('2031-12-01', '2031-12-07')

test('who is next is told two days before, and on the first day, once each', () => {
  const duties = [duty('2031-01-13', '2031-01-19'), far]
  assert.deepEqual(subjects(duties, '2031-01-10'), [])
  assert.deepEqual(subjects(duties, '2031-01-11'), ['TOO duty begins on January 13 2031'])
  assert.deepEqual(subjects(duties, '2031-01-12'), [])
  assert.deepEqual(subjects(duties, '2031-01-13'), ['TOO duty begins today'])
  assert.deepEqual(subjects([duty('2031-01-13', '2031-01-19', null)], '2031-01-13'), [])
})

test('on Fridays the desk hears of an open week after next, and of a roster that ends soon', () => {
  const open = [duty('2031-01-20', '2031-01-26', null), far]
  assert.deepEqual(subjects(open, '2031-01-10'), ['TOO duty: the week after next is open'])
  assert.deepEqual(subjects(open, '2031-01-09'), [], 'a Thursday')
  assert.deepEqual(subjects([duty('2031-01-27', '2031-02-02', null), far], '2031-01-10'), [])
  assert.deepEqual(subjects([duty('2031-01-06', '2031-01-12')], '2031-01-10'), ['TOO duty: the roster ends soon'])
  assert.deepEqual(subjects([], '2031-01-10'), [])
})

test('the schedules keep the roster filled, and send what is due', async (t) => {
  const platform = await openTestPlatform(t, { now: () => '2031-01-10T00:03:00.000Z' })
  assert.equal(await fillRoster(platform, 'system'), 0, 'an empty roster is begun by a person')
  await insertDuties(platform.db, [
    { id: 'a', starts_on: '2031-01-06', ends_on: '2031-01-12', person_id: null, assigned_by: null, version: 1 },
  ])

  assert.equal(await sendDueLetters(platform), 1, 'it ends soon')
  assert.equal(await fillRoster(platform, 'system'), 35)
  assert.equal((await listDuties(platform.db)).at(-1)?.ends_on, '2031-09-14')
  assert.equal(await fillRoster(platform, 'system'), 0)
})
