import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLooseGraph } from '../../../src/apps/plugins/formats/graphs.ts'
import { archiveOf, dataOf, jsonOf, openPlugins } from '../../shared/test/running.ts'
import { encode, encoderOf } from '../encoding.ts'

const edge = (source: string, target: string) => ({ source, target })
const colours = {
  type: 'tree',
  entities: ['', 'red', 'blue', 'dark'],
  relations: [edge('', 'red'), edge('', 'blue'), edge('blue', 'dark')],
}

test('RUN-8.3.9 a value sets its own dimension and those of everything above it', () => {
  const encoders = [encoderOf('color', readLooseGraph(colours))]
  const valuesOf = (color: unknown) => encode({ ID: 'e', color }, encoders).values

  assert.deepEqual(valuesOf('red'), [1, 0, 0])
  assert.deepEqual(valuesOf('dark'), [0, 1, 1])
  assert.deepEqual(valuesOf(new Set(['dark', 'red'])), [1, 1, 1])
  for (const missing of [null, undefined, '', []]) assert.deepEqual(valuesOf(missing), [0, 0, 0])
  assert.throws(() => valuesOf('green'), /taxonomy of the attribute “color” does not know “green”/)
})

test('RUN-8.3.9 taxonomies with whole entities in them and several parents are taken, one after the other', () => {
  const whole = {
    entities: [{ ID: 'a', title: 'A' }, { ID: 'b' }, { ID: 'c' }],
    relations: [edge('a', 'c'), edge('b', 'c'), edge('c', 'c')],
  }
  const encoders = [encoderOf('letter', readLooseGraph(whole)), encoderOf('color', readLooseGraph(colours))]
  assert.deepEqual(encode({ ID: 'e', letter: ['c'], color: 'blue' }, encoders).values, [1, 1, 1, 0, 1, 0])
})

test('RUN-8.3.9 points come as a table through HTTP, from a table whose cells hold several values', async (t) => {
  const { run, result } = await openPlugins(t)
  const form = {
    entitiesUrl: dataOf('text/csv', 'ID,href,color\r\ne1,h,red\r\ne2,,red|dark\r\ne3,,\r\n'),
    entitiesMetadataUrl: jsonOf([
      { ID: 'color', type: 'ref', multiple: true, separator: '|', refTarget: 'taxonomies.zip:in/colours.json' },
    ]),
    taxonomiesZipUrl: await archiveOf([['in/colours.json', JSON.stringify(colours)]]),
    attributes: 'color',
  }
  const path = 'one-hot-encoding@v0-2-2/process/'

  const task = await run(path, form)
  assert.equal(
    await result(task, /^one-hot-encoded_points_from_data\.csv$/),
    '"ID","href","dim0","dim1","dim2"\r\n"e1","h","1","0","0"\r\n"e2","","1","1","1"\r\n"e3","","0","0","0"\r\n',
  )
  assert.deepEqual([task.outputs[0]?.dataType, task.outputs[0]?.contentType], ['entity/vector', 'text/csv'])

  const unknown = await run(path, { ...form, attributes: 'color\r\nshape' })
  assert.match(unknown.log, /The metadata name no taxonomy for the attribute “shape”/)
  const broken = await run(path, { ...form, taxonomiesZipUrl: await archiveOf([['colours.json', '[]']]) })
  assert.match(broken.log, /“colours” cannot be read: it holds no graph/)
})
