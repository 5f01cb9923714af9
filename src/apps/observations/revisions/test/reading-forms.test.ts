import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fieldsOf, rankField, rowsIn } from '../fields.ts'
import { readForm } from '../reading-forms.ts'
import { anObservation, timeRank } from './an-observation.ts'

const observation = anObservation()
const wrong = (changes: Record<string, string>, of = observation) =>
  readForm(of, { ...fieldsOf(of), ...changes }).errors.map(({ path }) => path)

test('PAR-06 T1 T2 coordinates and dither are shown and typed in the units of people', () => {
  const { ra_hms, dec_dms } = fieldsOf(observation)
  assert.deepEqual([ra_hms, dec_dms], ['05:38:42.4000', '-69:06:02.9000'])
  const cosmos = fieldsOf(anObservation({ values: { ra: 149.9161666667, dec: 2.3085194444, y_amp: 0.002222 } }))
  assert.deepEqual([cosmos.ra_hms, cosmos.dec_dms, cosmos.y_amp_asec], ['09:59:39.8800', '+02:18:30.6700', '7.9992'])

  const { wanted } = readForm(observation, { ra_hms: '10 00 00', dec_dms: '-10 30 00', y_amp_asec: '20' })
  assert.deepEqual([wanted.values.ra, wanted.values.dec, wanted.values.y_amp], [150, -10.5, 0.005555556])
})

test('VAL-01 VAL-02 VAL-03 ODP-09 what cannot be taken is said beside its field', () => {
  assert.deepEqual(wrong({ targname: ' ' }), ['targname'])
  assert.deepEqual(wrong({ y_det_offset: '121', z_det_offset: 'far', ra_hms: '25:00:00', dec_dms: '-91' }), [
    'ra_hms',
    'dec_dms',
    'y_det_offset',
    'z_det_offset',
  ])
  assert.deepEqual(wrong({ instrument: 'ACIS-X', dither_flag: 'P', ccdi0_on: 'O6', grating: 'LETG' }), [
    'instrument',
    'dither_flag',
    'ccdi0_on',
  ])
  assert.deepEqual(wrong({ pre_id: '1.5', subarray_row_count: '100' }), ['pre_id', 'subarray_row_count'])
  assert.deepEqual(wrong({ comments: 'x'.repeat(20_001) }), ['comments'])
  assert.deepEqual(wrong({ vmagnitude: '', frame_time: '0', phase_start: '1' }), [])
})

test('VAL-02 PAR-07 what the catalog has is never wrong, as long as nobody touches it', () => {
  const odd = anObservation({ values: { subarray_row_count: 0, bep_pack: 'F1', instrument: 'ACIS-S' } })
  assert.deepEqual(wrong({}, odd), [])
  assert.deepEqual(wrong({ subarray_row_count: '50' }, odd), ['subarray_row_count'])
})

test('VAL-04 dates of ranks are read in every form, where the flag says that they count', () => {
  const row = (column: string) => rankField('time_ranks', 0, column)
  const bad = {
    [row('window_constraint')]: 'Y',
    [row('tstart')]: 'Feb 30 2026 00:00',
    [row('tstop')]: '2026-03-01T00:00',
  }
  assert.deepEqual(wrong({ ...bad, window_flag: 'Y' }), [row('tstart')])
  assert.deepEqual(wrong(bad), [])
})

test('ODP-05 rows keep their order whatever their numbers', () => {
  const timed = anObservation({
    values: { window_flag: 'Y' },
    time_ranks: [timeRank('2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z')],
  })
  assert.equal(fieldsOf(timed)['time_ranks-0-tstart'], 'Jan 01 2024 00:00')
  const fields = {
    window_flag: 'Y',
    'time_ranks-10-tstart': 'Jan 02 2026 00:00',
    'time_ranks-9-tstart': 'Jan 01 2026 00:00',
  }
  assert.deepEqual(rowsIn(fields, 'time_ranks'), [9, 10])
  assert.deepEqual(
    readForm(observation, fields).wanted.ranks.time_ranks.map(({ tstart }) => tstart),
    ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
  )
})

test('a form of thousands of rows is refused, not worked through', () => {
  const many = Object.fromEntries(Array.from({ length: 999 }, (_, at) => [`time_ranks-${at}-tstart`, '']))
  const { wanted, errors } = readForm(observation, { ...many, window_flag: 'Y' })
  assert.equal(wanted.ranks.time_ranks.length, 60)
  assert.ok(errors.some(({ path }) => path === 'time_ranks'))
})
