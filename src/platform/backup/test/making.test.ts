import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { openTestPlatform, startTestWorker } from '../../../../test/support/house.ts'
import { addPapers } from '../../../apps/papers/test/support.ts'
import type { Platform } from '../../platform.ts'
import { findJob, listSchedules } from '../../tasks/queries.ts'
import { backUp } from '../backing-up.ts'
import { backupAge } from '../checks.ts'
import { makeBackup, verifyKnown } from '../making.ts'
import { listArchives } from '../queries.ts'
import { dailySetting, folderSetting, hourSetting, monthlySetting, nightlySetting, weeklySetting } from '../settings.ts'
import { backupState } from '../state.ts'
import { makeTask } from '../tasks.ts'

const day = 86_400_000
const quietly = { by: 'system', progress: () => {} }

/** A house whose clock the test drives, with a folder for its backups. */
async function openHouseWithClock(t: TestContext, kind: 'sqlite' | 'postgres' = 'sqlite') {
  const clock = { at: Date.parse('2026-03-01T03:07:00.000Z') }
  const platform = await openTestPlatform(t, { kind, now: () => new Date(clock.at).toISOString() })
  const folder = emptyFolder(t)
  await set(platform, folderSetting, folder)
  return { platform, folder, clock }
}

const set = <Value>(
  { db, settings }: Platform,
  setting: Parameters<Platform['settings']['set']>[1] & { fallback: Value },
  value: Value,
) => db.transaction().execute((tx) => settings.set(tx, setting, value, 'dora'))

const nightly = (platform: Platform) => makeBackup(platform, { ...quietly, origin: 'schedule' })
const names = (folder: string) => readdirSync(folder).sort()

for (const kind of databaseKinds) {
  test(`nights leave the backups that are to be kept, each proven (${kind})`, async (t) => {
    const { platform, folder, clock } = await openHouseWithClock(t, kind)
    await addPapers(platform, [{ doi: '10.5555/one' }])
    await set(platform, dailySetting, 2)
    await set(platform, weeklySetting, 0)
    await set(platform, monthlySetting, 0)

    for (let n = 0; n < 4; n++) {
      await nightly(platform)
      clock.at += day
    }

    assert.deepEqual(names(folder), ['lyceum-2026-03-03T030700.000Z.tar', 'lyceum-2026-03-04T030700.000Z.tar'])
    const state = await backupState(platform)
    assert.deepEqual(
      [state.verifiedAt, state.ageSeconds, state.archives, state.failure],
      ['2026-03-04T03:07:00.000Z', day / 1_000, 2, null],
    )
    assert.equal((await backupAge.run(platform)).level, 'ok')
  })
}

test('while the new backup is not proven, the old one stays, and the check says why', async (t) => {
  const { platform, folder, clock } = await openHouseWithClock(t)
  await set(platform, dailySetting, 1)
  await set(platform, weeklySetting, 0)
  await set(platform, monthlySetting, 0)
  await nightly(platform)
  clock.at += day
  const made = await backUp(platform, {
    version: '0.1.0',
    by: 'system',
    origin: 'schedule',
    file: join(folder, 'next.tar'),
  })
  const bytes = readFileSync(made.file)
  bytes[3_000] = (bytes[3_000] ?? 0) ^ 1
  writeFileSync(made.file, bytes)

  await assert.rejects(verifyKnown(platform, made.file, quietly), { code: 'backup.damaged' })

  const [next, first] = await listArchives(platform.db)
  assert.match(next?.problem ?? '', /is damaged at lyceum\.db/)
  assert.ok(first?.verified_at)
  await set(platform, folderSetting, '/proc/no-such-place')
  await assert.rejects(nightly(platform), { code: 'backup.folder', message: /\/proc\/no-such-place/ })
  await set(platform, folderSetting, folder)
  assert.equal(names(folder).length, 2)
  clock.at += day
  await nightly(platform)
  assert.equal(names(folder).length, 1, 'and once a later one is proven, both go')
})

test('archives that lie in the folder are found again, and what was killed is cleared away after a day', async (t) => {
  const { platform, folder, clock } = await openHouseWithClock(t)
  const { file } = await nightly(platform)
  await platform.db.deleteFrom('backup_archives').execute()
  writeFileSync(join(folder, 'other.tar'), 'not ours '.repeat(1_000))
  writeFileSync(join(folder, 'young.tar.1.unfinished'), 'x')
  mkdirSync(join(folder, 'verifying-1.unfinished'))
  utimesSync(join(folder, 'verifying-1.unfinished'), 1, 1)
  clock.at += day

  await nightly(platform)

  const found = (await listArchives(platform.db)).find((archive) => archive.file === file)
  assert.deepEqual([found?.origin, found?.made_at], ['found', '2026-03-01T03:07:00.000Z'])
  assert.deepEqual(
    names(folder).filter((name) => !name.startsWith('lyceum-')),
    ['other.tar', 'young.tar.1.unfinished'],
  )
})

test('a backup that was moved away does not count as one', async (t) => {
  const { platform, folder } = await openHouseWithClock(t)
  const { file } = await nightly(platform)
  assert.ok((await backupState(platform)).verifiedAt)

  renameSync(file, join(folder, 'elsewhere'))

  assert.equal((await backupState(platform)).verifiedAt, null)
  assert.deepEqual(await backupAge.run(platform), {
    level: 'warn',
    message: 'No backup was ever made.',
    remedy: 'Make one under Admin → Backups; the job there says why the latest did not come about.',
  })
})

test('the check warns of a backup that is a day and more old, or a week where nobody makes them by night', async (t) => {
  const { platform, clock } = await openHouseWithClock(t)
  await nightly(platform)
  const level = async () => (await backupAge.run(platform)).level

  clock.at += 25 * 3_600_000
  assert.equal(await level(), 'ok')
  clock.at += 2 * 3_600_000
  assert.equal(await level(), 'warn')
  await set(platform, nightlySetting, false)
  assert.equal(await level(), 'ok')
  clock.at += 7 * day
  assert.equal(await level(), 'warn')
})

for (const kind of databaseKinds) {
  test(`the queue makes the backup at the hour that is set, and none where it is switched off (${kind})`, async (t) => {
    const platform = await openTestPlatform(t, { kind })
    await set(platform, hourSetting, 23)
    await startTestWorker(t, platform)
    const schedule = (await listSchedules(platform.db)).find(({ name }) => name === 'backup.nightly')
    assert.equal(schedule?.cron, '7 23 * * *')

    assert.match((await jobDone(platform)).result_json ?? '', /"file":".*\/backups\/lyceum-.*\.tar"/)
    assert.ok((await backupState(platform)).verifiedAt)

    await set(platform, nightlySetting, false)
    assert.match((await jobDone(platform)).result_json ?? '', /switched off/)
    assert.equal((await backupState(platform)).archives, 1)
  })
}

async function jobDone(platform: Platform) {
  const input = { origin: 'schedule', by: 'schedule:backup.nightly' } as const
  const { id } = await platform.db.transaction().execute((tx) => platform.tasks.enqueue(tx, makeTask, input))
  for (let n = 0; n < 600; n++) {
    const job = await findJob(platform.db, id)
    if (job && job.state !== 'queued' && job.state !== 'running') {
      assert.equal(job.state, 'succeeded', job.error_message ?? '')
      return job
    }
    await sleep(50)
  }
  throw new Error('The backup did not end.')
}
