import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fields, operationOf, type Sent } from '../form.ts'
import { applyOperation, type Operation } from '../operations.ts'
import { preview } from '../preview.ts'
import type { Table } from '../table.ts'

const table: Table = {
  columns: ['ID', 'name', 'size', 'note'],
  rows: [
    ['a', ' ann ', '10', ''],
    ['b', 'Bob', '9', ''],
    ['c', '', '', ''],
    ['a', ' ann ', '10', ''],
  ],
}
const rowsAfter = (operation: Operation) => applyOperation(table, operation).rows
const idsAfter = (operation: Operation): string =>
  rowsAfter(operation)
    .map(([id]) => id)
    .join('')
const column = (name: string, operation: Operation) => {
  const { columns, rows } = applyOperation(table, operation)
  return rows.map((row) => row[columns.indexOf(name)])
}

test('RUN-8.3.14 rows and columns with missing values are dropped', () => {
  const drop = { kind: 'drop_na', subset: [] } as const
  assert.equal(idsAfter({ ...drop, axis: 'rows', how: 'any' }), '')
  assert.equal(idsAfter({ ...drop, axis: 'rows', how: 'any', subset: ['name', 'size'] }), 'aba')
  assert.equal(idsAfter({ ...drop, axis: 'rows', how: 'all', subset: ['note'] }), '')
  assert.deepEqual(applyOperation(table, { ...drop, axis: 'columns', how: 'all' }).columns, ['ID', 'name', 'size'])
  assert.deepEqual(applyOperation(table, { ...drop, axis: 'columns', how: 'any' }).columns, ['ID'])
  const looked = applyOperation(table, { ...drop, axis: 'columns', how: 'any', subset: ['0', '1'] })
  assert.deepEqual(looked, { columns: ['ID', 'name', 'size'], rows: table.rows.map((row) => row.slice(0, 3)) })
  assert.throws(() => rowsAfter({ ...drop, axis: 'columns', how: 'any', subset: ['9'] }), /“9” is no number of a row/)
  assert.throws(() => rowsAfter({ ...drop, axis: 'rows', how: 'any', subset: ['x'] }), /no column “x”/)
})

test('RUN-8.3.14 missing values are filled, and duplicates dropped', () => {
  assert.deepEqual(column('size', { kind: 'fill_na', fillValue: '0' }), ['10', '9', '0', '10'])
  assert.throws(() => rowsAfter({ kind: 'fill_na', fillValue: '' }), /what missing values are filled with/)
  const drop = { kind: 'drop_duplicates', subset: [] } as const
  assert.equal(idsAfter({ ...drop, keep: 'first' }), 'abc')
  assert.equal(idsAfter({ ...drop, keep: 'last' }), 'bca')
  assert.equal(idsAfter({ ...drop, keep: 'none' }), 'bc')
  assert.equal(idsAfter({ ...drop, keep: 'first', subset: ['note'] }), 'a')
})

test('RUN-8.3.14 rows are sorted by numbers where a column holds numbers, and missing values stand last', () => {
  assert.equal(idsAfter({ kind: 'sort_values', by: ['size'], ascending: true }), 'baac')
  assert.equal(idsAfter({ kind: 'sort_values', by: ['size'], ascending: false }), 'aabc')
  assert.equal(idsAfter({ kind: 'sort_values', by: ['note', 'ID'], ascending: false }), 'cbaa')
  assert.throws(() => rowsAfter({ kind: 'sort_values', by: [], ascending: true }), /by which column/)
})

