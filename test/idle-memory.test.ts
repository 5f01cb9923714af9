import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { runInNewContext } from 'node:vm'
import { giveBackMemorySoon } from '../src/idle-memory.ts'

test('PAP-A5 a moment after the start what is not needed is given back, and the flags of V8 are as before', async (t) => {
  const seen = new WeakRef({})
  await nextTurn()
  t.mock.timers.enable({ apis: ['setTimeout'] })
  giveBackMemorySoon()
  t.mock.timers.tick(1_000)
  assert.equal(seen.deref(), undefined)
  assert.equal(runInNewContext('typeof gc'), 'undefined', 'compiled code that is kept is made for the usual flags')
})
