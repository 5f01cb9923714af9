import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openPlugin } from '../sdk/testing.ts'
import { openRunner } from './support.ts'

const LYCEUM_PLUGIN_FOLDERS = join(import.meta.dirname, 'plugins/buttons')
const root = '/plugins/buttons@v1-0-0/'

test('RUN-4.8 a step may have further buttons with addresses of their own, and be opened again under another id', async (t) => {
  const { post, get, settled } = await openRunner(t, { environment: { LYCEUM_PLUGIN_FOLDERS } })
  await post(`${root}process/`)
  const [first] = (await settled('/tasks/1/')).steps ?? []
  assert.match(first?.href ?? '', /\/plugins\/buttons@v1-0-0\/1\/1\/next\/$/)
  const page = (await get(`${root}1/1/ui/`)).body
  assert.match(page, /formaction="\/runner\/plugins\/buttons@v1-0-0\/1\/1\/next\/">Another one</)
  assert.match(page, /formaction="\/runner\/plugins\/buttons@v1-0-0\/1\/1\/done\/">Done</)
  assert.match(page, /formaction="\/runner\/plugins\/buttons@v1-0-0\/1\/word-forget\/" formnovalidate>Forget it</)

  assert.equal((await post(`${root}1/2/next/`, { word: 'a' })).statusCode, 404, 'no step has this id yet')
  assert.equal((await post(`${root}1/1/done/`, {})).statusCode, 422, 'the same fields are asked for')
  assert.equal((await post(`${root}1/1/next/`, { word: 'a' })).statusCode, 303)
  assert.equal((await settled('/tasks/1/')).steps?.[1]?.stepId, '2')
  assert.equal((await post(`${root}1/1/done/`, { word: 'b' })).statusCode, 409, 'the first one was filled in')
  assert.equal((await post(`${root}1/2/done/`, { word: 'b' })).statusCode, 303)
  const task = await settled('/tasks/1/')

  assert.equal(task.status, 'SUCCESS', task.log)
  assert.equal(task.log, '1:a 2done:b')

  await post(`${root}process/`)
  await settled('/tasks/2/')
  await post(`${root}2/word-forget/`, { word: 'left aside' })
  assert.equal((await settled('/tasks/2/')).log, 'forgotten with undefined', 'this button takes no fields')
})

test('tests of authors press the further buttons of a step', async (t) => {
  const plugin = await openPlugin(LYCEUM_PLUGIN_FOLDERS, t)
  const opened = await plugin.run()

  assert.equal((await opened.submit({}, 'done')).status, 'REFUSED')
  await assert.rejects(opened.submit({}, 'other'), /no button "other"/)
  const run = await opened.submit({}, 'forget')

  assert.equal(run.log, 'forgotten with undefined')
})
