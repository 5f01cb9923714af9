import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { choicesWith } from '../choices.ts'
import { isNullLike, isSame, isSameColumn, readValue } from '../coercion.ts'
import { catalogDate, formDate, readDate } from '../dates.ts'
import { scalarKinds, type ValueKind } from '../read-model.ts'

test('PAR-01 twelve texts stand for nothing; N and NO are values', () => {
  const nothing = ['', ' ', '<Blank>', 'N/A', 'NA', 'NONE', 'NULL', 'Na', 'None', 'Null', 'none', 'null']
  assert.deepEqual(nothing.filter(isNullLike), nothing)
  assert.deepEqual(['N', 'NO', 'Y', '0', 'nothing'].filter(isNullLike), [])
})

test('PAR-02 a text is read by what its parameter is: number, whole number, date or word', () => {
  assert.equal(readValue('number', ' -0.25 '), -0.25)
  assert.equal(readValue('integer', '16196'), 16196)
  assert.equal(readValue('integer', '7.0'), 7)
  assert.equal(readValue('date', '2014-05-30 00:22:47'), '2014-05-30T00:22:47Z')
  assert.equal(readValue('word', 'NONE'), null)
  assert.equal(readValue('flag', 'N'), 'N')
  assert.equal(readValue('number', null), null)
})

test('PAR-03 T27 texts stay texts, whatever they look like', () => {
  const texts = ['None', '123', '1e5', 'inf', 'nan', 'May 01 2014 00:00', 'NA', ' 3C 273']
  assert.deepEqual(
    texts.map((text) => readValue('text', text)),
    texts,
  )
  assert.equal(readValue('text', '   '), null)
  for (const name of ['targname', 'remarks', 'comments', 'observatories', 'hrc_si_mode'] as const) {
    assert.equal(scalarKinds[name], 'text')
  }
})

test('PAR-03 what is no number is not read as one', () => {
  for (const text of ['inf', 'nan', 'Infinity', '0x1F', '1,5', '--1', '12 34', '1e999', 'Y']) {
    assert.equal(readValue('number', text), undefined, text)
  }
  assert.equal(readValue('integer', '1.5'), undefined)
  assert.equal(readValue('date', 'tomorrow'), undefined)
})

test('PAR-04 nine forms of a date are read, and days that are none are refused', () => {
  const same = ['May 30 2014 00:22', 'May 30 2014 12:22AM', '2014-05-30T00:22:00Z', '2014-05-30T00:22:00']
  same.push('2014-05-30T00:22', '05:30:2014:00:22:00', '05:30:2014:00:22', '2014-05-30 00:22:00', '2014-05-30 00:22')
  same.push('05::30:2014:00::22:00', '2014-05-30T00:22:00.987Z', 'may 30 2014 12:22am', 'May  30 2014 12:22AM')
  for (const text of same) assert.equal(readDate(text), '2014-05-30T00:22:00Z', text)
  assert.equal(readDate('Jun  5 2014 12:00PM'), '2014-06-05T12:00:00Z')

  for (const text of ['Feb 30 2014 00:00', '2014-13-01 00:00', 'Foo 01 2014 00:00', '2014-01-01 24:00', '']) {
    assert.equal(readDate(text), undefined, text)
  }
  for (const text of ['May 01 2014 13:00PM', 'May 01 2014 00:10AM', '0014-01-01 00:00']) {
    assert.equal(readDate(text), undefined, text)
  }
})

test('PAR-04 a date that a form shows, or the catalog, reads back as it was', () => {
  const minutes = fc.integer({ min: 0, max: 60 * 24 * 366 * 50 })
  fc.assert(
    fc.property(minutes, (n) => {
      const iso = `${new Date(n * 60_000).toISOString().slice(0, 19)}Z`
      assert.equal(readDate(formDate(iso)), iso)
      assert.equal(readDate(catalogDate(iso)), iso)
    }),
  )
  assert.equal(formDate('2014-05-30T00:22:47Z'), 'May 30 2014 00:22')
})

test('PAR-05 rounding is no change: numbers within a millionth, dates within a minute', () => {
  assert.equal(isSame('number', 1, 1.0000009), true)
  assert.equal(isSame('number', 1, 1.0000011), false)
  assert.equal(isSame('number', null, 0), false)
  assert.equal(isSame('number', null, null), true)
  assert.equal(isSame('date', '2014-05-30T00:22:47Z', 'May 30 2014 00:22'), true)
  assert.equal(isSame('date', '2014-05-30T00:22:00Z', '2014-05-30T00:23:00Z'), false)
  assert.equal(isSame('text', 'None', null), false)
  assert.equal(isSame('word', 'NONE', null), true)
})

test('PAR-05 lists are compared entry by entry', () => {
  assert.equal(isSameColumn('number', [10, 20], [10, 20.0000001]), true)
  assert.equal(isSameColumn('number', [10, 20], [10]), false)
  assert.equal(isSameColumn('number', [10], [10, null]), false)
})

test('PAR-05 being the same is symmetric, and each value is the same as itself', () => {
  const kinds = fc.constantFrom<ValueKind>('text', 'word', 'flag', 'integer', 'number', 'date')
  const values = fc.oneof(
    fc.constant(null),
    fc.string(),
    fc.double({ noNaN: true }),
    fc.constantFrom('N', 'NO', 'NONE'),
  )
  fc.assert(
    fc.property(kinds, values, values, (kind, a, b) => {
      assert.equal(isSame(kind, a, a), true)
      assert.equal(isSame(kind, a, b), isSame(kind, b, a))
    }),
  )
})

test('PAR-07 T28 nothing, N and NO of a flag are one, and the value in force can always be chosen', () => {
  assert.equal(isSame('flag', null, 'N'), true)
  assert.equal(isSame('flag', 'NO', null), true)
  assert.equal(isSame('flag', 'N', 'Y'), false)
  assert.deepEqual(choicesWith('NPY', null)[0], { value: null, label: 'NA' })
  assert.deepEqual(choicesWith('CCD', 'D')[0], { value: 'D', label: 'D' })
  assert.equal(choicesWith('NY', 'Y').length, 2)
})
