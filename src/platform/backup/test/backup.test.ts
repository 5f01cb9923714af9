import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { openSqlite } from '../../database/sqlite.ts'
import { holdInstance } from '../../instance/holding.ts'
import { backUp } from '../backing-up.ts'
import { restore } from '../restoring.ts'
import { verifyArchive } from '../verifying.ts'
import { configOf, contentsOf, lines, openSmallHouse, type SmallHouse } from './small-house.ts'

/** The whole promise is 20; every run of the checks does a few. */
const kills = process.env.LYCEUM_TEST_LONG ? 20 : 4
const now = () => new Date().toISOString()

async function houseWith(t: TestContext, files: number): Promise<SmallHouse> {
  const house = await openSmallHouse(emptyFolder(t))
  for (let n = 0; n < files; n++) await house.store(`file ${n} `.repeat(500))
  return house
}

const save = (house: SmallHouse, file: string) => backUp(house.platform, { version: '0.1.0', file, by: 'cli' })
const bringBack = (folder: string, file: string, replace = false, known = lines) =>
  restore(configOf(folder), { file, replace, lines: known, now, by: 'cli' })

async function archiveOf(t: TestContext, files: number): Promise<{ house: SmallHouse; file: string }> {
  const house = await houseWith(t, files)
  const file = join(emptyFolder(t), 'house.tar')
  await save(house, file)
  await house.close()
  return { house, file }
}

test('a backup is a tar file that only its owner reads, without the secret', async (t) => {
  const { house, file } = await archiveOf(t, 3)
  const secret = readFileSync(join(house.folder, 'secret'), 'utf8').trim()

  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.ok(!readFileSync(file).includes(secret))
  const listing = execFileSync('tar', ['-tf', file], { encoding: 'utf8' })
  assert.match(listing, /^lyceum-backup\.json\nlyceum\.db\nblobs\/[0-9a-f]{64}\n[\s\S]*manifest\.sha256\n$/)
  assert.deepEqual(readdirSync(join(file, '..')), ['house.tar'], 'nothing else is left')
})

test('R-D4 each of 200 single changed bits and of 20 cuts is found, and the part is named', async (t) => {
  const { file } = await archiveOf(t, 4)
  const whole = readFileSync(file)
  const seed = Number(process.env.LYCEUM_TEST_SEED ?? Date.now() % 1e6)
  t.diagnostic(`LYCEUM_TEST_SEED=${seed}`)
  const random = mulberry(seed)
  const broken = join(emptyFolder(t), 'broken.tar')
  await verifyArchive(file)

  for (let n = 0; n < 220; n++) {
    // Half of them where the manifest and its seal stand, which are small beside the rest.
    const from = n % 2 === 0 ? 0 : whole.length - 6_000
    const at = from + Math.floor(random() * (whole.length - from))
    const bytes = n < 200 ? Buffer.from(whole) : whole.subarray(0, at)
    if (n < 200) bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8))
    writeFileSync(broken, bytes)

    await assert.rejects(verifyArchive(broken), { name: 'UserError', code: /^backup\.(damaged|newer)$/ }, `byte ${at}`)
  }
})

test('R-D4 a damaged backup is refused by the name of the damaged part, and nothing is touched', async (t) => {
  const { file } = await archiveOf(t, 2)
  const bytes = readFileSync(file)
  const blob = /blobs\/[0-9a-f]{64}/.exec(bytes.toString('latin1'))
  assert.ok(blob)
  const inside = blob.index + 600
  bytes[inside] = (bytes[inside] ?? 0) ^ 1
  writeFileSync(file, bytes)
  const empty = emptyFolder(t)

  await assert.rejects(bringBack(empty, file), {
    code: 'backup.damaged',
    message: new RegExp(`is damaged at ${blob[0]}: it is not as it was written`),
  })

  assert.equal(existsSync(join(empty, 'lyceum.db')), false)
  assert.deepEqual(readdirSync(join(empty, 'files')), [])
})

test('R-D3 a restore is refused while a server runs, and over data without being told to replace it', async (t) => {
  const { house, file } = await archiveOf(t, 1)
  const hold = holdInstance(house.folder)
  await assert.rejects(bringBack(house.folder, file, true), { code: 'instance.in-use' })
  hold.release()

  await assert.rejects(bringBack(house.folder, file), { code: 'restore.not-empty', message: /--replace/ })

  const other = openSqlite(join(house.folder, 'lyceum.db'), 'command')
  other.raw?.exec('begin; select count(*) from files')
  await assert.rejects(bringBack(house.folder, file, true), { code: 'restore.database-in-use' })
  await other.close()
  await bringBack(house.folder, file, true)
})

