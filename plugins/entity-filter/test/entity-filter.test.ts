import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dataOf, jsonOf, openPlugins } from '../../shared/test/running.ts'

const path = 'entity-filter@v0-2-2/process/'
const five = [1, 2, 3, 4, 5].map((at) => ({ ID: `e${at}`, href: '', color: 'red', size: at }))

test('RUN-8.3.5 entities are filtered through HTTP, in the type in which they came', async (t) => {
  const { run, result, post } = await openPlugins(t)
  const form = {
    attributes: 'color',
    attributeFilterStrategy: 'BLOCKLIST',
    rowSampling: 'FIRST_N',
    nRows: '2',
    idList: 'e4',
  }

  const task = await run(path, { inputFileUrl: jsonOf(five), ...form })
  assert.deepEqual(
    JSON.parse(await result(task, /^filtered_entities_setting_Blocklist_rows_2_sampling_FIRST_N_from_data\.json$/)),
    [
      { ID: 'e4', href: '', size: 4 },
      { ID: 'e1', href: '', size: 1 },
    ],
  )
  assert.deepEqual(
    [task.outputs[0]?.dataType, task.outputs[0]?.contentType],
    ['entity_filter_output', 'application/json'],
  )

  const table = 'ID,href,color,size\r\ne1,,red,1\r\ne2,,"b\nlue",2\r\n'
  const all = { attributes: 'color, colour', attributeFilterStrategy: 'ALLOWLIST', rowSampling: 'ALL_ROWS', nRows: '' }
  const kept = await run(path, { inputFileUrl: dataOf('text/csv;charset=utf-8', table), ...all })
  assert.equal(
    await result(kept, /^filtered_entities_setting_Allowlist_rows_all_sampling_ALL_ROWS_from_data\.csv$/),
    '"ID","color"\r\n"e1","red"\r\n"e2","b\nlue"\r\n',
  )
  assert.equal(kept.outputs[0]?.contentType, 'text/csv')
  assert.match(kept.log, /No entity has the attribute “colour”/)

  const everything = await run(path, {
    inputFileUrl: jsonOf(five),
    attributeFilterStrategy: 'ALLOWLIST',
    rowSampling: 'ALL_ROWS',
  })
  assert.deepEqual(JSON.parse(await result(everything, /json$/)), five, 'an empty list keeps all attributes')

  const failed = await run(path, { inputFileUrl: jsonOf(five), ...form, idList: 'e4,e6' })
  assert.match(failed.log, /No entity has the ID “e6”/)
  const refused = await post(`/plugins/${path}`, { inputFileUrl: jsonOf(five), ...form, nRows: '0' })
  assert.equal(refused.statusCode, 422)
})
