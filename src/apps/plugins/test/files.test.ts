import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { openRunner } from './support.ts'

const LYCEUM_PLUGIN_FOLDERS = join(import.meta.dirname, 'plugins/files')
const process = '/plugins/files@v1-0-0/process/'

test('RUN-5.9 RUN-5.8 a file is fetched with what its origin says of it, and results keep name, type and order', async (t) => {
  const server = createServer((request, response) => {
    if (request.url === '/moved') return response.writeHead(302, { location: '/data' }).end()
    response.writeHead(200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="plain.csv"; filename*=UTF-8''gr%C3%B6%C3%9Fe.csv`,
      'x-data-type': 'entity/list',
      'x-attribute-metadata': 'http://x/metadata',
    })
    response.end('ID\n1\n')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => server.close())
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const { post, settled, get, platform } = await openRunner(t, {
    environment: { LYCEUM_PLUGIN_FOLDERS, LYCEUM_HTTP_ALLOW: host },
  })
  await post(process, { data: `http://${host}/moved` })

  const task = await settled('/tasks/1/')

  assert.equal(task.status, 'SUCCESS', task.log)
  const [said = '', kept = ''] = task.log.split('\n')
  assert.deepEqual(JSON.parse(said), {
    name: 'größe.csv',
    contentType: 'text/csv; charset=utf-8',
    dataType: 'entity/list',
    attributeMetadataUrl: 'http://x/metadata',
    sizeBytes: 5,
  })
  assert.deepEqual(
    task.outputs.map(({ name }) => name),
    ['Größe.txt', 'elsewhere.txt'],
  )
  assert.equal(task.outputs[1]?.href, 'http://elsewhere.example/file', 'an address elsewhere is passed on as it is')
  const rows = await platform.db.selectFrom('plugins_files').selectAll().where('url', 'is not', null).execute()
  const away = await get(`/files/${rows[0]?.seq}/?file-id=${rows[0]?.tag}`)
  assert.equal(away.statusCode, 404, 'what another store keeps is not served here')
  const whole = await get(String(task.outputs[0]?.href))
  assert.equal(whole.body, 'ID\n1\n')
  assert.match(String(whole.headers['content-disposition']), /filename\*=UTF-8''Gr%C3%B6%C3%9Fe\.txt$/)
  assert.match(String(whole.headers['content-security-policy']), /sandbox/)
  assert.deepEqual([...(await get(kept)).rawPayload], [0, 255], 'a temporary file can be fetched')
  assert.deepEqual(task.links[1], {
    type: 'of-weights',
    href: `${platform.config.runner.baseUrl}/plugins/files@v1-0-0/weights/`,
  })
})

test('RUN-10.5 a file of this house is read where it lies, and a data address has a short name', async (t) => {
  const { post, settled } = await openRunner(t, { environment: { LYCEUM_PLUGIN_FOLDERS } })
  await post(process, { data: 'data:text/csv;base64,SUQKMQo=' })
  const first = await settled('/tasks/1/')
  assert.match(first.log, /"name":"data.csv","contentType":"text\/csv"/)

  await post(process, { data: String(first.outputs[0]?.href) })
  const second = await settled('/tasks/2/')

  assert.equal(second.status, 'SUCCESS', second.log)
  assert.match(second.log, /"name":"Größe.txt".*"dataType":"entity\/list".*"sizeBytes":5/)
})

test('R-7 RUN-10.3 addresses in private networks, files of the machine and other schemes fail the task with a sentence', async (t) => {
  const { post, settled } = await openRunner(t, { environment: { LYCEUM_PLUGIN_FOLDERS } })
  for (const [data, words] of [
    ['http://169.254.169.254/latest/', /not an address that may be fetched/],
    ['http://localhost:1/', /not an address that may be fetched/],
    ['file:///etc/passwd', /http, https and data addresses/],
    ['ftp://example.org/x', /http, https and data addresses/],
  ] as const) {
    const started = await post(process, { data })
    assert.equal(started.statusCode, 303, data)
    const task = await settled(String(started.headers.location))
    assert.equal(task.status, 'FAILURE', data)
    assert.match(task.log, words)
    assert.doesNotMatch(task.log, / at /, 'no stack trace for nobody in particular')
  }
})
