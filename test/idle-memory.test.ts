import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { giveBackMemorySoon } from '../src/idle-memory.ts'

test('PAP-A5 a moment after the start what is not needed is given back, where the launcher lets V8 do so', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  giveBackMemorySoon()
  t.mock.timers.tick(1_000)

  setFlagsFromString('--expose-gc')
  globalThis.gc = runInNewContext('gc')
  const seen = new WeakRef({})
  await nextTurn()
  giveBackMemorySoon()
  t.mock.timers.tick(1_000)
  assert.equal(seen.deref(), undefined)
})
