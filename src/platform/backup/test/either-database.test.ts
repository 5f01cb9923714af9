import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { databaseKinds, emptyDatabase, openTestDatabase } from '../../../../test/support/databases.ts'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { openTestPlatform } from '../../../../test/support/house.ts'
import { addPapers } from '../../../apps/papers/test/support.ts'
import { migrationLines, parts } from '../../../parts.ts'
import type { Database } from '../../database/database.ts'
import type { DatabaseKind } from '../../database/migrating.ts'
import { readRows } from '../../database/table-rows.ts'
import { readShapes } from '../../database/table-shapes.ts'
import type { Platform } from '../../platform.ts'
import { backUp } from '../backing-up.ts'
import { reset } from '../resetting.ts'
import { restore } from '../restoring.ts'
import { proveArchive } from '../scratch-restoring.ts'
import { verifyArchive } from '../verifying.ts'
import { configOf, contentsOf, lines, openSmallHouse } from './small-house.ts'

const now = () => new Date().toISOString()
const by = 'cli'
/** The whole promise is 20; every run of the checks does a few. */
const kills = process.env.LYCEUM_TEST_LONG ? 20 : 3

async function archiveFrom(t: TestContext, kind: DatabaseKind, files = 5) {
  const [folder, url] = [emptyFolder(t), await emptyDatabase(t, kind)]
  const house = await openSmallHouse(folder, url)
  for (let n = 0; n < files; n++) await house.store(`file ${n} `.repeat(500))
  const file = join(emptyFolder(t), 'house.tar')
  const report = await backUp(house.platform, { version: '0.1.0', file, by })
  await house.close()
  return { folder, url, file, report }
}

const bringBack = (folder: string, url: string, file: string, replace = false) =>
  restore(configOf(folder, url), { file, replace, lines, now, by })

for (const kind of databaseKinds) {
  test(`R-D4 a backup taken while others write is one moment, and restores into an empty instance (${kind})`, async (t) => {
    const { folder, url } = await archiveFrom(t, kind, 30)
    const house = await openSmallHouse(folder, url)
    await makeLogLong(house.platform)
    const file = join(emptyFolder(t), 'meanwhile.tar')
    const writer = spawn(process.execPath, [join(import.meta.dirname, 'write-forever.ts'), folder, url])
    const writing = once(writer, 'exit')
    await once(writer.stdout, 'data')

    const report = await backUp(house.platform, { version: '0.1.0', file, by })
    writer.stdin.end()
    assert.deepEqual(await writing, [0, null])
    await house.close()
    const [empty, emptyUrl] = [emptyFolder(t), await emptyDatabase(t, kind)]
    const restored = await bringBack(empty, emptyUrl, file)

    assert.ok(report.files > 30)
    assert.deepEqual([restored.files, restored.keptAside, restored.missing], [report.files, null, []])
    const [before, after] = [await contentsOf(folder, url), await contentsOf(empty, emptyUrl)]
    assert.equal(after.length, 2 * report.files, 'as many files as entries in the log: one moment')
    assert.deepEqual(
      after.filter((line) => !before.includes(line)),
      [],
      'and all of it was there',
    )
    assert.ok(after.length < before.length, 'while others wrote')
    const { counts } = await verifyArchive(file)
    assert.equal(counts.files, report.files)
  })
}

for (const from of databaseKinds) {
  for (const to of databaseKinds) {
    test(`R-D4 an archive of ${from} is proven, and restores into ${to}`, async (t) => {
      const old = await archiveFrom(t, from)
      const [folder, url] = [emptyFolder(t), await emptyDatabase(t, to)]

      const { manifest } = await proveArchive(old.file, { lines, scratch: emptyFolder(t) })
      const restored = await bringBack(folder, url, old.file)

      assert.equal(manifest.madeOn, from)
      assert.deepEqual([restored.files, restored.keptAside, restored.missing], [5, null, []])
      assert.deepEqual(await contentsOf(folder, url), await contentsOf(old.folder, old.url))
    })
  }
}

for (const kind of databaseKinds) {
  test(`every table of the house is the same after a backup and a restore (${kind})`, async (t) => {
    const platform = await openTestPlatform(t, { kind })
    await addPapers(platform, [{ doi: '10.5555/one', title: 'Zebrafish "in" \\ water' }, { doi: '10.5555/two' }])
    const file = join(emptyFolder(t), 'house.tar')
    const before = await everyRow(platform.database)
    await backUp(platform, { version: '0.1.0', file, by })

    for (const to of databaseKinds) {
      const [folder, url] = [emptyFolder(t), await emptyDatabase(t, to)]
      const copied = async (database: Database) => {
        for (const part of parts) await part.copied?.(database)
      }
      await restore(configOf(folder, url), { file, replace: false, lines: migrationLines, now, by, copied })

      const database = await openTestDatabase(t, url)
      const after = await everyRow(database)
      assert.deepEqual(after.slice(0, before.length), before)
      assert.deepEqual(
        after.slice(before.length).map((row) => row.includes('backup.restored')),
        [true],
      )
      assert.deepEqual(await foundPapers(database, 'zebrafish'), ['10.5555/one'])
    }
  })
}

test('R-D3 on PostgreSQL too a restore is refused while somebody is connected, and over data without being told', async (t) => {
  const { folder, url, file } = await archiveFrom(t, 'postgres', 2)
  const before = await contentsOf(folder, url)
  await assert.rejects(bringBack(folder, url, file), { code: 'restore.not-empty' })
  const other = await openTestDatabase(t, url)
  await sql`select 1`.execute(other.db)

  await assert.rejects(bringBack(folder, url, file, true), { code: 'restore.database-in-use' })

  await other.close()
  assert.deepEqual(await contentsOf(folder, url), before)
})

