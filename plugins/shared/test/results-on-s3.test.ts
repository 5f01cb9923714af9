import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openRunner } from '../../../src/apps/plugins/test/support.ts'
import { s3Keys, startS3 } from '../../../test/support/s3-server.ts'

test('RUN-5.8 RUN-8.1 results rest on S3 where the house keeps its files there, and other plugins read them from it', async (t) => {
  const server = await startS3()
  t.after(() => server.stop())
  const LYCEUM_FILES_URL = server.emptyPlace()
  const { get, post, settled, platform } = await openRunner(t, { environment: { LYCEUM_FILES_URL, ...s3Keys } })
  const run = async (identifier: string, form: Record<string, string>) => {
    const task = await settled(String((await post(`/plugins/${identifier}/process/`, form)).headers.location))
    assert.equal(task.status, 'SUCCESS', task.log)
    return task.outputs[0]?.href ?? ''
  }

  const made = await run('hello-world@v0-2-1', { inputStr: '{"input": [1, 2]}' })
  const stored = await Array.fromAsync(platform.files.blobs.list())
  assert.equal(stored.length, 1)
  assert.equal((await get(made)).body, '{"output": [1, 2]}')
  assert.equal((await get(made, { range: 'bytes=2-7' })).body, 'output')
  const shown = await run('json-visualization@v0-2-2', { data: made })
  assert.match((await get(shown)).body, /<span class="key">output<\/span>/)
})
