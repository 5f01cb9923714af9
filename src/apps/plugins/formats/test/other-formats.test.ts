import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  countsOf,
  distributionOf,
  outcomeOf,
  placeName,
  readComplex,
  stateVectorOf,
  writeComplex,
} from '../circuit-results.ts'
import { charsetOf, essenceOf, typeMatches } from '../content-types.ts'
import { fileFacts, guessedType } from '../headers.ts'
import { baseName } from '../names.ts'
import { readLabels, readMatrix, readPoints, shapedVectorOf } from '../vectors.ts'
import { sourceOf } from './sources.ts'

test('RUN-7.8 types match by halves, and what is left out matches everything', () => {
  for (const [wanted, offered] of [
    ['entity', 'entity/list'],
    ['entity/', 'entity/list'],
    ['entity/*', 'entity/list'],
    ['*', 'entity/list'],
    ['', 'x/y'],
    ['*/*', 'x/y'],
    ['*/list', 'entity/list'],
    ['text/csv', 'Text/CSV; charset=utf-8'],
    ['entity/list', '*'],
  ] as const)
    assert.equal(typeMatches(wanted, offered), true, `${wanted} ${offered}`)
  for (const [wanted, offered] of [
    ['entity', 'relation/list'],
    ['entity/vector', 'entity/list'],
    ['text/csv', 'application/csv'],
    ['*/csv', 'text/json'],
  ] as const)
    assert.equal(typeMatches(wanted, offered), false, `${wanted} ${offered}`)
  assert.equal(essenceOf(' Text/CSV ;charset=x'), 'text/csv')
  assert.equal(charsetOf('text/csv; header=present; charset="UTF-8"'), 'utf-8')
  assert.equal(charsetOf('text/csv'), undefined)
})

test('RUN-5.9 name, types and metadata of a file come from its headers, or from its address', () => {
  const facts = (headers: Record<string, string>, url = 'http://x/a/b%20c.csv?q=1') =>
    fileFacts({ get: (name) => headers[name] }, url)
  assert.deepEqual(facts({}), { name: 'b c.csv', contentType: 'text/csv', dataType: null, attributeMetadataUrl: null })
  assert.deepEqual(
    facts({
      'content-disposition': `inline; filename="plain.csv"; filename*=UTF-8''gr%C3%B6%C3%9Fe.csv`,
      'content-type': 'text/csv; charset=latin1',
      'x-data-type': 'entity/list',
      'x-attribute-metadata': 'http://x/m',
    }),
    {
      name: 'größe.csv',
      contentType: 'text/csv; charset=latin1',
      dataType: 'entity/list',
      attributeMetadataUrl: 'http://x/m',
    },
  )
  assert.equal(facts({ 'content-disposition': 'attachment; filename="a \\"b\\".csv"' }).name, 'a "b".csv')
  assert.equal(facts({ 'content-disposition': 'attachment; filename=%zz' }, 'http://x/').name, '%zz')
  assert.equal(facts({}, 'http://x/').name, 'file')
  assert.equal(guessedType('x.unknown'), 'application/octet-stream')
})

test('RUN-7.4 vectors are points in the order of their names, or of the columns of a table', async () => {
  const list = '[{"ID":"p","href":"","b":2,"a":1},{"ID":"q","href":"","a":3,"b":4}]'
  const { ids, columns, points } = await readPoints(sourceOf(list, 'application/json'))
  assert.deepEqual(
    [ids, columns],
    [
      ['p', 'q'],
      ['a', 'b'],
    ],
  )
  assert.deepEqual([points.count, points.width, [...points.values]], [2, 2, [1, 2, 3, 4]])
  const table = await readPoints(sourceOf('ID,b,a\np,2,1\n', 'text/csv'))
  assert.deepEqual(
    [table.columns, [...table.points.values]],
    [
      ['b', 'a'],
      [2, 1],
    ],
  )
  const many = Array.from({ length: 3000 }, (_, at) => `${at},${at}`).join('\n')
  assert.equal((await readPoints(sourceOf(`ID,x\n${many}`, 'text/csv', { pieces: [999] }))).points.values[2999], 2999)
  await assert.rejects(
    readPoints(sourceOf('ID,x\np,1\np,2', 'text/csv')),
    /“sample” cannot be read: the ID “p” comes twice/,
  )
  await assert.rejects(readPoints(sourceOf('ID,x\np,', 'text/csv')), /“x” of the entity “p” is missing/)
})

