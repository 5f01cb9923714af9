import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { openRunner } from './support.ts'

const source = (words: string): string => `import { definePlugin } from 'lyceum/plugin'
export default definePlugin({ name: 'words', version: 'v1.0.0', title: 'Words', description: '', type: 'processing',
  tags: [], outputs: [], run: () => '${words}' })
`

function pluginFolder(t: TestContext): string {
  const folder = emptyFolder(t)
  mkdirSync(join(folder, 'words'))
  return folder
}

test('RUN-5.2 plugins are looked for again without a restart, and what was warm runs the new code', async (t) => {
  const folder = pluginFolder(t)
  const { as, get, post, settled } = await openRunner(t, { environment: { LYCEUM_PLUGIN_FOLDERS: folder } })
  const runIt = async () => {
    const sent = await post('/plugins/words@v1-0-0/process/')
    return (await settled(String(sent.headers.location))).log
  }
  assert.doesNotMatch((await get('/plugins/')).body, /words@v1-0-0/)
  writeFileSync(join(folder, 'words/plugin.ts'), source('first'))
  assert.doesNotMatch((await get('/plugins/')).body, /words@v1-0-0/, 'not by itself')

  const answer = await as('dora').post('/plugins/reload')

  assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/plugins/installed'])
  assert.match((await get('/plugins/')).body, /words@v1-0-0/)
  assert.equal(await runIt(), 'first')
  writeFileSync(join(folder, 'words/plugin.ts'), source('second'))
  assert.equal(await runIt(), 'first')
  await as('dora').post('/plugins/reload')
  assert.equal(await runIt(), 'second')
  writeFileSync(join(folder, 'words/plugin.ts'), 'throw new Error("half written")')
  await as('dora').post('/plugins/reload')
  const page = await as('dora').get('/plugins/installed')
  assert.match(page.body, /words\/plugin\.ts<\/code>: Error: half written/)
  assert.match((await get('/plugins/')).body, /hello-world@v0-2-1/, 'the others are there')
  assert.equal((await as('ada').post('/plugins/reload')).statusCode, 403)
  assert.equal((await as('ada').get('/plugins/installed')).statusCode, 403)
})

test('a list that could not be loaded is loaded when it is asked for again', async (t) => {
  const { get } = await openRunner(t, { worker: false })
  const before = process.env.TMPDIR
  process.env.TMPDIR = '/nowhere'
  t.after(() => restoreTmp(before))
  assert.equal((await get('/plugins/hello-world@v0-2-1/')).statusCode, 500)
  restoreTmp(before)

  assert.equal((await get('/plugins/hello-world@v0-2-1/')).statusCode, 200)
})

function restoreTmp(before: string | undefined): void {
  if (before === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = before
}
