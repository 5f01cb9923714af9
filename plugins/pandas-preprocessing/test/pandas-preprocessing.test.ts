import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { dataOf, openPlugins } from '../../shared/test/running.ts'

const path = 'pandas-preprocessing@v0-1-2'

test('tables are cleaned through HTTP', async (t) => {
  const server = createServer((request, response) => {
    const isTable = request.url === '/list.csv'
    response.setHeader('content-type', isTable ? 'text/csv' : 'application/json')
    response.setHeader('x-data-type', 'entity/vector')
    if (isTable) response.setHeader('x-attribute-metadata', `${origin}/metadata.json`)
    response.end(isTable ? 'ID,x\n1,2\n' : '[]')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => server.close())
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const origin = `http://${host}`
  const { run, result, get, post } = await openPlugins(t, { LYCEUM_HTTP_ALLOW: host })

  await t.test('RUN-8.3.14 a table is cleaned step by step, and comes out as it was last', async () => {
    const json = '[{"ID":"b","tags":["x","y"],"size":2},{"size":1,"ID":"a","other":true}]'

    const first = await run(`${path}/process/`, { fileUrl: dataOf('application/json', json) })
    assert.deepEqual(first.progress?.value, 50)
    assert.deepEqual(
      first.steps?.map(({ stepId, href, uiHref }) => [stepId, href.replace(/^.*@/, ''), uiHref.replace(/^.*@/, '')]),
      [['2', 'v0-1-2/1/2/process/second/', 'v0-1-2/1/2/ui/']],
    )
    const page = (await get(first.steps?.[0]?.uiHref ?? '')).body
    assert.match(page, /<th scope="col">ID<\/th><th scope="col">other<\/th><th scope="col">size/)
    assert.match(page, /<td>x;y<\/td>/)
    assert.match(page, /process\/final\/">Apply, and finish</)

    const second = await run(`${path}/1/2/process/second/`, { preprocessingEnum: 'sort_values', by: 'size' })
    assert.deepEqual([second.steps?.at(-1)?.stepId, Math.floor(second.progress?.value ?? 0)], ['3', 66])
    assert.equal(
      (await post(`/plugins/${path}/1/2/process/second/`, { preprocessingEnum: 'do_nothing' })).statusCode,
      409,
    )
    const done = await run(`${path}/1/3/process/final/`, { preprocessingEnum: 'do_nothing' })

    assert.equal(
      await result(done, /^data\.csv$/),
      '"ID","other","size","tags"\r\n"a","true","1",""\r\n"b","","2","x;y"\r\n',
    )
    assert.deepEqual([done.outputs[0]?.dataType, done.outputs[0]?.contentType], ['entity/list', 'text/csv'])

    await run(`${path}/process/`, { fileUrl: dataOf('text/csv', 'ID,n\r\n1,a-b\r\n') })
    const split = { preprocessingEnum: 'split_column', column: 'n', by: '-', newColumns: 'x, y', removeColumn: 'on' }
    const halves = await run(`${path}/2/2/process/final/`, split)
    assert.equal(await result(halves, /^pd_preprocessed_data\.csv$/), '"ID","x","y"\r\n"1","a","b"\r\n')

    await run(`${path}/process/`, { fileUrl: dataOf('text/csv', 'ID,n\r\n1,a\r\n') })
    const failed = await run(`${path}/3/2/process/final/`, { ...split, newColumns: 'ID' })
    assert.equal(failed.status, 'FAILURE')
    assert.match(failed.log, /There is a column “ID” already/)
  })

  await t.test(
    'RUN-8.3.14 the data type stays, and metadata are published again as long as no column was split',
    async () => {
      const { steps } = await run(`${path}/process/`, { fileUrl: `${origin}/list.csv` })
      const final = steps?.[0]?.href.replace(/^.*\/plugins\//, '').replace('second', 'final')

      const { outputs, log } = await run(String(final), { preprocessingEnum: 'do_nothing' })

      assert.deepEqual(
        outputs.map(({ name, dataType, contentType }) => [name, dataType, contentType]),
        [
          ['list.csv', 'entity/vector', 'text/csv'],
          ['metadata.json', 'entity/attribute-metadata', 'application/json'],
        ],
        log,
      )
      assert.equal(outputs[1]?.href, `${origin}/metadata.json`)
    },
  )
})