test('a restore over an instance keeps the old one aside, whole', async (t) => {
  const { file } = await archiveOf(t, 3)
  const old = await houseWith(t, 5)
  await old.close()
  const before = await contentsOf(old.folder)

  const { keptAside } = await bringBack(old.folder, file, true)

  assert.ok(keptAside)
  assert.equal((await contentsOf(old.folder)).length, 6)
  assert.deepEqual(await contentsOf(keptAside), before)
})

test('an instance whose database is ruined can be restored all the same', async (t) => {
  const { house, file } = await archiveOf(t, 2)
  const before = await contentsOf(house.folder)
  writeFileSync(join(house.folder, 'lyceum.db'), 'ruined '.repeat(1_000))
  writeFileSync(join(house.folder, 'lyceum.db-wal'), 'ruined '.repeat(1_000))

  const { keptAside } = await bringBack(house.folder, file, true)

  assert.deepEqual(await contentsOf(house.folder), before)
  assert.match(readFileSync(join(keptAside ?? '', 'lyceum.db'), 'utf8'), /^ruined/)
})

test(`R-D4 a restore that is killed, ${kills} times, leaves an instance that is wholly the old or wholly the new one`, async (t) => {
  const { file } = await archiveOf(t, 40)
  const fresh = emptyFolder(t)
  await bringBack(fresh, file)
  const restored = await contentsOf(fresh)
  const old = await houseWith(t, 10)
  await old.close()
  const before = await contentsOf(old.folder)

  for (let n = 0; n < kills; n++) {
    const folder = join(emptyFolder(t), 'instance')
    cpSync(old.folder, folder, { recursive: true })
    const child = spawn(process.execPath, [join(import.meta.dirname, 'restore-once.ts'), folder, file])
    const exit = once(child, 'exit')
    await once(child.stdout, 'data')
    await sleep((n / kills) * 260)
    child.kill('SIGKILL')
    await exit

    const left = await contentsOf(folder)
    assert.ok([before, restored].some((whole) => JSON.stringify(whole) === JSON.stringify(left)))
    await bringBack(folder, file, true)
    assert.deepEqual(await contentsOf(folder), restored)
    assert.deepEqual(
      readdirSync(folder).filter((name) => /unfinished|restoring/.test(name)),
      [],
    )
  }
})

test('a backup of a newer program is refused with a sentence', async (t) => {
  const { file } = await archiveOf(t, 1)
  const [activityLine] = lines
  assert.ok(activityLine)

  await assert.rejects(bringBack(emptyFolder(t), file, false, [activityLine]), {
    code: 'backup.newer',
    message: /made by a newer Lyceum \(0\.1\.0\)/,
  })
})

test('a file that is lost or spoiled in the store does not keep the others from being saved', async (t) => {
  const house = await houseWith(t, 2)
  const [lost, spoiled] = [await house.store('lost'), await house.store('spoiled')]
  rmSync(await house.platform.files.pathOf(lost.sha256))
  writeFileSync(await house.platform.files.pathOf(spoiled.sha256), 'SPOILED')
  const file = join(emptyFolder(t), 'house.tar')

  const report = await save(house, file)
  await house.close()
  const empty = emptyFolder(t)
  const restored = await bringBack(empty, file)

  assert.deepEqual([report.missing, report.damaged], [[lost.sha256], [spoiled.sha256]])
  assert.deepEqual([...restored.missing].sort(), [lost.sha256, spoiled.sha256].sort())
  assert.equal(restored.files, 2)
})

test('no backup overwrites a file, and what is no backup is no backup', async (t) => {
  const { house, file } = await archiveOf(t, 1)
  const again = await openSmallHouse(house.folder)
  const other = join(emptyFolder(t), 'other.tar')
  writeFileSync(other, 'PK\u0003\u0004 some zip '.repeat(100))

  await assert.rejects(save(again, file), { code: 'backup.file-exists' })
  await again.close()
  await assert.rejects(verifyArchive(other), { code: 'backup.damaged' })
  await assert.rejects(verifyArchive('/nowhere/at-all.tar'), { code: 'backup.no-file' })
  await assert.rejects(verifyArchive(tmpdir()), { code: 'backup.no-file' })
})

/** A small generator of random numbers that a seed repeats. */
function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
