import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openRunner } from './support.ts'

const hello = '/plugins/hello-world@v0-2-1/'

test('RUN-9.2.1 RUN-9.1.13 RUN-9.2.8 RUN-2.11 hello-world runs in a process of its own and its result can be fetched, in parts and once', async (t) => {
  const { post, get, settled } = await openRunner(t)

  const started = await post(`${hello}process/`, { inputStr: 'input 1' })
  assert.equal(started.statusCode, 303, started.body)
  assert.equal(started.headers.location, '/runner/tasks/1/')
  const task = await settled('/tasks/1/')

  assert.equal(task.status, 'SUCCESS', task.log)
  assert.equal(task.log, "result: 'output 1'")
  assert.deepEqual(
    task.outputs.map(({ name, dataType, contentType }) => [name, dataType, contentType]),
    [['out.txt', 'custom/hello-world-output', 'text/plain']],
  )
  const address = String(task.outputs[0]?.href)
  const whole = await get(address)
  assert.equal(whole.body, 'output 1')
  assert.equal(whole.headers['content-type'], 'text/plain; charset=utf-8')
  assert.match(String(whole.headers['content-disposition']), /^inline; filename="out.txt"/)
  assert.equal((await get(address, { range: 'bytes=0-3' })).body, 'outp')
  assert.equal((await get(address, { range: 'bytes=0-3' })).statusCode, 206)
  assert.equal((await get(address, { range: 'bytes=99-' })).statusCode, 416)
  assert.equal((await get(address, { 'if-none-match': String(whole.headers.etag) })).statusCode, 304)
  const since = String(whole.headers['last-modified'])
  assert.equal((await get(address, { 'if-modified-since': since })).statusCode, 304)
  assert.equal((await get(address, { 'if-modified-since': new Date(0).toUTCString() })).statusCode, 200)
  assert.equal(whole.headers['content-length'], '8')
  assert.equal(whole.headers['cache-control'], 'no-cache')
})
