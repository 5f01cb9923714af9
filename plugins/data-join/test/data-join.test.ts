import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { openRunner, type TaskResource } from '../../../src/apps/plugins/test/support.ts'

type Served = Readonly<{ type: string; body: string; dataType?: string; metadata?: string }>

const files: Readonly<Record<string, Served>> = {
  '/dresses.csv': {
    type: 'text/csv',
    body: 'ID,href,colours,price\r\nd1,,c2;c1,1.50\r\nd2,,c9,2\r\n',
    dataType: 'entity/list',
    metadata: '/metadata.json',
  },
  '/metadata.json': {
    type: 'application/json',
    body: '[{"ID":"colours","type":"ref","multiple":true},{"ID":"price","type":"number","unit":"€"}]',
  },
  '/colours.json': {
    type: 'application/json',
    body: '[{"ID":"c1","price":9,"tags":["a","b"]},{"ID":"c2","price":8,"tags":[]}]',
    dataType: 'entity/list',
  },
  '/vectors.json': { type: 'application/json', body: '[{"ID":"d2","y":0.5,"x":-1}]', dataType: 'entity/vector' },
}

test('RUN-8.3.13 files are joined step by step through HTTP, with what their headers say of them', async (t) => {
  const server = createServer((request, response) => {
    const { type, body, dataType, metadata } = files[request.url ?? ''] ?? { type: 'text/plain', body: '' }
    response.setHeader('content-type', type)
    if (dataType !== undefined) response.setHeader('x-data-type', dataType)
    if (metadata !== undefined) response.setHeader('x-attribute-metadata', `${origin}${metadata}`)
    response.end(body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => server.close())
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const origin = `http://${host}`
  const { web, post, get, settled } = await openRunner(t, { environment: { LYCEUM_HTTP_ALLOW: host } })
  const root = '/plugins/data-join@v1-0-0'
  const send = async (path: string, form: Record<string, string | string[]>): Promise<TaskResource> => {
    const fields = Object.entries(form).flatMap(([name, value]) => [value].flat().map((one) => [name, one]))
    const answer = await web.inject({
      method: 'POST',
      url: `/runner${root}/${path}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    })
    assert.equal(answer.statusCode, 303, answer.body)
    return settled(String(answer.headers.location))
  }

  const started = await send('load-base/', { base: `${origin}/dresses.csv` })
  assert.equal(started.steps?.[0]?.stepId, 'add-join')
  const page = (await get(`${root}/1/add-join-ui/`)).body
  for (const name of ['ID', 'colours', 'price']) assert.match(page, new RegExp(`<option value="${name}">`))
  await send('1/add-join/', { join: `${origin}/colours.json`, attribute: 'colours' })
  const twice = await send('1/add-join/', { join: `${origin}/vectors.json`, attribute: 'ID' })
  assert.deepEqual(
    twice.steps?.map(({ stepId }) => stepId),
    ['add-join', 'add-join-2', 'add-join-3'],
  )
  const choosing = await send('1/finish-join/', {})
  assert.equal(choosing.steps?.at(-1)?.stepId, 'select-attributes')
  const selecting = (await get(`${root}/1/select-attributes-ui/`)).body
  assert.match(selecting, /colours\.json, by colours/)
  assert.match(selecting, /<option value="tags" selected>/)
  assert.equal((await post(`${root}/1/attribute-selection/`, { base: 'nothing' })).statusCode, 422)

  const task = await send('1/attribute-selection/', {
    base: ['href', 'colours', 'price'],
    join_1: 'price',
    join_2: ['x', 'y'],
  })

  assert.equal(task.status, 'SUCCESS', task.log)
  assert.deepEqual(
    task.outputs.map(({ name, dataType, contentType }) => [name, dataType, contentType]),
    [
      ['attribute_metadata.json', 'entity/attribute-metadata', 'application/json'],
      ['dresses.csv', 'entity/list', 'text/csv'],
    ],
  )
  const [metadata, table] = await Promise.all(task.outputs.map(async ({ href }) => (await get(href)).body))
  assert.deepEqual(
    JSON.parse(metadata ?? '').map(({ ID, unit }: { ID: string; unit?: string }) => [ID, unit]),
    [
      ['colours', undefined],
      ['price', '€'],
    ],
  )
  assert.equal(
    table,
    [
      '"ID","href","colours","price","price_1","dim_0","dim_1"',
      '"d1","","c2;c1","1.50","8","",""',
      '"d2","","c9","2","","-1","0.5"',
      '',
    ].join('\r\n'),
  )
})

test('RUN-8.3.13 a JSON base stays one, and values of tables get their types; nothing known gives no metadata', async (t) => {
  const { post, get, settled } = await openRunner(t)
  const root = '/plugins/data-join@v1-0-0'
  const data = (type: string, text: string) => `data:${type};base64,${Buffer.from(text).toString('base64')}`
  await post(`${root}/load-base/`, { base: data('application/json', '[{"ID":"a","to":["x"]},{"ID":"b","to":null}]') })
  await settled('/tasks/1/')
  await post(`${root}/1/add-join/`, { join: data('text/csv', 'ID,v\nx,1\nx,2\n'), attribute: 'to' })
  await settled('/tasks/1/')
  await post(`${root}/1/finish-join/`)
  await settled('/tasks/1/')
  await post(`${root}/1/attribute-selection/`, { join_1: 'v' })

  const task = await settled('/tasks/1/')

  assert.equal(task.outputs.length, 1)
  assert.deepEqual((await get(task.outputs[0]?.href ?? '')).json(), [
    { ID: 'a', v: '1' },
    { ID: 'b', v: null },
  ])

  await post(`${root}/load-base/`, { base: data('application/json', '[{"ID":"a"},{"to":"x"}]') })
  await settled('/tasks/2/')
  await post(`${root}/2/finish-join/`)
  await settled('/tasks/2/')
  await post(`${root}/2/attribute-selection/`)
  assert.equal((await settled('/tasks/2/')).log, '“data.json” cannot be read: an entity has no ID.')
})