test('on PostgreSQL a restore keeps the old tables in a schema aside, whole', async (t) => {
  const { folder, url, file } = await archiveFrom(t, 'postgres', 2)
  const later = await openSmallHouse(folder, url)
  await later.store('after the backup')
  await later.close()

  const { keptAside } = await bringBack(folder, url, file, true)
  const again = await bringBack(folder, url, file, true)

  assert.notEqual(again.keptAside, keptAside)
  assert.equal((await contentsOf(folder, url)).length, 4)
  const aside = /schema "(.*)" of/.exec(keptAside ?? '')?.[1] ?? ''
  const database = await openTestDatabase(t, url)
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.id(aside, 'files')}`.execute(database.db)
  assert.equal(rows[0]?.n, 3)
})

test(`R-D4 on PostgreSQL a restore that is killed, ${kills} times, leaves wholly the old or wholly the new`, async (t) => {
  const { folder, url, file } = await archiveFrom(t, 'postgres', 20)
  const restored = await contentsOf(folder, url)
  const later = await openSmallHouse(folder, url)
  await later.store('after the backup')
  await later.close()
  const before = await contentsOf(folder, url)
  assert.notDeepEqual(before, restored)

  for (let n = 0; n < kills; n++) {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'restore-once.ts'), folder, file, url])
    const exit = once(child, 'exit')
    await once(child.stdout, 'data')
    await sleep((n / kills) * 900)
    child.kill('SIGKILL')
    await exit

    const left = await contentsOf(folder, url)
    assert.ok([before, restored].some((whole) => JSON.stringify(whole) === JSON.stringify(left)))
  }
  await bringBack(folder, url, file, true)
  assert.deepEqual(await contentsOf(folder, url), restored)
  const database = await openTestDatabase(t, url)
  const { rows } = await sql`select 1 from pg_namespace where nspname = 'lyceum_restoring'`.execute(database.db)
  assert.deepEqual(rows, [])
})

test('with --with-secrets the secret comes along, and only then', async (t) => {
  const house = await openSmallHouse(emptyFolder(t))
  const secret = readFileSync(join(house.folder, 'secret'), 'utf8').trim()
  const [without, withIt] = [join(emptyFolder(t), 'without.tar'), join(emptyFolder(t), 'with.tar')]
  await backUp(house.platform, { version: '0.1.0', file: without, by })
  await backUp(house.platform, { version: '0.1.0', file: withIt, by, withSecrets: true })
  await house.close()
  const [one, other] = [emptyFolder(t), emptyFolder(t)]
  const secretOf = (folder: string) => readFileSync(join(folder, 'secret'), 'utf8').trim()
  const order = { replace: false, lines, now, by }

  await assert.rejects(restore(configOf(one), { ...order, file: without, withSecrets: true }), {
    code: 'restore.no-secret',
  })
  await restore(configOf(one), { ...order, file: withIt })
  await restore(configOf(other), { ...order, file: withIt, withSecrets: true })

  assert.ok(!readFileSync(without).includes(secret) && readFileSync(withIt).includes(secret))
  assert.notEqual(secretOf(one), secret)
  assert.equal(secretOf(other), secret)
  assert.equal(statSync(join(other, 'secret')).mode & 0o777, 0o600)
})

for (const kind of databaseKinds) {
  test(`PAP-R-053 a reset empties the instance and keeps what was there aside (${kind})`, async (t) => {
    const { folder, url } = await archiveFrom(t, kind, 2)

    const { keptAside } = await reset(configOf(folder, url), { lines, now, by })

    assert.ok(keptAside)
    assert.deepEqual(await contentsOf(folder, url), [])
    assert.equal(
      (await reset(configOf(emptyFolder(t), await emptyDatabase(t, kind)), { lines, now, by })).keptAside,
      null,
    )
  })
}

/** So long that a copy which reads one table after the other is seen to hold several moments. */
async function makeLogLong({ db, activity }: Platform): Promise<void> {
  const noise = Array.from({ length: 1_000 }, (_, n) => ({ actor: 'ada', action: 'test.noise', message: `noise ${n}` }))
  for (let n = 0; n < 30; n++) await db.transaction().execute((tx) => activity.recordMany(tx, noise))
}

/** All rows of all tables as text, in the order of the tables; the log of activity last, in its order. */
async function everyRow(database: Database): Promise<string[]> {
  const shapes = (await readShapes(database)).toSorted(
    (a, b) =>
      Number(a.name === 'activity_entries') - Number(b.name === 'activity_entries') || (a.name < b.name ? -1 : 1),
  )
  return database.db.transaction().execute(async (tx) => {
    const all: string[] = []
    for (const shape of shapes) {
      if (/_migrations$|^migrations_lock|^backup_archives$/.test(shape.name)) continue
      const rows = (await Array.fromAsync(readRows({ ...database, db: tx }, shape))).flat()
      const columns = shape.columns.toSorted()
      const texts = rows.map((row) => `${shape.name} ${JSON.stringify(columns.map((column) => row[column]))}`)
      all.push(...(shape.numbered === null ? texts.toSorted() : texts))
    }
    return all
  })
}

async function foundPapers({ kind, db }: Database, word: string): Promise<string[]> {
  const query =
    kind === 'sqlite'
      ? sql<{ doi: string }>`select doi from papers_search join papers on papers.seq = papers_search.rowid
          where papers_search match ${word}`
      : sql<{ doi: string }>`select doi from papers where search @@ to_tsquery('simple', ${word})`
  return (await query.execute(db)).rows.map(({ doi }) => doi)
}
