import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choiceSets } from '../../catalog/choices.ts'
import {
  flagGroups,
  flags,
  isParameter,
  kindOf,
  namesFor,
  parameterNames,
  parameterOf,
  sections,
} from '../parameters.ts'

test('DATA-05 DATA-06 there are 92 parameters with names of their own: 55 general, 37 ACIS, 35 SI, one HRC', () => {
  const counts = (['general', 'acis', 'acis_si', 'hrc_si'] as const).map((part) => namesFor(part).length)

  assert.deepEqual(counts, [55, 37, 35, 1])
  assert.equal(new Set(parameterNames).size, 92)
  assert.equal(parameterNames.length, 92)
})

test('the two lists of the instrument differ by what changes nothing on board', () => {
  const onBoard = new Set(namesFor('acis_si'))
  assert.deepEqual(
    namesFor('acis').filter((name) => !onBoard.has(name)),
    ['multiple_spectral_lines', 'spectra_max_count'],
  )
  assert.deepEqual(namesFor('hrc_si'), ['hrc_si_mode'])
})

test('DATA-11 copies in other units are no parameters', () => {
  for (const name of ['ra_hms', 'dec_dms', 'y_amp_asec', 'z_freq_asec', 'time_ranks', 'obsid', 'toString']) {
    assert.equal(isParameter(name), false, name)
  }
  assert.throws(() => parameterOf('ra_hms'), RangeError)
})

test('every parameter has a type, and every list of choices and limit makes sense', () => {
  for (const parameter of Object.values(sections).flat()) {
    const { name, choices, min, max } = parameterOf(parameter.name)
    const kind = kindOf(name)
    if (choices) assert.ok(choiceSets[choices].length > 0 && ['word', 'flag'].includes(kind), name)
    if (min !== undefined) assert.ok(['number', 'integer'].includes(kind), name)
    assert.ok(max === undefined || min === undefined || min < max, name)
  }
})

test('each flag decides over parameters of its own', () => {
  const names = flags.flatMap((flag) => flagGroups[flag])
  assert.equal(new Set(names).size, 6 + 3 + 4 + 8)
  for (const name of names) assert.ok(isParameter(name), name)
})
