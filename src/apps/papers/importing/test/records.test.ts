import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { effortMs } from '../../../../../test/support/effort.ts'
import { type Dialect, RecordSplitter, type TextRecord } from '../records.ts'
import { csvText } from './csv-text.ts'

const COMMAS: Dialect = { delimiter: ',', quote: '"', isBackslashEscaped: false }

function split(text: string, dialect: Dialect = COMMAS, pieceLength = text.length || 1): TextRecord[] {
  const splitter = new RecordSplitter(dialect)
  const records: TextRecord[] = []
  for (let at = 0; at < text.length; at += pieceLength) {
    for (const some of splitter.push(text.slice(at, at + pieceLength), false)) records.push(...some)
  }
  for (const some of splitter.push('', true)) records.push(...some)
  return records
}

const cellsOf = (text: string, dialect?: Dialect) => split(text, dialect).map(({ cells }) => cells)
const problemsOf = (text: string) => split(text).map(({ problem }) => problem)

test('line ends of all three kinds may mix, and blank lines are no rows', () => {
  assert.deepEqual(cellsOf('a,b\nc,d\r\ne,f\rg,h\n\n\r\n\ri,j'), [
    ['a', 'b'],
    ['c', 'd'],
    ['e', 'f'],
    ['g', 'h'],
    ['i', 'j'],
  ])
})

test('lines are counted as editors count them', () => {
  assert.deepEqual(
    split('a\r\n\r\n"b\nc\r\nd"\re\nf').map(({ line }) => line),
    [1, 3, 6, 7],
  )
})

test('quotes may be doubled, escaped, stray, or no quotes at all', () => {
  assert.deepEqual(cellsOf('"a ""b"" c","",x'), [['a "b" c', '', 'x']])
  assert.deepEqual(cellsOf('"a \\"b\\", c",x', { ...COMMAS, isBackslashEscaped: true }), [['a "b", c', 'x']])
  assert.deepEqual(cellsOf('"a "b" c",12" disk'), [['a "b" c', '12" disk']])
  assert.equal(split('"a "b" c",x')[0]?.hasStrayQuote, true)
  assert.deepEqual(cellsOf('"a\t"b', { ...COMMAS, delimiter: '\t', quote: null }), [['"a', '"b']])
  assert.deepEqual(cellsOf('"a" ,b'), [['a', 'b']])
})

test('a quote that is never closed costs its own line only', () => {
  const text = 'a,b\n1,"open\n2,y\n3,z\n'

  assert.deepEqual(problemsOf(text), [null, 'csv_syntax', null, null])
  assert.equal(split(text)[1]?.raw, '1,"open')
  assert.equal(split(text)[1]?.line, 2)
})

test('a quote that is never closed does not swallow quoted rows below it', () => {
  const records = split('a,b\n1,"open\n"two, too",y\n"three, too",z\n')

  assert.deepEqual(
    records.map(({ problem }) => problem),
    [null, 'csv_syntax', null, null],
  )
  assert.deepEqual(records[2]?.cells, ['two, too', 'y'])
})

test('rows longer than 1 MiB are named, and the rows around them are read', () => {
  const long = 'x'.repeat(2 * 1024 * 1024)

  for (const row of [`${long},1`, `"${long}",1`, `"${long.replaceAll('xx', 'x\n')}",1`]) {
    for (const pieceLength of [100_000, 10_000_000]) {
      const records = split(`a,b\n${row}\nc,d\n`, COMMAS, pieceLength)
      assert.deepEqual(
        records.map(({ problem }) => problem),
        [null, 'row_too_long', null],
      )
      assert.deepEqual(records[2]?.cells, ['c', 'd'])
    }
  }
})

test('a line without end is dropped as it arrives', () => {
  const splitter = new RecordSplitter(COMMAS)
  const records: TextRecord[] = []
  for (let piece = 0; piece < 100; piece++)
    for (const some of splitter.push('y'.repeat(256 * 1024), false)) records.push(...some)
  for (const some of splitter.push('\na,b', true)) records.push(...some)

  assert.deepEqual(
    records.map(({ problem }) => problem),
    ['row_too_long', null],
  )
})

test('any cells come back as they were written, in pieces of any size', () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', '\r', ' ', '\t', '|', '\\', '😀'),
    maxLength: 12,
  })
  const table = fc
    .integer({ min: 1, max: 6 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 12 }))
  const dialect = fc.constantFrom(',', ';', '\t', '|')
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r')
  fc.assert(
    fc.property(table, dialect, lineEnd, fc.integer({ min: 1, max: 40 }), (rows, delimiter, end, pieceLength) => {
      // A stray-looking opening on a later line of a cell is what unclosed quotes look like; doubled quotes never are.
      const records = split(csvText(rows, delimiter, end), { ...COMMAS, delimiter }, pieceLength)
      assert.deepEqual(
        records.map(({ cells }) => cells),
        rows,
      )
    }),
    { numRuns: 500 },
  )
})

test('the size of the pieces changes nothing, whatever the text', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'b'), maxLength: 60 })
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 9 }), (sample, pieceLength) => {
      assert.deepEqual(split(sample, COMMAS, pieceLength), split(sample))
    }),
    { numRuns: 2_000 },
  )
})

test('R-V1 hostile quoting is split in linear time', () => {
  const texts = [
    '"""a""\n',
    '"\n',
    '",\n',
    'a"\n',
    '" \n',
    '"\\"\n',
    '""',
    '"a ',
    ',\n',
    '"x\n""',
    '"x\r"',
    '\r',
    '"a"b\n',
    '"a\n"b,',
  ]
  for (const piece of texts) {
    const text = piece.repeat(500_000 / piece.length)
    for (const isBackslashEscaped of [false, true]) {
      const tookMs = effortMs(() => split(text, { ...COMMAS, isBackslashEscaped }, 262_144), 1_000)
      assert.ok(tookMs < 1_000, `${JSON.stringify(piece)} took ${Math.round(tookMs)} ms for 0.5 MB`)
    }
  }
})
