import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { emptyDatabase, openTestDatabase } from '../../../../test/support/databases.ts'

const run = promisify(execFile)

test('R-T11 a machine whose clock is an hour ahead goes by the clock of PostgreSQL', async (t) => {
  const url = await emptyDatabase(t, 'postgres')
  const file = join(import.meta.dirname, 'wrong-clock.ts')

  const { stdout } = await run(process.execPath, [file, url], { timeout: 20_000 })

  const differenceMs = Math.abs(Date.parse(stdout.trim()) - Date.now())
  assert.ok(differenceMs < 2_000, `it is ${differenceMs} ms off`)
})

test('a clock that agrees is left alone', async (t) => {
  const database = await openTestDatabase(t, await emptyDatabase(t, 'postgres'), 'web')
  let isOpen = false
  database.notifications?.listen(
    'test',
    () => {},
    () => {
      isOpen = true
    },
  )
  while (!isOpen) await sleep(5)

  assert.equal(database.aheadMs?.(), 0)
})
