import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { csvBatches, csvLines, parseCsv } from '../csv.ts'

test('RUN-7.2 a table that was written reads as it was, whatever its cells hold and however it is cut up', async () => {
  const cells = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r\n', ' ', 'ü', '') })
  const rows = fc.array(fc.tuple(cells, cells), { minLength: 1 })
  const property = fc.asyncProperty(rows, fc.integer({ min: 1, max: 9 }), async (body, size) => {
    const text = [...csvLines(['ID', 'x'], body)].join('')
    async function* pieces() {
      for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
    }
    assert.deepEqual((await Array.fromAsync(csvBatches(pieces()))).flat(), [['ID', 'x'], ...body])
    assert.deepEqual(parseCsv(text), [['ID', 'x'], ...body])
  })
  await fc.assert(property)
})

test('RUN-7.2 every cell stands in quotes, rows end with CRLF, and null is empty', () => {
  assert.deepEqual([...csvLines(['ID', 'x'], [['a"b', null]])], ['"ID","x"\r\n', '"a""b",""\r\n'])
})

test('RUN-7.2 a row of one empty cell is a row where it stands in quotes, and a blank line where it does not', () => {
  assert.deepEqual(parseCsv('x\r\n""\r\n\r\n"1"'), [['x'], [''], ['1']])
})

test('a long cell in many pieces is read in a time that grows with its length alone', { timeout: 20_000 }, async () => {
  async function* pieces() {
    yield 'ID\n"'
    for (let at = 0; at < 20_000; at++) yield 'ten signs.'.repeat(10)
    yield '"'
  }
  const rows = (await Array.fromAsync(csvBatches(pieces()))).flat()
  assert.equal(rows[1]?.[0]?.length, 2_000_000)
})
