import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readConfig } from '../../../config.ts'
import { migrationsOf } from '../../../platform/app.ts'
import { backUp } from '../../../platform/backup/backing-up.ts'
import { restore } from '../../../platform/backup/restoring.ts'
import { startPlugin } from '../authoring/starting.ts'
import { install } from '../loading/installing.ts'
import { openRunner } from './support.ts'

test('a backup says what has to be installed again, and so does its restore', async (t) => {
  const { platform } = await openRunner(t, { worker: false })
  const folder = mkdtempSync(join(tmpdir(), "lyceum-it's-"))
  t.after(() => rmSync(folder, { recursive: true }))
  await startPlugin(join(folder, 'letters'), 'tool')
  const now = platform.now()
  await install(platform.config, [join(folder, 'letters')], { now })

  const file = join(folder, 'house.tar')
  const made = await backUp(platform, { version: '0.1.0', file, by: 'cli' })

  const command = `lyceum plugins install '${folder.replace("'", "'\\''")}/letters'`
  assert.deepEqual(made.installed, [command])
  const config = readConfig({ LYCEUM_INSTANCE: join(folder, 'other'), LYCEUM_LOG_LEVEL: 'silent' })
  const lines = migrationsOf(platform.parts)
  const back = await restore(config, { file, replace: false, lines, now: () => now, by: 'cli' })
  assert.deepEqual(back.installed, [command])

  writeFileSync(join(platform.config.instance, 'plugins/installed.json'), '{')
  const later = await backUp(platform, { version: '0.1.0', file: join(folder, 'later.tar'), by: 'cli' })
  assert.match(later.installed[0] ?? '', /^# .*installed\.json cannot be read/, 'a backup is made all the same')
})
