import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openPlugin, testFile } from '../sdk/testing.ts'

const folder = join(import.meta.dirname, 'plugins/kit')

test('an author’s test runs a plugin with values and files, and sees results, log, links and progress', async (t) => {
  const plugin = await openPlugin(folder, t)
  assert.equal(plugin.identifier, 'kit@v1-0-0')

  const data = testFile('träume.csv', 'a,b', { dataType: 'entity/list', contentType: 'text/csv' })
  const run = await plugin.run({ count: 3, words: ['x', 'y'], data })

  assert.deepEqual([run.status, run.log], ['SUCCESS', 'run 1: kept'])
  const [said, far] = run.outputs
  assert.deepEqual(said?.json(), { name: 'träume.csv', type: 'entity/list', text: 'a,b', words: ['x', 'y'] })
  assert.deepEqual([said?.contentType, far?.url], ['application/json', 'https://example.org/far'])
  assert.deepEqual([run.outputs.length, run.links[0]?.type], [2, 'kept'], 'what is temporary is no result')
  assert.deepEqual([run.progress?.value, run.progress?.target], [3, 9])
  assert.match(
    (await plugin.run({ data: 'data:text/plain;base64,aGk=' })).log,
    /^run 2/,
    'it remembers from run to run',
  )
})

test('an author’s test sees a form refused, a failure, and what the house would refuse', async (t) => {
  const plugin = await openPlugin(folder, t, { answers: { readJson: async (url) => url.length } })

  const refused = await plugin.run({ count: 0 })
  assert.deepEqual([refused.status, Object.keys(refused.errors)], ['REFUSED', ['count']])
  const failed = await plugin.run({ act: 'refuse' })
  assert.deepEqual([failed.status, failed.log], ['FAILURE', 'There is nothing to do.'])
  assert.match((await plugin.run({ act: 'read' })).log, /Access to this API has been restricted/)
  assert.match((await plugin.run({ act: 'climb' })).log, /plain name/)
  assert.equal((await plugin.run({ act: 'ask' })).log, '21')
  const alone = await openPlugin(folder, t)
  assert.match((await alone.run({ act: 'ask' })).log, /gives no answer to readJson/)
  await assert.rejects(openPlugin(join(folder, '..', 'broken'), t), /cannot even be loaded/)
  await assert.rejects(openPlugin('/nowhere', t), /holds no plugin\.ts/)
})

test('an author’s test fills in steps, calls endpoints, and starts reactions', async (t) => {
  const plugin = await openPlugin(folder, t)

  const asked = await plugin.run({ act: 'ask-more', words: 'one\ntwo' })
  assert.deepEqual([asked.status, asked.step], ['PENDING', { id: 'more-1', name: 'more', title: 'More' }])
  const short = await asked.submit({ word: 'w' })
  assert.deepEqual([short.status, Object.keys(short.errors), short.step?.id], ['REFUSED', ['word'], 'more-1'])
  const done = await asked.submit({ word: 'word' })
  assert.deepEqual([done.status, done.log, done.step], ['SUCCESS', 'more-1: one,two {"word":"word"}', null])
  await assert.rejects(done.submit(), /No step/)

  const waiting = await plugin.run({ act: 'wait' })
  assert.deepEqual([waiting.status, waiting.log], ['PENDING', 'waiting'])
  const { answer, run } = await waiting.call('POST', 'tell/1/?what=news', { more: true })
  assert.deepEqual(answer, { body: { status: 'PENDING', body: { more: true } } })
  assert.deepEqual([run.status, run.log], ['SUCCESS', 'waiting\ntold news'])
  await assert.rejects(plugin.call('GET', 'nowhere/'), /no endpoint GET nowhere/)
})
