import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPlugin } from 'lyceum/testing'

test('each letter is counted', async (t) => {
  const plugin = await openPlugin(import.meta.dirname, t)

  const run = await plugin.run({ text: 'Abba!', ignoreCase: true })

  assert.equal(run.status, 'SUCCESS', run.log)
  assert.equal(run.outputs[0]?.text, 'letter,count\na,2\nb,2\n')
  assert.equal(run.log, '4 letters, 2 different ones')
})

test('a text without letters is refused in words', async (t) => {
  const plugin = await openPlugin(import.meta.dirname, t)

  const run = await plugin.run({ text: '123' })

  assert.deepEqual([run.status, run.log], ['FAILURE', 'There is no letter in this text.'])
})
