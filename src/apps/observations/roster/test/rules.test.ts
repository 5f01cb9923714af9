import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { UserError } from '../../../../platform/errors.ts'
import { daysBetween, isDay, plusDays, weekdayOf } from '../days.ts'
import {
  type Duty,
  inOrder,
  lengthOf,
  moveDuty,
  oddities,
  type RosterChange,
  removeDuty,
  splitDuty,
  stateOf,
  weeksAhead,
} from '../rules.ts'

const today = '2031-01-01'
/** 6 January 2031 is a Monday. */
const duty = (id: string, starts_on: string, ends_on: string, person_id: string | null = null): Duty => ({
  ...{ id, starts_on, ends_on, person_id },
})
const weeks = [
  duty('a', '2031-01-06', '2031-01-12'),
  duty('b', '2031-01-13', '2031-01-19'),
  duty('c', '2031-01-20', '2031-01-26'),
]
const parts = [duty('mon', '2031-01-06', '2031-01-09'), duty('fri', '2031-01-10', '2031-01-12'), ...weeks.slice(1)]

/** The roster after a change. */
function after(duties: readonly Duty[], change: RosterChange): readonly Duty[] {
  const kept = duties.filter(({ id }) => !change.removed.includes(id))
  const moved = kept.map((one) => ({ ...one, ...change.moved.find(({ id }) => id === one.id) }))
  return inOrder([...moved, ...change.added.map((days, n) => ({ id: `new-${n}`, person_id: null, ...days }))])
}
const days = (duties: readonly Pick<Duty, 'starts_on' | 'ends_on'>[]) =>
  duties.map(({ starts_on, ends_on }) => `${starts_on.slice(5)}..${ends_on.slice(5)}`)
const refusal = { name: 'UserError', code: 'observations.roster' }

test('SCH-02 what has begun is closed, what is taken is locked, the rest is open', () => {
  const [week] = weeks
  assert.ok(week)
  assert.equal(stateOf(week, '2031-01-05'), 'open')
  assert.equal(stateOf({ ...week, person_id: 'ada' }, '2031-01-05'), 'locked')
  assert.equal(stateOf(week, '2031-01-06'), 'closed')
  assert.equal(stateOf({ ...week, person_id: 'ada' }, '2031-02-06'), 'closed')
})

test('SCH-04 stretches that are no Monday to Sunday stand out, and so do gaps and overlaps', () => {
  assert.deepEqual(oddities(weeks, 1), { isOddLength: false, isUneven: false })
  assert.deepEqual(oddities(parts, 0), { isOddLength: true, isUneven: false })
  const shifted = [duty('a', '2031-01-07', '2031-01-13'), ...weeks.slice(1)]
  assert.deepEqual(oddities(shifted, 0), { isOddLength: true, isUneven: true })
  assert.deepEqual(oddities([...weeks.slice(0, 1), ...weeks.slice(2)], 1), { isOddLength: false, isUneven: true })
  assert.deepEqual(oddities(weeks, 9), { isOddLength: false, isUneven: false })
})

test('SCH-05 no day is a holiday: weeks follow one another over new year', () => {
  assert.deepEqual(days(weeksAhead('2030-12-22', '2030-05-01T00:00:00.000Z').slice(0, 2)), ['12-23..12-29'])
})

test('SCH-11 T18 a whole week splits into Monday to Thursday and Friday to Sunday, and what follows moves down', () => {
  const [week] = weeks
  assert.ok(week)
  assert.deepEqual(days(after(weeks, splitDuty(week))), [
    '01-06..01-09',
    '01-10..01-12',
    '01-13..01-19',
    '01-20..01-26',
  ])
  assert.throws(() => splitDuty(duty('x', '2031-01-06', '2031-01-08')), refusal)
  assert.deepEqual(days(after([], splitDuty(duty('x', '2031-01-06', '2031-01-09')))), ['01-08..01-09'])
})

test('SCH-12 T19 Friday to Sunday goes back to the open Monday to Thursday before it', () => {
  assert.deepEqual(days(after(parts, removeDuty(parts, 'fri', today))), days(weeks))
})

