import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { stockFolder } from '../loading/catalogue.ts'
import type { Child } from '../running/child.ts'
import { openChildren } from '../running/children.ts'

const wanted = { file: join(stockFolder, 'hello-world/plugin.ts'), memoryMb: 256, personId: '' }

test('RUN-3.3 a job takes the process that is free first: one that another gives back, or a new one', async (t) => {
  const children = openChildren()
  t.after(() => children.close())
  const first = await children.borrow(wanted)
  const second = children.borrow(wanted)

  await first.giveBack()

  assert.equal((await second).child, first.child)
  const third = await children.borrow(wanted)
  assert.notEqual(third.child, first.child, 'one process does one job at a time')
  const other = await children.borrow({ ...wanted, personId: 'ben' })
  assert.ok(other.child !== first.child && other.child !== third.child, 'and serves one person')
})

test('RUN-3.3 a worn process is replaced by one that is ready already, and ends', { timeout: 30_000 }, async (t) => {
  const children = openChildren()
  t.after(() => children.close())
  const seen = new Set<Child>()

  for (let job = 0; seen.size < 2 && job < 5_000; job++) {
    const loan = await children.borrow(wanted)
    seen.add(loan.child)
    assert.ok(loan.child.isAlive())
    await loan.giveBack()
  }

  assert.equal(seen.size, 2)
  const [worn] = seen
  while (worn?.isAlive()) await sleep(10)
})
