import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { emptyFolder } from '../../../test/support/folders.ts'
import { openClock } from '../clock.ts'

test('the clock tells the time of the system, UTC with milliseconds', () => {
  const now = openClock({ devClock: undefined })()

  assert.match(now, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.ok(Math.abs(Date.parse(now) - Date.now()) < 1_000)
})

test('a driven clock tells what its file says, and the last known time while the file holds none', (t) => {
  const folder = emptyFolder(t)
  const devClock = join(folder, 'clock')
  assert.throws(() => openClock({ devClock }), { code: 'clock.file' })
  writeFileSync(devClock, '2026-03-01T12:00:00Z\n')

  const now = openClock({ devClock })

  assert.equal(now(), '2026-03-01T12:00:00.000Z')
  writeFileSync(devClock, '2026-03-01T13:00:00+02:00')
  assert.equal(now(), '2026-03-01T11:00:00.000Z')
  writeFileSync(devClock, '')
  assert.equal(now(), '2026-03-01T11:00:00.000Z')
})