test('SCH-12 where the one before is taken the next begins earlier, and no eight days appear', () => {
  const taken = parts.map((one) => (one.id === 'mon' ? { ...one, person_id: 'ada' } : one))
  assert.throws(() => removeDuty(taken, 'fri', today), refusal, 'the next is a whole week already')
  const short = [
    duty('a', '2031-01-06', '2031-01-12', 'ada'),
    duty('b', '2031-01-13', '2031-01-14'),
    duty('c', '2031-01-15', '2031-01-19'),
  ]
  assert.deepEqual(days(after(short, removeDuty(short, 'b', today))), ['01-06..01-12', '01-13..01-19'])
  const eight = [duty('a', '2031-01-06', '2031-01-09'), duty('b', '2031-01-10', '2031-01-13')]
  assert.throws(() => removeDuty(eight, 'b', today), refusal, 'four days and four are eight')
  assert.throws(() => removeDuty([duty('a', '2031-01-06', '2031-01-09')], 'a', today), refusal, 'nobody is beside it')
})

test('SCH-12 two neighbours share the days with a Sunday between them', () => {
  const three = [
    duty('a', '2031-01-06', '2031-01-09'),
    duty('b', '2031-01-10', '2031-01-15'),
    duty('c', '2031-01-16', '2031-01-19'),
  ]
  assert.deepEqual(days(after(three, removeDuty(three, 'b', today))), ['01-06..01-12', '01-13..01-19'])
  const long = [weeks[0], duty('b', '2031-01-13', '2031-01-15'), duty('c', '2031-01-16', '2031-01-22')].filter(
    (one) => !!one,
  )
  assert.throws(() => removeDuty(long, 'b', today), refusal)
})

test('SCH-13 SCH-17 longer than a week, backwards, or begun in the past is refused', () => {
  const move = (starts_on: string, ends_on: string) => moveDuty(parts, 'fri', { starts_on, ends_on }, '2031-01-05')
  assert.throws(() => move('2031-01-10', '2031-01-17'), refusal)
  assert.throws(() => move('2031-01-12', '2031-01-10'), refusal)
  assert.throws(() => move('2031-01-04', '2031-01-10'), refusal)
  assert.equal(isDay('2031-02-30') || isDay('2031-2-3') || isDay('soon') || isDay('2031-13-01'), false)
  assert.equal(isDay('2032-02-29'), true)
})

test('SCH-14 a whole week that would double days of its neighbours is refused too', () => {
  assert.throws(() => moveDuty(weeks, 'b', { starts_on: '2031-01-14', ends_on: '2031-01-20' }, today), refusal)
  assert.deepEqual(
    days(after(weeks, moveDuty(weeks, 'b', { starts_on: '2031-01-13', ends_on: '2031-01-19' }, today))),
    days(weeks),
  )
})

test('SCH-15 each border that moves takes its open, short neighbour along', () => {
  const move = (starts_on: string, ends_on: string, duties: readonly Duty[] = parts, id = 'fri') =>
    days(after(duties, moveDuty(duties, id, { starts_on, ends_on }, today)))
  assert.deepEqual(move('2031-01-09', '2031-01-12').slice(0, 2), ['01-06..01-08', '01-09..01-12'])
  assert.deepEqual(move('2031-01-11', '2031-01-12').slice(0, 2), ['01-06..01-10', '01-11..01-12'])
  assert.throws(() => move('2031-01-10', '2031-01-11'), refusal, 'the week after cannot begin earlier')
  assert.throws(() => move('2031-01-06', '2031-01-12'), refusal, 'nothing would be left of the one before')
  assert.throws(
    () =>
      move(
        '2031-01-09',
        '2031-01-12',
        parts.map((one) => ({ ...one, person_id: one.id === 'mon' ? 'ben' : null })),
      ),
    refusal,
  )

  const three = [
    duty('a', '2031-01-06', '2031-01-08'),
    duty('b', '2031-01-09', '2031-01-10'),
    duty('c', '2031-01-11', '2031-01-14'),
  ]
  assert.deepEqual(move('2031-01-08', '2031-01-11', three, 'b'), ['01-06..01-07', '01-08..01-11', '01-12..01-14'])
})

