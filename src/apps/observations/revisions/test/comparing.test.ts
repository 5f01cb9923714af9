import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Observation } from '../../catalog/read-model.ts'
import { parameterNames } from '../../parameters/parameters.ts'
import { originalsOf, present, type Requests, requestsOf, resulting } from '../comparing.ts'
import { type Fields, fieldsOf, rankField } from '../fields.ts'
import { notesOf } from '../notes.ts'
import { readForm } from '../reading-forms.ts'
import { touchedBy } from '../touched.ts'
import { acisWindow, anObservation, rollRank, timeRank } from './an-observation.ts'

const y2024 = '2024-01-01T00:00:00Z'
const y2025 = '2025-01-01T00:00:00Z'
const later = { now: '2026-03-02T12:00:00.000Z', isOnOrList: false }

/** What is asked when the form is sent with these fields changed. */
function asked(observation: Observation, changes: Fields): Requests {
  const { wanted, errors } = readForm(observation, { ...fieldsOf(observation), ...changes })
  assert.deepEqual(errors, [])
  return requestsOf(observation, wanted)
}
const askedOf = (observation: Observation, changes: Fields): object =>
  Object.fromEntries(asked(observation, changes).entries())

const ranked = anObservation({
  values: { window_flag: 'Y', roll_flag: 'P', spwindow_flag: 'Y', dither_flag: 'Y', y_amp: 0.0022222, y_freq: 0.36 },
  time_ranks: [timeRank(y2024, y2025), timeRank(y2025, '2026-01-01T00:00:00Z', 'P')],
  roll_ranks: [rollRank(10, 'P'), rollRank(200, 'P')],
  window_ranks: [acisWindow('S2'), acisWindow('S3', 0)],
})

test('T3 T28 PAR-07 a form that nobody changed asks for nothing, whatever the catalog holds', () => {
  const odd = anObservation({
    values: {
      ccds1_on: 'D',
      bep_pack: 'F1',
      uninterrupt: null,
      subarray_row_count: 0,
      grating: 'NONE',
      pre_max_lead: 0,
    },
  })
  for (const observation of [anObservation(), ranked, odd]) assert.deepEqual(askedOf(observation, {}), {})
})

test('T3 so does that of any observation', () => {
  const degrees = fc.record({
    ra: fc.option(fc.double({ min: 0, max: 359.9999, noNaN: true })),
    dec: fc.option(fc.double({ min: -90, max: 90, noNaN: true })),
    y_amp: fc.option(fc.double({ min: 0, max: 0.01, noNaN: true })),
    targname: fc.constantFrom('None', '123', '1e5', 'NGC 4507', null),
    dither_flag: fc.constantFrom('Y', 'N'),
  })
  fc.assert(fc.property(degrees, (values) => assert.deepEqual(askedOf(anObservation({ values }), {}), {})))
})

test('DATA-08 ODP-11 T4 one change is one request, and says who signs', () => {
  const requests = asked(anObservation(), { y_det_offset: '0.3' })

  assert.deepEqual(Object.fromEntries(requests), { y_det_offset: 0.3 })
  assert.deepEqual(touchedBy(requests), { general: true, acis: false, acis_si: false, hrc_si: false })
  assert.deepEqual(notesOf(anObservation(), requests, later), [])
})

test('T5 T6 T7 T8 each parameter asks its own teams', () => {
  const touched = (changes: Fields, observation = anObservation()) =>
    Object.entries(touchedBy(asked(observation, changes)))
      .filter(([, is]) => is)
      .map(([part]) => part)

  assert.deepEqual(touched({ frame_time: '3.2' }), ['acis', 'acis_si'])
  assert.deepEqual(touched({ spectra_max_count: '20000' }), ['acis'])
  assert.deepEqual(touched({ hrc_si_mode: 'HO_01' }, anObservation({ values: { instrument: 'HRC-I' } })), [
    'general',
    'hrc_si',
  ])
  assert.deepEqual(touched({ comments: 'Why.' }), ['general'])
  assert.deepEqual(notesOf(anObservation(), asked(anObservation(), { comments: 'Why.' }), later), ['comment_change'])
})

test('a new position of an ACIS observation asks for its SI mode where that is wished', () => {
  const requests = asked(anObservation(), { ra_hms: '05:39:00' })
  assert.equal(touchedBy(requests).acis_si, false)
  assert.equal(touchedBy(requests, { instrument: 'ACIS-S', positionNeedsSi: true }).acis_si, true)
  assert.equal(touchedBy(requests, { instrument: 'HRC-S', positionNeedsSi: true }).acis_si, false)
})

test('T11 DATA-10 ODP-13 a constraint that is given up is cleared whole, and its ranks are remembered', () => {
  const originals = originalsOf(ranked)
  assert.deepEqual(originals.get('tstart'), [y2024, y2025])
  assert.deepEqual(originals.get('window_constraint'), ['Y', 'P'])

  const requests = askedOf(ranked, { window_flag: 'N' })
  assert.deepEqual(requests, { window_flag: 'N', window_constraint: null, tstart: null, tstop: null })
})

test('T12 ODP-12 a list of preferences alone makes the flag a preference', () => {
  const row = (column: string) => rankField('time_ranks', 0, column)
  const fields = {
    window_flag: 'Y',
    [row('window_constraint')]: 'P',
    [row('tstart')]: 'Jan 01 2027 00:00',
    [row('tstop')]: 'Jan 05 2027 00:00',
  }
  const requests = asked(anObservation(), fields)

  assert.deepEqual(Object.fromEntries(requests), {
    window_flag: 'P',
    window_constraint: ['P'],
    tstart: ['2027-01-01T00:00:00Z'],
    tstop: ['2027-01-05T00:00:00Z'],
  })
  assert.deepEqual(notesOf(anObservation(), requests, later), ['flag_change'])
})

