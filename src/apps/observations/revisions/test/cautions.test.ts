import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Observation } from '../../catalog/read-model.ts'
import { cautionsOf } from '../cautions.ts'
import type { Kept } from '../comparing.ts'
import { requestsOf } from '../comparing.ts'
import { fieldsOf } from '../fields.ts'
import { readForm } from '../reading-forms.ts'
import { acisWindow, anObservation, timeRank } from './an-observation.ts'

const codes = (observation: Observation, requests: Record<string, Kept>): string[] =>
  cautionsOf(observation, new Map(Object.entries(requests))).map(({ code }) => code)
const acis = anObservation()
const hrc = anObservation({ values: { instrument: 'HRC-S', most_efficient: null, hrc_si_mode: 'HO' } })

test('VAL-10 VAL-11 a new target, instrument or grating is said', () => {
  assert.deepEqual(codes(acis, { targname: 'New' }), ['target-changed'])
  assert.deepEqual(codes(acis, { instrument: 'ACIS-I' }), ['instrument-changed', 'spectral-lines'])
  assert.deepEqual(codes(acis, { grating: null }), ['grating-changed'])
  assert.deepEqual(codes(acis, { y_det_offset: 1 }), [])
})

test('VAL-12 T14 a position that moves by more than 8 arcminutes on the sky', () => {
  const at = (ra: number | null, dec: number | null) => anObservation({ values: { ra, dec } })
  assert.deepEqual(codes(at(150, 60), { ra: 150.2 }), [], 'six arcminutes, though 0.2 degrees of right ascension')
  assert.deepEqual(codes(at(150, 0), { ra: 150.2 }), ['position-far'])
  assert.deepEqual(codes(at(359.99, 0), { ra: 0.01 }), [], 'around the origin')
  assert.deepEqual(codes(at(null, null), { ra: 10, dec: 10 }), [], 'there was none before')
  assert.deepEqual(codes(at(150, 60), { ra: null }), ['position-half'])
  assert.deepEqual(codes(at(150, 60), { ra: null, dec: null }), [])
  assert.deepEqual(codes(at(150, 60), { dec: 90.5 }), ['position-outside', 'position-far'])
})

test('VAL-13 an ACIS observation has either a frame time or the most efficient one', () => {
  const given = (frame_time: number | null, most_efficient: string | null) =>
    codes(anObservation({ values: { frame_time, most_efficient } }), { comments: 'x' })

  assert.deepEqual(given(3.2, null), [])
  assert.deepEqual(given(3.2, 'N'), [])
  assert.deepEqual(given(null, 'Y'), [])
  assert.deepEqual(given(3.2, 'Y'), ['frame-time'])
  assert.deepEqual(given(null, 'N'), ['frame-time'])
})

test('VAL-14 an HRC observation has an SI mode', () => {
  assert.deepEqual(codes(hrc, { comments: 'x' }), [])
  assert.deepEqual(codes(hrc, { hrc_si_mode: null }), ['hrc-si-mode-missing'])
})

test('VAL-15 VAL-29 constraints need the Director’s Office', () => {
  const requests = {
    window_flag: 'Y',
    window_constraint: ['Y'],
    tstart: ['2026-01-01T00:00:00Z'],
    tstop: ['2026-01-02T00:00:00Z'],
  }
  assert.deepEqual(codes(acis, requests), ['constraint-changed', 'needs-director'])
  assert.deepEqual(codes(acis, { uninterrupt: 'Y', pointing_constraint: 'N' }), ['needs-director'])
  assert.deepEqual(codes(acis, { uninterrupt: 'P' }), [])
})

test('VAL-20 the first of a group asks for the others', () => {
  const incomplete = (requests: Record<string, Kept>) =>
    cautionsOf(acis, new Map(Object.entries(requests))).find(({ code }) => code === 'incomplete')

  assert.deepEqual(incomplete({ pre_id: 123, pre_min_lead: 2 }), {
    code: 'incomplete',
    name: 'pre_id',
    names: ['pre_max_lead'],
  })
  assert.deepEqual(incomplete({ grating: 'LETG' }), {
    code: 'incomplete',
    name: 'grating',
    names: ['est_cnt_rate', 'forder_cnt_rate'],
  })
  for (const name of ['duty_cycle', 'multitelescope', 'eventfilter', 'dither_flag'])
    assert.ok(incomplete({ [name]: 'Y' }), name)
  assert.ok(incomplete({ subarray: 'CUSTOM' }))
  assert.equal(incomplete({ duty_cycle: 'N' }), undefined)
  assert.ok(incomplete({ roll_flag: 'Y', roll_constraint: ['Y'], roll: [1], roll_tolerance: [null], roll_180: ['N'] }))
})

