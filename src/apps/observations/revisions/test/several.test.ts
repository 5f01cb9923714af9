import assert from 'node:assert/strict'
import { test } from 'node:test'
import { requestsForExtra } from '../several.ts'
import { anObservation, rollRank, timeRank } from './an-observation.ts'

const one = timeRank('2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z')
const main = anObservation({ values: { window_flag: 'Y' }, time_ranks: [one] })
const names = (...given: Parameters<typeof requestsForExtra>) => [...requestsForExtra(...given).requests.keys()]

test('MUL-03 MUL-09 another observation is asked for what the first is, but for what it has already', () => {
  const extra = anObservation({ values: { obsid: 90_002, y_det_offset: 0.3, z_det_offset: 2 } })
  const requests = new Map<string, number>([
    ['y_det_offset', 0.3],
    ['z_det_offset', 1],
  ])

  assert.deepEqual(names(main, requests, extra), ['z_det_offset'])
})

test('MUL-04 MUL-05 T16 nothing of another instrument is asked for', () => {
  const hrc = anObservation({ values: { instrument: 'HRC-I' } })
  const acisRequests = new Map<string, string | number>([
    ['targname', 'New'],
    ['frame_time', 3.2],
  ])
  assert.deepEqual(names(main, acisRequests, hrc), ['targname'])
  assert.deepEqual(names(main, new Map([['frame_time', 3.2]]), hrc), [], 'nothing is left: unaffected')
  assert.deepEqual(names(main, acisRequests, anObservation({ values: { instrument: 'ACIS-I' } })), [
    'targname',
    'frame_time',
  ])

  const hrcRequests = new Map<string, string>([
    ['hrc_si_mode', 'HO'],
    ['hrc_timing_mode', 'Y'],
    ['comments', 'Why'],
  ])
  assert.deepEqual(names(hrc, hrcRequests, main), ['comments'])
  assert.deepEqual(names(hrc, new Map([...hrcRequests, ['instrument', 'ACIS-I']]), main).sort(), [
    'comments',
    'hrc_si_mode',
    'hrc_timing_mode',
    'instrument',
  ])
})

test('MUL-06 ranks are changed only where all of them were the same before', () => {
  const requests = new Map([['tstart', ['2024-06-01T00:00:00Z']]])
  const twin = anObservation({ values: { window_flag: 'Y' }, time_ranks: [one] })
  assert.deepEqual(requestsForExtra(main, requests, twin), { requests, skipped: [] })

  const other = anObservation({ values: { window_flag: 'Y' }, time_ranks: [one, one] })
  assert.deepEqual(requestsForExtra(main, requests, other), { requests: new Map(), skipped: ['window_flag'] })
  assert.deepEqual(requestsForExtra(main, requests, anObservation()).skipped, ['window_flag'])
})

test('MUL-06 a constraint set anew is added where there was none, and leaves another one alone', () => {
  const requests = new Map<string, unknown>([
    ['roll_flag', 'Y'],
    ['roll', [10]],
    ['targname', 'New'],
  ]) as Parameters<typeof requestsForExtra>[1]
  assert.deepEqual(names(main, requests, anObservation()), ['roll_flag', 'roll', 'targname'])

  const rolled = anObservation({ values: { roll_flag: 'Y' }, roll_ranks: [rollRank(99)] })
  assert.deepEqual(requestsForExtra(main, requests, rolled).skipped, ['roll_flag'])
  assert.deepEqual(names(main, requests, rolled), ['targname'])
})

test('a dither pattern is not put where there is no dither', () => {
  const dithered = anObservation({ values: { dither_flag: 'Y', y_amp: 0.002 } })
  const requests = new Map([['y_amp', 0.003]])
  assert.deepEqual(requestsForExtra(dithered, requests, anObservation()), {
    requests: new Map(),
    skipped: ['dither_flag'],
  })
  assert.deepEqual(names(dithered, requests, dithered), ['y_amp'])
})