test('RUN-7.4 labels are the attribute of that name, or the only other one', async () => {
  const read = async (text: string) => [...(await readLabels(sourceOf(text, 'text/csv')))]
  assert.deepEqual(await read('ID,href,label,x\na,,1,9'), [['a', '1']])
  assert.deepEqual(await read('ID,colour\na,red'), [['a', 'red']])
  await assert.rejects(read('ID,x,y\na,1,2'), /no attribute “label”, and not exactly one other/)
  await assert.rejects(read('x,label\na,1'), /no ID/)
})

test('RUN-7.4 a matrix has entities for rows and columns; a shaped vector has its extents with it', async () => {
  const matrix = await readMatrix(sourceOf('ID,a,b\na,0,1\nb,1,0\n', 'text/csv'))
  assert.deepEqual(
    [matrix.rows, matrix.columns, [...matrix.values]],
    [
      ['a', 'b'],
      ['a', 'b'],
      [0, 1, 1, 0],
    ],
  )
  const shaped = { ID: 'v', href: '', x0: 1, x1: 2, x2: 3, x3: 4, shape1: 1, shape0: 4 }
  assert.deepEqual(shapedVectorOf(shaped), { ID: 'v', shape: [4, 1], values: [1, 2, 3, 4] })
  assert.throws(() => shapedVectorOf({ ...shaped, shape1: 2 }), /shape 4 × 2 of “v” does not fit its 4 values/)
})

test('RUN-7.10 outcomes are bits with the highest left, and their shares add up to 1', () => {
  assert.equal(
    outcomeOf([
      [1, 0],
      [0, 1, 1],
    ]),
    '110 01',
  )
  const counts = countsOf({ ID: 'x', href: '', '00': 3, '11': 1 })
  assert.deepEqual(counts, { '00': 3, '11': 1 })
  assert.deepEqual(distributionOf(counts), { '00': 0.75, '11': 0.25 })
  assert.deepEqual(countsOf({ '': 1024 }), { '': 1024 })
  assert.deepEqual(distributionOf({}), {})
  assert.throws(() => countsOf({ '02': 1 }), /“02” is no outcome/)
  assert.throws(() => countsOf({ '01': -1 }), /no whole number/)
})

test('RUN-7.10 amplitudes are complex numbers as Python writes them, at places padded to one width', () => {
  assert.deepEqual([placeName(3, 4), placeName(3, 16)], ['3', '03'])
  const state = { '10': '0j', ID: 'x', '00': '(0.7071067811865475+0j)', '01': '(-0-1e-05j)' }
  assert.deepEqual(stateVectorOf(state), [
    { real: 0.7071067811865475, imaginary: 0 },
    { real: -0, imaginary: -1e-5 },
    { real: 0, imaginary: 0 },
  ])
  for (const text of ['', '()', '1+', 'j1', '1i', 'nan', '(1+2)']) assert.throws(() => readComplex(text), /no complex/)
  const number = fc.double({ noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(number, number, (real, imaginary) => {
      assert.deepEqual(readComplex(writeComplex({ real, imaginary })), { real, imaginary })
    }),
  )
})

test('RUN-8.2 names of inputs become part of names of outputs without signs that could do harm', () => {
  assert.equal(baseName('points.json'), 'points')
  assert.equal(baseName('../../etc/pass wd.csv'), '.._.._etc_pass_wd')
  assert.equal(baseName(`data:${'x'.repeat(500)}`).length, 80)
  assert.equal(baseName(''), 'data')
})
