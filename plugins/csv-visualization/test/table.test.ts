import assert from 'node:assert/strict'
import { test } from 'node:test'
import { excerptOf, tablePage } from '../table.ts'

const shown = async (name: string, rows: string[][], from: number): Promise<string> => {
  const batches = (async function* () {
    for (let at = 0; at < rows.length; at += 7) yield rows.slice(at, at + 7)
  })()
  return tablePage(name, await excerptOf(batches, from, 100))
}

const rows = [['name', 'count'], ...Array.from({ length: 250 }, (_, at) => [`row ${at + 1}`, String(at)])]

test('RUN-8.3.16 a table is shown a hundred rows at a time, with buttons to those before and after', async () => {
  const first = await shown('t.csv', rows, 0)
  assert.match(first, /Rows 1 to 100 of 250/)
  assert.match(first, /data-set-value="100">Rows after/)
  assert.ok(!first.includes('Rows before') && !first.includes('row 101<'))

  const last = await shown('t.csv', rows, 200)
  assert.match(last, /Rows 201 to 250 of 250/)
  assert.match(last, /data-set-value="100">Rows before/)
  assert.ok(!last.includes('Rows after'))
  assert.match(await shown('t.csv', rows, 9_999), /Rows 250 to 250 of 250/, 'beyond the end stands the last row')
})

test('RUN-8.3.16 cells are text whatever they hold; numbers stand to the right', async () => {
  const page = await shown(
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

test('RUN-8.3.16 ragged and empty tables are shown as they are', async () => {
  assert.match(await shown('t.csv', [], 0), /The table is empty/)
  assert.match(await shown('t.csv', [['a', 'b']], 0), /No rows below the names/)
  assert.match(await shown('t.csv', [['a'], ['1', '2']], 0), /<th scope="col"><\/th>/)
})
