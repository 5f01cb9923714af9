import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tablePage } from '../table.ts'

const rows = [['name', 'count'], ...Array.from({ length: 250 }, (_, at) => [`row ${at + 1}`, String(at)])]

test('RUN-8.3.16 a table is shown a hundred rows at a time, with buttons to those before and after', () => {
  const first = tablePage('t.csv', rows, 0)
  assert.match(first, /Rows 1 to 100 of 250/)
  assert.match(first, /data-set-value="100">Rows after/)
  assert.ok(!first.includes('Rows before') && !first.includes('row 101<'))

  const last = tablePage('t.csv', rows, 200)
  assert.match(last, /Rows 201 to 250 of 250/)
  assert.match(last, /data-set-value="100">Rows before/)
  assert.ok(!last.includes('Rows after'))
  assert.match(tablePage('t.csv', rows, 9_999), /Rows 250 to 250 of 250/, 'beyond the end stands the last row')
})

test('RUN-8.3.16 cells are text whatever they hold; numbers stand to the right', () => {
  const page = tablePage(
    't.csv',
    [
      ['<b>', 'n'],
      ['<script>x</script>', '1e3'],
      ['"', '-.5'],
    ],
    0,
  )
  assert.ok(!page.includes('<script>') && !page.includes('<b>'))
  assert.match(page, /<td class="number">1e3<\/td>/)
  assert.ok(!/<td class="number">&#34;/.test(page))
})

test('RUN-8.3.16 ragged and empty tables are shown as they are', () => {
  assert.match(tablePage('t.csv', [], 0), /The table is empty/)
  assert.match(tablePage('t.csv', [['a', 'b']], 0), /No rows below the names/)
  assert.match(tablePage('t.csv', [['a'], ['1', '2']], 0), /<th scope="col"><\/th>/)
})
