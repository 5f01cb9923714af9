import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { until } from '../../../../test/support/until.ts'
import { stockFolder } from '../loading/catalogue.ts'
import type { Child } from '../running/child.ts'
import { mostJobs, openChildren } from '../running/children.ts'

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

test('RUN-3.3 a worn process is replaced by one that is ready already, and ends', async (t) => {
  const children = openChildren()
  t.after(() => children.close())
  const seen = new Set<Child>()
  const work = async (): Promise<void> => {
    const loan = await children.borrow(wanted)
    seen.add(loan.child)
    assert.ok(loan.child.isAlive())
    await loan.giveBack()
  }

  for (let job = 0; job < mostJobs; job++) await work()
  assert.equal(seen.size, 1, 'until it is worn, one process does it all')
  // The old one goes on for as long as the machine takes to start the next.
  await until('a second process', async () => {
    await work()
    return seen.size > 1
  })

  const [worn] = seen
  await until('the end of the worn one', () => worn?.isAlive() === false)
})
