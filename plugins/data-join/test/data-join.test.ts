import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { dataOf, jsonOf, openPlugins } from '../../shared/test/running.ts'

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

const path = 'data-join@v1-0-0'

test('files are joined through HTTP', async (t) => {
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
  const { run, get, post } = await openPlugins(t, { LYCEUM_HTTP_ALLOW: host })

  await t.test('RUN-8.3.13 step by step, with what their headers say of them', async () => {
    const started = await run(`${path}/load-base/`, { base: `${origin}/dresses.csv` })
    assert.equal(started.steps?.[0]?.stepId, 'add-join')
    const page = (await get(`/plugins/${path}/1/add-join-ui/`)).body
    for (const name of ['ID', 'colours', 'price']) assert.match(page, new RegExp(`<option value="${name}">`))
    await run(`${path}/1/add-join/`, { join: `${origin}/colours.json`, attribute: 'colours' })
    const twice = await run(`${path}/1/add-join/`, { join: `${origin}/vectors.json`, attribute: 'ID' })
    assert.deepEqual(
      twice.steps?.map(({ stepId }) => stepId),
      ['add-join', 'add-join-2', 'add-join-3'],
    )
    const choosing = await run(`${path}/1/finish-join/`)
    assert.equal(choosing.steps?.at(-1)?.stepId, 'select-attributes')
    const selecting = (await get(`/plugins/${path}/1/select-attributes-ui/`)).body
    assert.match(selecting, /colours\.json, by colours/)
    assert.match(selecting, /<option value="tags" selected>/)
    assert.equal((await post(`/plugins/${path}/1/attribute-selection/`, { base: 'nothing' })).statusCode, 422)

    const chosen = { base: ['href', 'colours', 'price'], join_1: 'price', join_2: ['x', 'y'] }
    const task = await run(`${path}/1/attribute-selection/`, chosen)

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

  await t.test('RUN-8.3.13 a JSON base stays one, and where nothing is known there are no metadata', async () => {
    await run(`${path}/load-base/`, {
      base: jsonOf([
        { ID: 'a', to: ['x'] },
        { ID: 'b', to: null },
      ]),
    })
    await run(`${path}/2/add-join/`, { join: dataOf('text/csv', 'ID,v\nx,1\nx,2\n'), attribute: 'to' })
    await run(`${path}/2/finish-join/`)

    const { outputs } = await run(`${path}/2/attribute-selection/`, { join_1: 'v' })

    assert.equal(outputs.length, 1)
    assert.deepEqual((await get(outputs[0]?.href ?? '')).json(), [
      { ID: 'a', v: '1' },
      { ID: 'b', v: null },
    ])
  })

  await t.test('an entity without an ID is named with its file', async () => {
    await run(`${path}/load-base/`, { base: jsonOf([{ ID: 'a' }, { to: 'x' }]) })
    await run(`${path}/3/finish-join/`)
    const { log } = await run(`${path}/3/attribute-selection/`)
    assert.equal(log, '“data.json” cannot be read: an entity has no ID.')
  })
})
