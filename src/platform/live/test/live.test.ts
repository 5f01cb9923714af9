import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { type LiveOptions, openLive } from '../open-live.ts'

function open(t: TestContext, options?: LiveOptions) {
  const live = openLive(options)
  t.after(() => live.close())
  return live
}

test('a topic is heard by those who asked for it, and by nobody else', async (t) => {
  const live = open(t)
  const heard: string[] = []
  const stop = live.subscribe(['job/1'], (topic) => heard.push(topic))

  live.publish('job/2')
  live.publish('job/1')
  stop()
  live.publish('job/3')
  await sleep(150)
  live.publish('job/1')

  assert.deepEqual(heard, ['job/1'])
})

test('a burst of one topic is heard at its start and once at its end', async (t) => {
  const live = open(t, { mergeMs: 30 })
  let heard = 0
  live.subscribe(['job/1'], () => heard++)

  for (let n = 0; n < 1000; n++) live.publish('job/1')
  assert.equal(heard, 1)
  await sleep(80)

  assert.equal(heard, 2)
})

test('what another thread publishes is heard here', async (t) => {
  const live = open(t)
  const heard = new Promise((resolve) => live.subscribe(['job/9'], resolve))

  const module = new URL('../open-live.ts', import.meta.url).href
  const worker = new Worker(`import(${JSON.stringify(module)}).then(({ openLive }) => openLive().publish('job/9'))`, {
    eval: true,
  })
  t.after(() => worker.terminate())

  assert.equal(await heard, 'job/9')
})

test('a write by another process is heard as a general change, once for many', async (t) => {
  let changes = 1
  const live = open(t, { changesSeen: () => changes, lookMs: 20 })
  const heard: string[] = []
  live.subscribe(['job/1'], (topic) => heard.push(topic))

  await sleep(60)
  assert.deepEqual(heard, [], 'nothing was written yet')
  changes += 100
  await sleep(80)

  assert.deepEqual(heard, ['changed'])
})
