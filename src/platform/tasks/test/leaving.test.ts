import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { openTestPlatform } from '../../../../test/support/house.ts'
import { beat, enlist } from '../beating.ts'
import { thisProcess } from '../hosts.ts'
import { askToLeave } from '../leaving.ts'
import { insertWorker } from '../statements/leases.ts'

for (const kind of databaseKinds) {
  test(`a process here is signalled only under its own start time; all others find a word in their row (${kind})`, async (t) => {
    const platform = await openTestPlatform(t, { kind })
    const at = platform.now()
    const add = (id: string, identity: ReturnType<typeof thisProcess>) =>
      insertWorker(platform.db, kind, { id, ...identity, started_at: at, beat_at: at }, 60_000)
    await add('a-here', thisProcess())
    // The process of that id ended long ago, and its number was given to another program.
    await add('b-impostor', { ...thisProcess(), process_start: '1' })
    await add('c-elsewhere', { host: 'mill boot pid', pid: process.pid, process_start: thisProcess().process_start })
    const signalled: number[] = []

    const left = await askToLeave(platform, 'cli', (pid) => signalled.push(pid))

    assert.deepEqual(
      left.map(({ by }) => by),
      ['signalled', 'asked', 'asked'],
    )
    assert.deepEqual(signalled, [process.pid])
  })

  test(`a worker that finds the word at its beat lets its process end, and goes on holding its jobs until then (${kind})`, async (t) => {
    const platform = await openTestPlatform(t, { kind })
    let leaves = 0
    const holder = { platform, workerId: 'w', leaseMs: 60_000, leave: () => void leaves++ }
    await enlist(platform.db, holder)
    await beat(holder, [])
    assert.equal(leaves, 0, 'nobody has asked yet')

    await askToLeave(platform, 'cli', () => {})
    await beat(holder, [])

    assert.equal(leaves, 1)
  })
}
