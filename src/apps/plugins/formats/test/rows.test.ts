import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrayAttributes, arrayToEntity, compareAttributes, dimensionNames, ensureArray } from '../rows.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)

test('RUN-9.3.5 points become entities whose dimensions are padded to the width of their number', async () => {
  const [ten] = await Array.fromAsync(arrayToEntity([{ ID: 'a', href: '', values: numbers(10) }], { isTuple: false }))
  assert.deepEqual(Object.keys(ten ?? {}), ['ID', 'href', ...numbers(10).map((at) => `dim0${at}`)])
  const [three] = await Array.fromAsync(arrayToEntity([{ ID: 'a', href: 'h', values: [1, null, 3] }]))
  assert.deepEqual(three, ['a', 'h', 1, null, 3])
  assert.deepEqual(arrayAttributes(3), ['ID', 'href', 'dim0', 'dim1', 'dim2'])
  assert.deepEqual(dimensionNames(100, 'x')[5], 'x005')
})

test('RUN-9.3.6 blank values are null, or an error where all must be there', async () => {
  const rows = [{ ID: 'a', href: 'h', y: ' ', x: '1.5' }]
  assert.deepEqual(await Array.fromAsync(ensureArray(rows)), [{ ID: 'a', href: 'h', values: [1.5, null] }])
  await assert.rejects(Array.fromAsync(ensureArray(rows, { isStrict: true })), /“y” of the entity “a” is missing/)
  await assert.rejects(Array.fromAsync(ensureArray([{ ID: 'a', x: null }], { isStrict: true })), /is missing/)
})

test('RUN-5.11 values of dictionaries stand in the order of their names, those of tuples in that of the columns', async () => {
  const dictionaries = [
    { b: 2, ID: 'p', a: 1 },
    { ID: 'q', a: 3, b: 4 },
  ]
  const read = await Array.fromAsync(ensureArray(dictionaries))
  assert.deepEqual(
    read.map(({ values }) => values),
    [
      [1, 2],
      [3, 4],
    ],
  )
  const tuples = ensureArray([['p', 2, '', 1]], { attributes: ['ID', 'b', 'href', 'a'] })
  assert.deepEqual(await Array.fromAsync(tuples), [{ ID: 'p', href: '', values: [2, 1] }])
})

test('RUN-7.1 entities without an ID, with other attributes or with words for numbers are refused', async () => {
  const refused: readonly [rows: Record<string, unknown>[], words: RegExp][] = [
    [[{ x: 1 }], /no ID/],
    [[{ ID: '', x: 1 }], /no ID/],
    [[{ ID: 'a', x: 'one' }], /“x” of the entity “a” is no number/],
    [[{ ID: 'a', x: [1] }], /is no number/],
    [[{ ID: 'a', x: 'Infinity' }], /is no number/],
    [
      [
        { ID: 'a', x: 1 },
        { ID: 'b', y: 1 },
      ],
      /“b” has the attribute “y”/,
    ],
  ]
  for (const [rows, words] of refused) await assert.rejects(Array.fromAsync(ensureArray(rows)), words)
})

test('RUN-5.11 attributes with a meaning of their own stand first', () => {
  const names = ['b', 'relations', 'href', 'a', 'entities', 'target', 'GRAPH_ID', 'source', 'ID', 'Z']
  assert.deepEqual(names.sort(compareAttributes), [
    'ID',
    'GRAPH_ID',
    'href',
    'source',
    'target',
    'entities',
    'relations',
    'Z',
    'a',
    'b',
  ])
})
