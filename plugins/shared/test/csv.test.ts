import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { csvLines, parseCsv } from '../csv.ts'
import { baseName, dimensionNames, jsonList } from '../writing.ts'

test('RUN-7.2 a table that was written reads as it was, whatever its cells hold', () => {
  const cells = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', 'ü', '') })
  fc.assert(
    fc.property(fc.array(fc.tuple(cells, cells), { minLength: 1 }), (rows) => {
      const text = [...csvLines(['ID', 'x'], rows)].join('')
      assert.deepEqual(parseCsv(text), [['ID', 'x'], ...rows])
    }),
  )
})

test('RUN-7.2 tables without quotes, with other line ends, a mark at the start or an empty last cell are read', () => {
  assert.deepEqual(parseCsv('\uFEFFID,x\na,1\n\nb,\n'), [
    ['ID', 'x'],
    ['a', '1'],
    ['b', ''],
  ])
  assert.deepEqual(parseCsv('ID,x\rb,'), [
    ['ID', 'x'],
    ['b', ''],
  ])
  assert.throws(() => parseCsv('ID\n"a'), /quote is out of place/)
})

test('RUN-7.2 lists are written as JSON in one line, in pieces', () => {
  assert.equal([...jsonList([])].join(''), '[]\n')
  const long = Array.from({ length: 20_000 }, (_, ID) => ({ ID, href: '' }))
  const pieces = [...jsonList(long)]
  assert.ok(pieces.length > 5)
  assert.deepEqual(JSON.parse(pieces.join('')), long)
})

test('RUN-9.3.5 dimensions are numbered with as many digits as the last one has', () => {
  assert.deepEqual(dimensionNames(3), ['dim0', 'dim1', 'dim2'])
  assert.equal(dimensionNames(11)[2], 'dim02')
  assert.deepEqual(dimensionNames(10).slice(8), ['dim8', 'dim9'])
})

test('RUN-8.2 names of inputs become part of names of outputs without signs that could do harm', () => {
  assert.equal(baseName('points.json'), 'points')
  assert.equal(baseName('../../etc/pass wd.csv'), '.._.._etc_pass_wd')
  assert.equal(baseName(`data:${'x'.repeat(500)}`).length, 80)
  assert.equal(baseName(''), 'data')
})
