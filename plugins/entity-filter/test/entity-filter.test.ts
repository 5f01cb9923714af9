import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openPlugin, testFile } from '../../../src/apps/plugins/sdk/testing.ts'

const five = [1, 2, 3, 4, 5].map((at) => ({ ID: `e${at}`, href: '', color: 'red', size: at }))
const inputFileUrl = testFile('five.json', JSON.stringify(five), { contentType: 'application/json' })
const form = {
  attributes: 'color',
  attributeFilterStrategy: 'BLOCKLIST',
  rowSampling: 'FIRST_N',
  nRows: '2',
  idList: 'e4',
}

test('RUN-8.3.5 entities are filtered by a form, and come in the type in which they went', async (t) => {
  const plugin = await openPlugin(join(import.meta.dirname, '..'), t)

  const { outputs, log } = await plugin.run({ inputFileUrl, ...form })
  const [output] = outputs
  assert.equal(output?.name, 'filtered_entities_setting_Blocklist_rows_2_sampling_FIRST_N_from_five.json', log)
  assert.deepEqual([output.dataType, output.contentType], ['entity_filter_output', 'application/json'])
  assert.deepEqual(output.json(), [
    { ID: 'e4', href: '', size: 4 },
    { ID: 'e1', href: '', size: 1 },
  ])

  const table = 'ID,href,color,size\r\ne1,,red,1\r\ne2,,"b\nlue",2\r\n'
  const all = { attributes: 'color, colour', attributeFilterStrategy: 'ALLOWLIST', rowSampling: 'ALL_ROWS', nRows: '' }
  const csv = testFile('table.csv', table, { contentType: 'text/csv;charset=utf-8' })
  const kept = await plugin.run({ inputFileUrl: csv, ...all })
  assert.equal(kept.outputs[0]?.name, 'filtered_entities_setting_Allowlist_rows_all_sampling_ALL_ROWS_from_table.csv')
  assert.equal(kept.outputs[0]?.text, '"ID","color"\r\n"e1","red"\r\n"e2","b\nlue"\r\n')
  assert.equal(kept.outputs[0]?.contentType, 'text/csv')
  assert.match(kept.log, /No entity has the attribute “colour”/)

  const everything = await plugin.run({ inputFileUrl, attributeFilterStrategy: 'ALLOWLIST', rowSampling: 'ALL_ROWS' })
  assert.deepEqual(everything.outputs[0]?.json(), five, 'an empty list keeps all attributes')
  assert.match((await plugin.run({ inputFileUrl, ...form, idList: 'e4,e6' })).log, /No entity has the ID “e6”/)
  assert.deepEqual(Object.keys((await plugin.run({ inputFileUrl, ...form, nRows: '0' })).errors), ['nRows'])
})