test('SCH-15 the first and the last have one neighbour, and an old gap may get smaller', () => {
  assert.deepEqual(
    days(after(weeks, moveDuty(weeks, 'a', { starts_on: '2031-01-08', ends_on: '2031-01-12' }, today)))[0],
    '01-08..01-12',
  )
  assert.deepEqual(
    days(after(weeks, moveDuty(weeks, 'c', { starts_on: '2031-01-20', ends_on: '2031-01-22' }, today)))[2],
    '01-20..01-22',
  )
  const gapped = [duty('a', '2031-01-06', '2031-01-12', 'ada'), duty('b', '2031-01-16', '2031-01-19')]
  assert.deepEqual(
    days(after(gapped, moveDuty(gapped, 'b', { starts_on: '2031-01-14', ends_on: '2031-01-19' }, today))),
    ['01-06..01-12', '01-14..01-19'],
  )
  assert.throws(() => moveDuty(gapped, 'b', { starts_on: '2031-01-17', ends_on: '2031-01-19' }, today), refusal)
})

test('T20 two weeks are added where the last one ends 233 days ahead, at noon', () => {
  const last = plusDays('2031-01-03', 233)
  const added = weeksAhead(last, '2031-01-03T12:00:00.000Z')

  assert.equal(weekdayOf(last), 7)
  assert.deepEqual(
    added.map(({ ends_on }) => daysBetween('2031-01-03', ends_on)),
    [240, 247],
  )
  assert.deepEqual(weeksAhead(plusDays(last, 7), '2031-01-03T00:00:00.000Z'), [], 'one that ends on the day is enough')
})

test('after an odd end the weeks begin on Mondays again', () => {
  const [first, second] = weeksAhead('2031-01-08', '2030-06-01T00:00:00.000Z')
  assert.deepEqual(
    [first, second],
    [
      { starts_on: '2031-01-09', ends_on: '2031-01-12' },
      { starts_on: '2031-01-13', ends_on: '2031-01-19' },
    ],
  )
})

test('whatever is done to a roster, no stretch gets longer than a week and no day is doubled or lost', () => {
  const act = fc.record({
    kind: fc.constantFrom('split', 'remove', 'move', 'take'),
    at: fc.nat({ max: 12 }),
    start: fc.integer({ min: -4, max: 4 }),
    end: fc.integer({ min: -4, max: 4 }),
  })
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      let roster: readonly Duty[] = weeksAhead('2031-01-05', '2030-07-01T00:00:00.000Z').map((week, n) =>
        duty(`w${n}`, week.starts_on, week.ends_on),
      )
      let made = 0
      for (const { kind, at, start, end } of acts) {
        const one = roster[at % roster.length]
        if (!one) continue
        const next = () => {
          if (kind === 'take') return roster.map((row) => (row === one ? { ...row, person_id: 'ada' } : row))
          if (one.person_id !== null) return roster
          if (kind === 'split') return after(roster, splitDuty(one))
          if (kind === 'remove') return after(roster, removeDuty(roster, one.id, today))
          // The ends of the roster stay where they are, so that its days can be counted.
          const starts_on = one === roster[0] ? one.starts_on : plusDays(one.starts_on, start)
          const ends_on = one === roster.at(-1) ? one.ends_on : plusDays(one.ends_on, end)
          return after(roster, moveDuty(roster, one.id, { starts_on, ends_on }, today))
        }
        try {
          const before = roster
          roster = next().map((row) => (row.id.startsWith('new-') ? { ...row, id: `n${made++}` } : row))
          for (const kept of before.filter(({ person_id }) => person_id !== null))
            assert.ok(
              roster.some(
                (row) => row.id === kept.id && row.starts_on === kept.starts_on && row.ends_on === kept.ends_on,
              ),
            )
        } catch (error) {
          if (!(error instanceof UserError)) throw error
        }
        roster.forEach((row, n) => {
          assert.ok(lengthOf(row) >= 0 && lengthOf(row) <= 6)
          assert.equal(oddities(roster, n).isUneven, false)
        })
      }
    }),
    { numRuns: 200 },
  )
})