test('ODP-13 a new rank keeps every value of its row, a plain N too', () => {
  const row = (column: string) => rankField('roll_ranks', 0, column)
  const rank = {
    [row('roll_constraint')]: 'Y',
    [row('roll_180')]: 'N',
    [row('roll')]: '0',
    [row('roll_tolerance')]: '5',
  }
  assert.deepEqual(askedOf(anObservation(), { roll_flag: 'Y', ...rank }), {
    roll_flag: 'Y',
    roll_constraint: ['Y'],
    roll_180: ['N'],
    roll: [0],
    roll_tolerance: [5],
  })
})

test('ODP-12 ODP-02 a preference shows as Y, stays a preference, and follows its own ranks', () => {
  assert.equal(fieldsOf(ranked).roll_flag, 'Y')
  assert.deepEqual(askedOf(ranked, { [rankField('roll_ranks', 0, 'roll_constraint')]: 'Y' }), {
    roll_flag: 'Y',
    roll_constraint: ['Y', 'P'],
  })
})

test('T13 a rank that changes asks for its column as a whole, and for no other', () => {
  assert.deepEqual(askedOf(ranked, { [rankField('roll_ranks', 1, 'roll')]: '20' }), { roll: [10, 20] })
})

test('ODP-06 ODP-14 rows that are not sent are gone, and what else is not sent stays', () => {
  const { wanted } = readForm(ranked, { window_flag: 'Y', [rankField('time_ranks', 7, 'window_constraint')]: 'Y' })
  const requests = requestsOf(ranked, wanted)
  assert.deepEqual(requests.get('window_constraint'), ['Y'], 'one row is left, whatever its number')
  assert.equal(requests.has('targname'), false)
  assert.equal(requests.has('roll'), false, 'the roll flag was not sent, but its rows were not either')
})

test('ODP-13 a flag that is set anew asks for its whole group', () => {
  const requests = askedOf(anObservation(), { dither_flag: 'Y', y_amp_asec: '8', y_freq_asec: '1296', y_phase: '' })
  const nothing = { y_phase: null, z_amp: null, z_freq: null, z_phase: null }
  assert.deepEqual(requests, { dither_flag: 'Y', y_amp: 0.002222222, y_freq: 0.36, ...nothing })
})

test('ODP-16 what belongs to the instrument that is given up is cleared', () => {
  const observation = anObservation({ values: { frame_time: 3.2, ccds3_on: 'Y', hrc_timing_mode: null } })
  const requests = askedOf(observation, { instrument: 'HRC-S' })
  assert.deepEqual(requests, {
    instrument: 'HRC-S',
    exp_mode: null,
    frame_time: null,
    most_efficient: null,
    ccds3_on: null,
  })
  assert.deepEqual(askedOf(observation, { instrument: 'ACIS-I' }), { instrument: 'ACIS-I' })
})

test('T27 PAR-03 ODP-15 texts stay texts', () => {
  const requests = askedOf(anObservation(), { targname: 'None', comments: '123', remarks: '1e5' })
  assert.deepEqual(requests, { targname: 'None', comments: '123', remarks: '1e5' })
})

test('DATA-07 originals hold what is there, for the 92 names, and nothing of a group that does not count', () => {
  const observation = anObservation({ values: { y_amp: 0.002, dither_flag: 'N' } })
  const originals = originalsOf(observation)

  assert.equal(originals.has('y_amp'), false)
  assert.equal(originals.has('vmagnitude'), false)
  assert.equal(originals.get('ra'), 84.6766666667)
  for (const name of originals.keys()) assert.ok(parameterNames.includes(name), name)
})

test('T15 2.7 an urgent target that had no position yet does not shift', () => {
  const nowhere = anObservation({ values: { ra: 0, dec: 0 } })
  const position = { ra_hms: '05:38:42', dec_dms: '-69:06:02' }
  assert.deepEqual(notesOf(nowhere, asked(nowhere, position), later), [])
  assert.deepEqual(
    notesOf(anObservation({ values: { ra: 10 } }), asked(anObservation({ values: { ra: 10 } }), position), later),
    ['large_coordinate_change'],
  )
})

test('2.7 what is soon, past or under review is noted', () => {
  const requests = asked(anObservation(), { y_det_offset: '1' })
  const at = (soe_st_sched_date: string | null, lts_lt_plan: string | null, isOnOrList = false) =>
    notesOf(anObservation({ values: { soe_st_sched_date, lts_lt_plan } }), requests, { ...later, isOnOrList })

  assert.deepEqual(at('Mar 12 2026 11:59AM', null), ['obsdate_under10'])
  assert.deepEqual(at('Mar 12 2026 12:01PM', null), [])
  assert.deepEqual(at('Apr 12 2026 12:01PM', 'Mar 01 2026 12:00AM'), [], 'the schedule counts where there is one')
  assert.deepEqual(at(null, 'Mar 01 2020 12:00AM', true), ['obsdate_under10', 'on_or_list'])
})

test('a request, once granted, leaves nothing to ask', () => {
  const changes = fc.record(
    {
      y_det_offset: fc.constantFrom('', '0.3', '-1'),
      instrument: fc.constantFrom('ACIS-I', 'HRC-S'),
      dither_flag: fc.constantFrom('Y', 'N'),
      window_flag: fc.constantFrom('Y', 'N'),
      spwindow_flag: fc.constantFrom('Y', 'N'),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(changes, fc.constantFrom(ranked, anObservation()), (fields, observation) => {
      const requests = asked(observation, fields)
      for (const [name, value] of requests) {
        assert.notDeepEqual(present(observation, name), value ?? [], name)
        assert.deepEqual(resulting(observation, requests, name), value)
      }
    }),
  )
})
