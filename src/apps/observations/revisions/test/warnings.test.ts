import assert from 'node:assert/strict'
import { test } from 'node:test'
import { warningsOf } from '../warnings.ts'
import { anObservation } from './an-observation.ts'

const now = '2026-03-02T12:00:00.000Z'
type Given = Readonly<{ status?: string; soe?: string; lts?: string | null; onList?: boolean; approved?: boolean }>

const codes = ({ status = 'unobserved', soe, lts = null, onList = false, approved = false }: Given) =>
  warningsOf(anObservation({ values: { status, soe_st_sched_date: soe ?? null, lts_lt_plan: lts } }), {
    now,
    isOnOrList: onList,
    isApproved: approved,
  }).map(({ code }) => code)

test('W1 W2 what is closed for changes says so and nothing else', () => {
  for (const status of ['observed', 'archived', 'triggered']) {
    assert.deepEqual(codes({ status, onList: true, approved: true }), ['is-over'], status)
  }
  for (const status of ['canceled', 'discarded', 'partially observed', 'deleted', '']) {
    assert.deepEqual(codes({ status, approved: true }), ['was-closed'], status)
  }
})

test('W3 W4 a date that has come', () => {
  assert.deepEqual(codes({ lts: 'Mar 01 2026 12:00AM' }), ['plan-passed'])
  assert.deepEqual(codes({ lts: 'Mar 01 2026 12:00AM', soe: 'Apr 20 2026 12:00AM' }), [])
  assert.deepEqual(codes({ status: 'scheduled', soe: 'Mar 03 2026 11:00AM' }), ['today'])
  assert.deepEqual(codes({ status: 'scheduled', soe: 'Feb 03 2026 11:00AM' }), ['today'])
})

test('W5 W6 W9 what is on a list of requests needs Mission Planning', () => {
  assert.deepEqual(codes({ status: 'scheduled', soe: 'Mar 08 2026 12:00AM', onList: true }), ['soon-in-schedule'])
  assert.deepEqual(codes({ lts: 'Mar 08 2026 12:00AM', onList: true }), ['soon-under-review'])
  assert.deepEqual(codes({ lts: 'Mar 12 2026 12:00PM', onList: true }), ['under-review'])
  assert.deepEqual(codes({ onList: true }), ['under-review'])
})

test('W7 W8 what is near and on no list', () => {
  assert.deepEqual(codes({ lts: 'Mar 08 2026 12:00AM' }), ['soon-not-scheduled'])
  assert.deepEqual(codes({ status: 'scheduled', soe: 'Mar 08 2026 12:00AM' }), ['soon'])
  assert.deepEqual(codes({ status: 'untriggered', lts: 'Mar 08 2026 12:00AM' }), ['soon'])
  assert.deepEqual(codes({ lts: 'Mar 12 2026 12:00PM' }), [])
})

test('W10 an approval hides nothing else', () => {
  assert.deepEqual(codes({ approved: true }), ['approved'])
  assert.deepEqual(codes({ lts: 'Mar 08 2026 12:00AM', approved: true, onList: true }), [
    'soon-under-review',
    'approved',
  ])
})

test('warnings hold the days left and the date', () => {
  const observation = anObservation({ values: { lts_lt_plan: 'Mar 08 2026 12:00AM' } })
  const [warning] = warningsOf(observation, { now, isOnOrList: null, isApproved: false })

  assert.deepEqual(warning, { code: 'soon-not-scheduled', status: 'unobserved', days: 5, date: '2026-03-08T00:00:00Z' })
})
