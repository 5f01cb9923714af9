import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { readLooseGraph } from '../../../src/apps/plugins/formats/graphs.ts'
import { zipOf } from '../../../src/apps/plugins/formats/zip.ts'
import { openPlugin, testFile } from '../../../src/apps/plugins/sdk/testing.ts'
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

test('RUN-8.3.9 points come as a table, from a table whose cells hold several values', async (t) => {
  const plugin = await openPlugin(join(import.meta.dirname, '..'), t)
  const json = { contentType: 'application/json' }
  const archive = async (name: string, content: unknown) =>
    testFile('taxonomies.zip', Buffer.concat(await Array.fromAsync(zipOf([[name, JSON.stringify(content)]]))), {
      contentType: 'application/zip',
    })
  const metadata = [
    { ID: 'color', type: 'ref', multiple: true, separator: '|', refTarget: 'taxonomies.zip:in/colours.json' },
  ]
  const form = {
    entitiesUrl: testFile('dresses.csv', 'ID,href,color\r\ne1,h,red\r\ne2,,red|dark\r\ne3,,\r\n', {
      contentType: 'text/csv',
    }),
    entitiesMetadataUrl: testFile('metadata.json', JSON.stringify(metadata), json),
    taxonomiesZipUrl: await archive('in/colours.json', colours),
    attributes: 'color',
  }

  const { outputs, log } = await plugin.run(form)
  assert.equal(outputs[0]?.name, 'one-hot-encoded_points_from_dresses.csv', log)
  assert.deepEqual([outputs[0].dataType, outputs[0].contentType], ['entity/vector', 'text/csv'])
  assert.equal(
    outputs[0].text,
    '"ID","href","dim0","dim1","dim2"\r\n"e1","h","1","0","0"\r\n"e2","","1","1","1"\r\n"e3","","0","0","0"\r\n',
  )

  const unknown = await plugin.run({ ...form, attributes: 'color\r\nshape' })
  assert.match(unknown.log, /The metadata name no taxonomy for the attribute “shape”/)
  const broken = await plugin.run({ ...form, taxonomiesZipUrl: await archive('colours.json', []) })
  assert.match(broken.log, /“colours” cannot be read: it holds no graph/)
})
