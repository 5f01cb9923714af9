import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freshHost, type HostState, type Outcome, reportTrouble, settleSlot, takeSlot } from '../host-state.ts'

const minute = 60_000
const start = Date.parse('2026-11-21T10:00:00.000Z')
const pace = { concurrency: 2, minIntervalMs: 1_000, jitter: 0.5 }

const take = (state: HostState, now: number, slot = 'a', random = 0) =>
  takeSlot(state, { slot, pace, now, leaseMs: 20_000, random })
const end = (state: HostState, now: number, outcome: Outcome, slot = 'a') =>
  settleSlot(state, { slot, outcome, now, nextAt: 0, pausedUntil: 0 })

/** So many failures, one at each of the times. */
const failing = (times: readonly number[], from: HostState = freshHost) =>
  times.reduce((state, at) => end(state, at, 'failed')[0], from)

test('PAP-I14 starts keep their distance and their number', () => {
  const [one, first] = take(freshHost, start, 'a')
  const [, tooEarly] = take(one, start + 999, 'b')
  const [two, second] = take(one, start + 1_000, 'b')
  const [, tooMany] = take(two, start + 9_000, 'c')
  const [, third] = take(end(two, start + 9_000, 'answered', 'a')[0], start + 9_000, 'c')

  assert.deepEqual([first.kind, second.kind, third.kind], ['granted', 'granted', 'granted'])
  assert.deepEqual(tooEarly, { kind: 'early', at: start + 1_000 })
  assert.deepEqual(tooMany, { kind: 'in-flight' })
})

test('PAP-I14 the interval grows at random, never shrinks', () => {
  assert.equal(take(freshHost, start, 'a', 0)[0].nextAt, start + 1_000)
  assert.equal(take(freshHost, start, 'a', 0.999)[0].nextAt, start + 1_499.5)
})

test('PAP-I14 the place of a process that died is free after its lease', () => {
  const [one] = take(freshHost, start, 'a')
  const [two] = take(one, start + 1_000, 'b')

  assert.equal(take(two, start + 19_999, 'c')[1].kind, 'in-flight')
  assert.equal(take(two, start + 20_000, 'c')[1].kind, 'granted')
})

test('the fifth failure in a row within ten minutes opens the breaker for half an hour', () => {
  const four = failing([0, 1, 2, 3].map((n) => start + n * minute))
  const [five, change] = end(four, start + 4 * minute, 'failed')

  assert.equal(four.breakerUntil, 0)
  assert.equal(change, 'opened')
  assert.deepEqual(take(five, start + 5 * minute)[1], { kind: 'paused', at: start + 34 * minute })
})

test('failures that are old or not in a row leave the breaker closed', () => {
  assert.equal(failing([0, 3, 6, 9, 12].map((n) => start + n * minute)).breakerUntil, 0)
  assert.notEqual(failing([0, 3, 6, 9, 12, 12].map((n) => start + n * minute)).breakerUntil, 0)
  const [interrupted] = end(failing([1, 2, 3, 4]), 5, 'answered')
  assert.equal(failing([6, 7, 8, 9], interrupted).breakerUntil, 0)
})

test('after its time one request may try: failing doubles the time up to a day, an answer closes', () => {
  let state = failing([1, 2, 3, 4, 5].map((n) => start + n))
  const lengths: number[] = []
  for (let n = 0; n < 8; n++) {
    const now = state.breakerUntil
    lengths.push(state.breakerMs / minute)
    const [probing, probe] = take(state, now, 'a')
    assert.equal(probe.kind, 'granted')
    assert.equal(take(probing, now + 5_000, 'b')[1].kind, 'in-flight', 'only one')
    state = end(probing, now + 1_000, 'failed')[0]
  }
  const [closed, change] = end(state, state.breakerUntil, 'answered')

  assert.deepEqual(lengths, [30, 60, 120, 240, 480, 960, 1_440, 1_440])
  assert.equal(change, 'closed')
  assert.equal(closed.breakerMs, 0)
})

test('requests that were under way when the breaker opened do not open it further', () => {
  const open = failing([1, 2, 3, 4, 5])
  assert.equal(failing([6, 7], open).breakerUntil, open.breakerUntil)
})

test('PAP-P5 a host that answers with challenges only gets at most 8 requests on its first day', () => {
  let state = freshHost
  let requests = 0
  for (let now = start; now < start + 24 * 60 * minute; now += 10_000) {
    const [taken, answer] = take(state, now)
    if (answer.kind !== 'granted') continue
    requests++
    ;[state] = reportTrouble(end(taken, now, 'answered')[0], 2, now)
  }
  assert.equal(requests, 8)
})

test('what a request leaves unsaid of the host changes no count', () => {
  const four = failing([1, 2, 3, 4])
  assert.deepEqual(end(four, 5, 'void')[0].failedAt, [1, 2, 3, 4])
})
