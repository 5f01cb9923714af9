import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openHouse } from '../../../../test/support/house.ts'

test('a program reads what a plugin asks for: labels, help, limits, choices and defaults, in the order of the form', async (t) => {
  const environment = { LYCEUM_PLUGIN_FOLDERS: join(import.meta.dirname, 'plugins/fields') }
  const { as } = await openHouse(t, { environment })
  const { items } = (await as('ada').get('/api/v1/plugins')).json()
  const listed = items.find(({ name }: { name: string }) => name === 'Every Field')
  assert.equal(listed.identifier, 'Every Field@v2-0-1rc1')

  const plugin = (await as('ada').get(`/api/v1/plugins/${encodeURIComponent(listed.identifier)}`)).json()

  assert.deepEqual(Object.keys(plugin.parameters).slice(0, 4), ['nInit', 'share', 'isLoud', 'kind'])
  assert.deepEqual(plugin.parameters.nInit, {
    ...{ kind: 'integer', label: 'Starts', required: false, min: 1, max: 9, step: 1, default: 3 },
  })
  assert.deepEqual(plugin.parameters.kind.options, [
    ['A', 'first'],
    ['B', 'second'],
  ])
  assert.equal(plugin.inputs.entitiesUrl.dataType, 'entity/list')
  assert.equal(plugin.outputs[0].name, 'said.json')
  assert.equal((await as('ada').get('/api/v1/plugins/none')).statusCode, 404)
  assert.equal((await as('anon').get('/api/v1/plugins')).statusCode, 401)
})
