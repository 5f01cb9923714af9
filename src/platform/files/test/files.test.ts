import assert from 'node:assert/strict'
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { TestContext } from 'node:test'
import { testOnBoth } from '../../../../test/support/databases.ts'
import type { Database } from '../../database/database.ts'
import { migrateDown, migrateUp } from '../../database/migrating.ts'
import type { Platform } from '../../platform.ts'
import { diskSpace, sampledFiles } from '../checks.ts'
import type { Files } from '../files.ts'
import { migrations } from '../migrations/line.ts'
import { openFiles } from '../storing.ts'
import { sweepFiles } from '../sweeping.ts'

const list = { name: 'list.csv', mediaType: 'text/csv', dataType: 'papers/list', ownerId: 'ada', origin: 'upload' }

async function openStore(t: TestContext, { db, kind }: Database) {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-files-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await migrateUp(db, kind, [migrations])
  const clock = { now: '2026-03-01T12:00:00.000Z' }
  const files = openFiles({ folder, now: () => clock.now })
  const receive = (text: string) => files.receive(Readable.from([Buffer.from(text)]), { maxBytes: 1_000 })
  return {
    clock,
    files,
    receive,
    store: async (text: string) => {
      const blob = await receive(text)
      return db.transaction().execute((tx) => files.record(tx, blob, list))
    },
    remove: (id: string) => db.transaction().execute((tx) => files.remove(tx, id)),
    sweep: () => sweepFiles({ db, files, now: () => clock.now }),
    names: async () => (await Array.fromAsync(files.blobs.list())).map((blob) => blob.sha256).sort(),
  }
}

/** As if the blob had come to rest two days ago. */
const age = (files: Files, sha256: string) => utimes(files.pathOf(sha256), 1, 1)

testOnBoth('a recorded file is found with all that was said about it', async (t, database) => {
  const { files, store } = await openStore(t, database)

  const stored = await store('a,b\n')

  assert.deepEqual(await files.find(database.db, stored.id), stored)
  assert.equal(stored.sizeBytes, 4)
  assert.equal(stored.createdAt, '2026-03-01T12:00:00.000Z')
  assert.equal(await files.find(database.db, 'nobody'), undefined)
})

testOnBoth('R-F1 a record that is rolled back leaves no file, and its blob goes after a day', async (t, database) => {
  const { files, receive, sweep, names } = await openStore(t, database)
  const blob = await receive('never mind')

  const recording = database.db.transaction().execute(async (tx) => {
    const { id } = await files.record(tx, blob, list)
    assert.ok(await files.find(tx, id))
    throw new Error('rolled back')
  })
  await assert.rejects(recording, /rolled back/)
  await sweep()
  assert.deepEqual(await names(), [blob.sha256], 'a young blob may yet be recorded')
  await age(files, blob.sha256)

  assert.deepEqual(await sweep(), { staging: 0, blobs: 1, bytes: 10 })

  assert.deepEqual(await names(), [])
})

testOnBoth('R-F1 a blob stays while any file names it, and a day longer', async (t, database) => {
  const { clock, files, store, remove, sweep, names } = await openStore(t, database)
  const [first, second] = [await store('shared'), await store('shared')]
  await age(files, first.sha256)

  await remove(first.id)
  clock.now = '2026-03-05T12:00:00.000Z'
  await sweep()
  assert.deepEqual(await names(), [first.sha256])

  await remove(second.id)
  await sweep()
  assert.deepEqual(await names(), [first.sha256], 'for a day a backup under way may still need it')

  clock.now = '2026-03-06T12:00:01.000Z'
  await sweep()
  assert.deepEqual(await names(), [])
})

testOnBoth('R-F1 recording a blob that was swept away is refused with a sentence', async (t, database) => {
  const { files, receive, sweep } = await openStore(t, database)
  const blob = await receive('too late')
  await age(files, blob.sha256)
  await sweep()

  const recording = database.db.transaction().execute((tx) => files.record(tx, blob, list))

  await assert.rejects(recording, { kind: 'gone', code: 'files.gone' })
  assert.deepEqual(await database.db.selectFrom('files_blobs').selectAll().execute(), [])
})

testOnBoth('R-F1 sweeps, uploads and removals at the same time lose nothing that has a name', async (t, database) => {
  const { files, store, remove, sweep } = await openStore(t, database)
  const texts = Array.from({ length: 6 }, (_, n) => `text ${n}`)
  const kept: string[] = []

  for (let round = 0; round < 5; round++) {
    const [removed, ...others] = await Promise.all([...texts.map(store), sweep().then(() => undefined)])
    for (const file of others) if (file) kept.push(file.id)
    if (removed) await remove(removed.id)
    for await (const { sha256 } of files.blobs.list()) await age(files, sha256)
  }
  await sweep()

  for (const id of kept) {
    const file = await files.find(database.db, id)
    assert.equal(file && (await files.blobs.sizeOf(file.sha256)), file?.sizeBytes)
  }
})

testOnBoth('a sample of the files tells what is damaged and what is missing', async (t, database) => {
  const { files, store } = await openStore(t, database)
  const platform = { db: database.db, files } as Platform
  const [rotten] = [await store('precious'), await store('sound')]
  assert.deepEqual(await sampledFiles.run(platform), {
    level: 'ok',
    message: '2 sampled files are as they were stored.',
  })
  assert.match((await diskSpace.run(platform)).message, /are free \(\d+ %\)/)

  await writeFile(files.pathOf(rotten.sha256), 'PRECIOUS')
  assert.match((await sampledFiles.run(platform)).message, /^1 of 2 sampled files are missing or damaged/)
  await files.blobs.remove(rotten.sha256)
  assert.equal((await sampledFiles.run(platform)).level, 'fail')
})

testOnBoth('the schema step goes down and up again', async (_t, { db, kind }) => {
  await migrateUp(db, kind, [migrations])
  await migrateDown(db, kind, migrations)
  assert.deepEqual(await migrateUp(db, kind, [migrations]), ['files/0001-files'])
})
