import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { UserError } from '../../../../platform/errors.ts'
import { readObsidList } from '../obsid-list.ts'

const from = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, at) => first + at)

test('T17 4.5.2 obsids are read from single ones and ranges between any separators', () => {
  for (const text of ['12345, 12346', '12345:12346', '12345 ; 12346', '12346\n12345,12345']) {
    assert.deepEqual(readObsidList(text), [12345, 12346], text)
  }
  assert.deepEqual(readObsidList('12345: 12346; 12347, 12348 12349'), from(12345, 12349))
  const three = readObsidList('12345-12349 12352 - 12357,12359- 12362')
  assert.deepEqual(three, [...from(12345, 12349), ...from(12352, 12357), ...from(12359, 12362)])
  assert.equal(three.length, 15)
  assert.deepEqual(readObsidList('7 -9'), [7, 8, 9])
  assert.deepEqual(readObsidList(' , '), [])
})

test('MUL-01 what is no obsid is refused beside its field, never half read', () => {
  for (const text of ['5-3', '1--3', 'abc', '12a', '0', '-5', '1-', '1.5', '1-99999', '123456789012', '1-500 600']) {
    assert.throws(
      () => readObsidList(text, 'multiobsid'),
      (error) => error instanceof UserError && error.fields[0]?.path === 'multiobsid',
      text,
    )
  }
  assert.equal(readObsidList('1-500').length, 500)
})

test('any text is a sorted list without doubles, or is refused, and never takes long', () => {
  const text = fc.string({ unit: fc.constantFrom('1', '23', ' ', ',', '-', ';', ':', 'x', '9'), maxLength: 60 })
  fc.assert(
    fc.property(text, (one) => {
      try {
        const found = readObsidList(one)
        assert.deepEqual(
          found,
          [...new Set(found)].sort((a, b) => a - b),
        )
        assert.ok(found.length <= 500)
      } catch (error) {
        assert.ok(error instanceof UserError)
      }
    }),
  )
})