test('RUN-8.3.14 texts are stripped, replaced and written in another case; numbers stay', () => {
  const strip = { kind: 'strip_entries', characters: '', subset: [] } as const
  assert.deepEqual(column('name', { ...strip, position: 'both' }), ['ann', 'Bob', '', 'ann'])
  assert.deepEqual(column('name', { ...strip, position: 'front' }), ['ann ', 'Bob', '', 'ann '])
  assert.deepEqual(column('name', { ...strip, position: 'end', characters: 'b ' }), [' ann', 'Bo', '', ' ann'])
  assert.deepEqual(column('name', { kind: 'replace', substring: 'n', newStr: '$&', subset: [] })[0], ' a$&$& ')
  assert.deepEqual(column('size', { kind: 'replace', substring: '1', newStr: 'x', subset: ['size'] })[0], '10')
  assert.throws(
    () => rowsAfter({ kind: 'replace', substring: '', newStr: 'x', subset: [] }),
    /which text is to be replaced/,
  )
  const inCase = (wanted: 'upper' | 'lower' | 'title') =>
    column('name', { kind: 'string_case', case: wanted, subset: ['name'] })
  assert.deepEqual([inCase('upper')[1], inCase('lower')[1], inCase('title')[0]], ['BOB', 'bob', ' Ann '])
})

test('RUN-8.3.14 a column is split into new ones, whatever number of pieces a value has', () => {
  const names: Table = {
    columns: ['ID', 'name'],
    rows: [
      ['1', 'a b c'],
      ['2', 'a'],
      ['3', ''],
    ],
  }
  const split = { kind: 'split_column', column: 'name', by: ' ', newColumns: ['x', 'y'], removeColumn: true } as const
  assert.deepEqual(applyOperation(names, split), {
    columns: ['ID', 'x', 'y'],
    rows: [
      ['1', 'a', 'b c'],
      ['2', 'a', ''],
      ['3', '', ''],
    ],
  })
  assert.deepEqual(applyOperation(names, { ...split, removeColumn: false }).columns, ['ID', 'name', 'x', 'y'])
  assert.throws(() => applyOperation(names, { ...split, newColumns: ['x', 'ID'] }), /a column “ID” already/)
  assert.throws(() => applyOperation(names, { ...split, newColumns: ['x', 'x'] }), /a column “x” already/)
  assert.throws(() => applyOperation(names, { ...split, by: '' }), /by which text it is split/)
})

test('RUN-8.3.14 columns are named in a JSON list, or by commas', () => {
  const form = { preprocessingEnum: 'drop_duplicates', keep: null } as unknown as Sent
  const subsetOf = (subset: string | null) => (operationOf({ ...form, subset }) as { subset: unknown }).subset
  assert.deepEqual(subsetOf('["a, b", "c"]'), ['a, b', 'c'])
  assert.deepEqual(subsetOf(' a , c'), ['a', 'c'])
  assert.deepEqual([subsetOf(null), subsetOf(''), subsetOf('[]')], [[], [], []])
  assert.throws(() => subsetOf('["a"'), /no list of names/)
})

test('the script of the form knows the fields of each operation', async () => {
  const script = new URL('../static/operations.js', import.meta.url).href
  const { fieldsOf }: { fieldsOf: Readonly<Record<string, readonly string[]>> } = await import(script)
  assert.deepEqual(
    Object.keys(fieldsOf),
    fields.preprocessingEnum.options?.map(([value]) => value),
  )
  for (const name of Object.values(fieldsOf).flat()) assert.ok(name in fields, name)
  const shown = new Set([...Object.values(fieldsOf).flat(), 'preprocessingEnum', 'ignoreIndex'])
  assert.deepEqual(
    Object.keys(fields).filter((name) => !shown.has(name)),
    [],
  )
})

test('RUN-8.3.14 the page shows the head of a table, less of it where it is long, and no HTML of its cells', () => {
  const square = (size: number, cell: string): Table => ({
    columns: Array.from({ length: size }, (_, at) => `c${at}`),
    rows: Array.from({ length: size }, () => Array.from({ length: size }, () => cell)),
  })
  const count = (html: string) => html.match(/<td>/g)?.length ?? 0
  assert.equal(count(preview(square(101, '<i>'))), 10_000)
  assert.ok(!preview(square(3, '<i>')).includes('<i>'))
  assert.equal(count(preview(square(100, 'x'.repeat(100)))), 100)
  assert.match(preview(square(10, 'x'.repeat(20_000))), /too long to be shown/)
})
