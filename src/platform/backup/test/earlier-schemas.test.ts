import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { databaseKinds, emptyDatabase, openTestDatabase } from '../../../../test/support/databases.ts'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { migrationLines, parts } from '../../../parts.ts'
import { openActivity } from '../../activity/recording.ts'
import type { Database } from '../../database/database.ts'
import { type MigrationLine, migrateUp } from '../../database/migrating.ts'
import { readShapes } from '../../database/table-shapes.ts'
import { openFiles } from '../../files/storing.ts'
import type { Platform } from '../../platform.ts'
import { backUp } from '../backing-up.ts'
import { restore } from '../restoring.ts'
import { proveArchive } from '../scratch-restoring.ts'
import { verifyArchive } from '../verifying.ts'
import { configOf } from './small-house.ts'

/** In CI not at each step: they become more and more. */
const stride = process.env.LYCEUM_TEST_LONG === '1' ? 1 : 5
const now = () => new Date().toISOString()
const sample = join(import.meta.dirname, '../../../../test/data/backups/first-schema.tar.gz')

function firstArchive(t: TestContext): string {
  const file = join(emptyFolder(t), 'first-schema.tar')
  writeFileSync(file, gunzipSync(readFileSync(sample)))
  return file
}

const copied = async (database: Database) => {
  for (const part of parts) await part.copied?.(database)
}

const bringBack = (folder: string, url: string, file: string, lines: readonly MigrationLine[]) =>
  restore(configOf(folder, url), { file, replace: false, lines, now, by: 'cli', copied })

for (const kind of databaseKinds) {
  test(`R-D2 a backup of the first schema is proven, and restores (${kind})`, async (t) => {
    const file = firstArchive(t)
    const [folder, url] = [emptyFolder(t), await emptyDatabase(t, kind)]

    const proof = await proveArchive(file, { lines: migrationLines, scratch: emptyFolder(t) })
    const restored = await bringBack(folder, url, file, migrationLines)

    assert.deepEqual(restored.migrated, proof.migrated)
    assert.ok(restored.migrated.includes('backup/0001-archives'))
    await holdsTheSample(t, folder, url)
  })
}

test(`R-D2 a backup made at every ${stride}. schema step since the first restores`, { timeout: 120_000 }, async (t) => {
  const first = firstArchive(t)
  const { steps } = await verifyArchive(first)
  const added = stepsOf(migrationLines).filter((step) => !steps.includes(step))
  // This program makes an archive only where it can write down that it did: among the archives, and in the log.
  const isNeeded = (step: string): boolean => /^(backup|activity)\//.test(step)
  added.sort((a, b) => Number(isNeeded(b)) - Number(isNeeded(a)))

  for (let n = added.filter(isNeeded).length; n < added.length; n += stride) {
    const earlier = upTo(new Set([...steps, ...added.slice(0, n)]))
    const file = join(emptyFolder(t), 'earlier.tar')
    await backUpAt(t, first, earlier, file)
    const [folder, url] = [emptyFolder(t), await emptyDatabase(t, 'sqlite')]

    const { migrated } = await bringBack(folder, url, file, migrationLines)

    assert.deepEqual(migrated.toSorted(), added.slice(n).toSorted())
    await holdsTheSample(t, folder, url)
  }
  t.diagnostic(`${added.length} steps since the first schema`)
})

const stepsOf = (lines: readonly MigrationLine[]): string[] =>
  lines.flatMap(({ name, steps }) =>
    Object.keys(steps)
      .sort()
      .map((step) => `${name}/${step}`),
  )

/** The program as it was when these were all steps that there were. */
const upTo = (known: ReadonlySet<string>): MigrationLine[] =>
  migrationLines
    .map(({ name, steps }) => ({
      name,
      steps: Object.fromEntries(Object.entries(steps).filter(([step]) => known.has(`${name}/${step}`))),
    }))
    .filter(({ steps }) => Object.keys(steps).length > 0)

/** The first house, brought up to these steps and saved again. */
async function backUpAt(t: TestContext, first: string, lines: MigrationLine[], file: string): Promise<void> {
  const [folder, url] = [emptyFolder(t), await emptyDatabase(t, 'sqlite')]
  await bringBack(folder, url, first, lines)
  const database = await openTestDatabase(t, url)
  const known = { config: configOf(folder, url), parts: lines.map((line) => ({ name: line.name, migrations: line })) }
  const files = openFiles({ folder: join(folder, 'files'), now })
  const platform = { ...known, database, db: database.db, files, activity: openActivity(now), now }
  await backUp(platform as unknown as Platform, { version: '0.1.0', file, by: 'cli' })
}

/** What the sample holds is there, in the schema of a fresh house. */
async function holdsTheSample(t: TestContext, folder: string, url: string): Promise<void> {
  const database = await openTestDatabase(t, url)
  const { db } = database
  const papers = await db.selectFrom('papers').select(['doi', 'title']).orderBy('seq').execute()
  assert.deepEqual(
    papers.map(({ doi, title }) => `${doi} ${title}`),
    ['10.5555/one Zebrafish in water', '10.5555/two Rotation of galaxies'],
  )
  const file = await db.selectFrom('files').select(['name', 'sha256']).executeTakeFirstOrThrow()
  const store = openFiles({ folder: join(folder, 'files'), now })
  const text = Buffer.concat(await Array.fromAsync(store.read(file.sha256))).toString()
  assert.deepEqual([file.name, text], ['first.txt', 'A full text of the first schema.'])
  const people = await db.selectFrom('accounts_people').select('email').execute()
  assert.deepEqual(
    people.map(({ email }) => email),
    ['ada@example.org'],
  )

  const fresh = await openTestDatabase(t, await emptyDatabase(t, database.kind))
  await migrateUp(fresh.db, fresh.kind, migrationLines)
  assert.deepEqual(await shapesOf(database), await shapesOf(fresh))
}

const shapesOf = async (database: Database) =>
  (await readShapes(database))
    .map((shape) => ({ ...shape, columns: shape.columns.toSorted(), refersTo: shape.refersTo.toSorted() }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
