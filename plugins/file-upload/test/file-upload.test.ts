import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPlugins } from '../../shared/test/running.ts'

const path = '/runner/plugins/file-upload@v0-2-0/process/'

test('RUN-8.3.3 a file becomes a result with the types that were said, under its own name without a path', async (t) => {
  const { web, settled, get, run, post } = await openPlugins(t)
  const upload = new FormData()
  upload.set('dataType', 'entity/list')
  upload.set('contentType', 'text/csv')
  upload.set('file', new File([Uint8Array.of(0, 255, 10)], '../../my list.csv', { type: 'application/octet-stream' }))
  const request = new Response(upload)
  const headers = { 'content-type': request.headers.get('content-type') ?? '' }

  const answer = await web.inject({
    method: 'POST',
    url: path,
    headers,
    payload: Buffer.from(await request.arrayBuffer()),
  })
  const task = await settled(String(answer.headers.location))

  assert.equal(answer.statusCode, 303)
  assert.equal(task.status, 'SUCCESS', task.log)
  const [output] = task.outputs
  assert.match(output?.name ?? '', /^[^/\\]*my list\.csv$/)
  assert.deepEqual([output?.dataType, output?.contentType], ['entity/list', 'text/csv'])
  assert.deepEqual([...(await get(output?.href ?? '')).rawPayload], [0, 255, 10])

  const without = await run('file-upload@v0-2-0/process/', { dataType: 'a/b', contentType: 'c/d' })
  assert.equal(without.status, 'FAILURE')
  assert.equal(without.log, `ValueError('No file in request.')`)
  const { errors } = (await post(path, { dataType: '' })).json()
  assert.deepEqual(Object.keys(errors.form).sort(), ['contentType', 'dataType'])
})