test('VAL-21 the ends of a time constraint are given and in order', () => {
  const dated = (tstart: string | null, tstop: string | null) =>
    cautionsOf(
      anObservation({
        values: { window_flag: 'Y' },
        time_ranks: [timeRank('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z')],
      }),
      new Map<string, Kept>([
        ['tstart', ['2026-01-01T00:00:00Z', tstart]],
        ['tstop', ['2026-01-02T00:00:00Z', tstop]],
      ]),
    ).filter(({ code }) => code === 'time-order')

  assert.deepEqual(dated('2026-01-05T00:00:00Z', '2026-01-04T00:00:00Z'), [{ code: 'time-order', rank: 2 }])
  assert.deepEqual(dated('2026-01-05T00:00:00Z', null), [{ code: 'time-order', rank: 2 }])
  assert.deepEqual(dated('2026-01-05T00:00:00Z', '2026-01-05T00:00:00Z'), [])
})

test('VAL-22 VAL-23 VAL-24 VAL-26 VAL-28 what ACIS cannot do, or asks about', () => {
  const chips = Object.fromEntries(['i0', 'i1', 'i2', 'i3', 's1', 's2'].map((chip) => [`ccd${chip}_on`, 'Y']))
  assert.deepEqual(codes(acis, chips), [])
  assert.deepEqual(codes(acis, { ...chips, ccds3_on: 'O1' }), ['chips'])

  const acisI = anObservation({
    values: { instrument: 'ACIS-I', multiple_spectral_lines: 'Y', spectra_max_count: 100 },
  })
  assert.deepEqual(codes(acisI, { multiple_spectral_lines: 'N' }), [])
  assert.deepEqual(codes(acisI, { spectra_max_count: null }), ['spectral-lines'])

  assert.deepEqual(codes(acis, { subarray_start_row: 10 }), ['without-switch'])
  assert.deepEqual(codes(acis, { eventfilter: 'N', eventfilter_lower: 1 }), ['without-switch'])
  assert.deepEqual(codes(acis, { trans_offset: -8.5 }), ['sim-limit'])
  assert.deepEqual(codes(acis, { trans_offset: -8 }), [])
  assert.deepEqual(codes(acis, { onchip_sum: 'Y', onchip_row_count: 2, onchip_column_count: 4 }), ['on-chip-summing'])
  assert.deepEqual(codes(acis, { eventfilter: 'Y', eventfilter_lower: 1, eventfilter_higher: 13.1 }), ['energy-range'])
  const windowed = anObservation({ values: { spwindow_flag: 'Y' }, window_ranks: [acisWindow('S3')] })
  assert.deepEqual(codes(windowed, { pha_range: [13.5] }), ['energy-range'])
})

test('VAL-25 a dither that is too fast', () => {
  const pattern = { dither_flag: 'Y', y_freq: 0.36, z_freq: 0.509, y_phase: 0, z_phase: 0 }
  assert.deepEqual(codes(acis, { ...pattern, y_amp: 8 / 3600, z_amp: 8 / 3600 }), ['constraint-changed'])
  const fast = cautionsOf(acis, new Map(Object.entries({ ...pattern, y_amp: 30 / 3600, z_amp: 30 / 3600 })))
  assert.deepEqual(fast.at(-1), { code: 'dither-fast', rate: 0.326 })
})

test('VAL-27 what follows another observation has no time of its own', () => {
  const timed = anObservation({
    values: { window_flag: 'Y' },
    time_ranks: [timeRank('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z')],
  })
  assert.deepEqual(codes(timed, { pre_id: 5, pre_min_lead: 1, pre_max_lead: 2 }), ['follows-and-time'])
})

test('ODP-16 what is cleared with the instrument is named, and a flag without rows too', () => {
  const { wanted } = readForm(acis, { ...fieldsOf(acis), instrument: 'HRC-S', window_flag: 'Y' })
  const found = cautionsOf(acis, requestsOf(acis, wanted))

  assert.deepEqual(
    found.find(({ code }) => code === 'cleared'),
    { code: 'cleared', names: ['exp_mode', 'most_efficient'] },
  )
  assert.deepEqual(
    found.find(({ code }) => code === 'no-rows'),
    { code: 'no-rows', names: ['window_flag'] },
  )
})
