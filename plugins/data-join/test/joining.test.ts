import assert from 'node:assert/strict'
import { test } from 'node:test'
import { usualMetadata } from '../../../src/apps/plugins/formats/attribute-metadata.ts'
import { findJoined, joinedMetadata, joinedType, planColumns } from '../joining.ts'

const taken = (dataType: string, ...attributes: string[]) => ({ dataType: `entity/${dataType}`, attributes })

test('RUN-8.3.13 names that are there already get a number, and dimensions stand last under names of their own', () => {
  const columns = planColumns([
    taken('list', 'x', 'href', 'dim_0'),
    taken('list', 'x', 'y'),
    taken('vector', 'b', 'a'),
    taken('label', 'x', 'y_1'),
  ])

  assert.deepEqual(
    columns.map(({ file, attribute, name }) => `${file}.${attribute} ${name}`),
    ['0.href href', '0.x x', '0.dim_0 dim_0', '1.x x_1', '1.y y', '3.x x_2', '3.y_1 y_1', '2.b dim_1_0', '2.a dim_1_1'],
  )
  const wide = planColumns([taken('matrix', ...Array.from({ length: 10 }, (_, at) => `e${at}`))])
  assert.deepEqual([wide[0]?.name, wide[9]?.name], ['dim_00', 'dim_09'])
})

test('RUN-8.3.13 the data type is that of the files that give something, the loosest of them', () => {
  const json = 'application/json'
  assert.equal(joinedType([taken('vector', 'href'), taken('label', 'label')], json), 'entity/label')
  assert.equal(joinedType([taken('vector', 'a'), taken('label', 'label')], json), 'entity/vector')
  assert.equal(joinedType([taken('vector', 'a'), taken('label', 'x'), taken('matrix', 'b')], json), 'entity/vector')
  assert.equal(joinedType([taken('list', 'a'), taken('numeric', 'b')], json), 'entity/list')
  assert.equal(joinedType([taken('list', 'ID'), taken('list')], json), 'entity/list')
  assert.equal(joinedType([taken('stream', 'a')], json), 'entity/list')
  assert.equal(joinedType([taken('stream', 'a')], 'text/csv; charset=utf-8'), 'entity/stream')
  assert.equal(joinedType([taken('list', 'a'), { dataType: 'custom/other', attributes: ['b'] }], json), 'entity/list')
})

test('RUN-8.3.13 an attribute with several values joins the first entity that any of them names', () => {
  const byId = new Map([
    ['1', 'one'],
    ['b', 'letter'],
  ])
  assert.equal(findJoined(new Set(['z', 'b']), byId), 'letter')
  assert.equal(findJoined(['b', '1'], byId), 'letter')
  assert.equal(findJoined(1, byId), 'one')
  for (const nothing of [null, undefined, '', 'z', []]) assert.equal(findJoined(nothing, byId), undefined)
})

test('RUN-8.3.13 metadata go with their attributes under the new names', () => {
  const known = new Map([['x', { ...usualMetadata('x'), type: 'integer', title: 'Size' }]])
  const [metadata, ...none] = joinedMetadata(planColumns([taken('list', 'x'), taken('list', 'x', 'y')]), [
    undefined,
    known,
  ])
  assert.deepEqual([metadata?.ID, metadata?.type, metadata?.title, none.length], ['x_1', 'integer', 'Size', 0])
})
