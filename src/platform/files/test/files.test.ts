import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import type { TestContext } from 'node:test'
import { testOnBoth } from '../../../../test/support/databases.ts'
import type { Database } from '../../database/database.ts'
import { migrateDown, migrateUp } from '../../database/migrating.ts'
import type { Platform } from '../../platform.ts'
import { diskSpace, sampledFiles } from '../checks.ts'
import { migrations } from '../migrations/line.ts'
import { openFiles } from '../storing.ts'
import { sweepFiles } from '../sweeping.ts'
import { emptyPlace, storeKinds } from './stores.ts'

const list = { name: 'list.csv', mediaType: 'text/csv', dataType: 'papers/list', ownerId: 'ada', origin: 'upload' }

type Store = Awaited<ReturnType<typeof openStore>>

/** The same test over each database with each kind of store. */
function testOnStores(title: string, run: (store: Store, database: Database) => Promise<void>): void {
  for (const kind of storeKinds) {
    testOnBoth(`${title} (files on ${kind})`, async (t, database) => run(await openStore(t, database, kind), database))
  }
}

async function openStore(t: TestContext, { db, kind }: Database, storeKind: (typeof storeKinds)[number]) {
  const { place, age, spoil } = await emptyPlace(t, storeKind)
  await migrateUp(db, kind, [migrations])
  const clock = { now: '2026-03-01T12:00:00.000Z' }
  const files = openFiles({ ...place, now: () => clock.now })
  const receive = (text: string) => files.receive(Readable.from([Buffer.from(text)]), { maxBytes: 1_000 })
  return {
    age,
    spoil,
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

testOnStores('a recorded file is found with all that was said about it', async ({ files, store }, database) => {
  const stored = await store('a,b\n')

  assert.deepEqual(await files.find(database.db, stored.id), stored)
  assert.equal(stored.sizeBytes, 4)
  assert.equal(stored.createdAt, '2026-03-01T12:00:00.000Z')
  assert.equal(await files.find(database.db, 'nobody'), undefined)
})

testOnStores(
  'R-F1 a record that is rolled back leaves no file, and its blob goes after a day',
  async ({ files, receive, sweep, names, age }, database) => {
    const blob = await receive('never mind')

    const recording = database.db.transaction().execute(async (tx) => {
      const { id } = await files.record(tx, blob, list)
      assert.ok(await files.find(tx, id))
      throw new Error('rolled back')
    })
    await assert.rejects(recording, /rolled back/)
    await sweep()
    assert.deepEqual(await names(), [blob.sha256], 'a young blob may yet be recorded')
    await age(blob.sha256)

    assert.deepEqual(await sweep(), { staging: 0, blobs: 1, bytes: 10 })

    assert.deepEqual(await names(), [])
  },
)

testOnStores(
  'R-F1 a blob stays while any file names it, and a day longer',
  async ({ clock, store, remove, sweep, names, age }) => {
    const [first, second] = [await store('shared'), await store('shared')]
    await age(first.sha256)

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
  },
)

testOnStores(
  'R-F1 recording a blob that was swept away is refused with a sentence',
  async ({ files, receive, sweep, age }, database) => {
    const blob = await receive('too late')
    await age(blob.sha256)
    await sweep()

    const recording = database.db.transaction().execute((tx) => files.record(tx, blob, list))

    await assert.rejects(recording, { kind: 'gone', code: 'files.gone' })
    assert.deepEqual(await database.db.selectFrom('files_blobs').selectAll().execute(), [])
  },
)

testOnStores(
  'R-F1 sweeps, uploads and removals at the same time lose nothing that has a name',
  async ({ files, store, remove, sweep, age }, database) => {
    const texts = Array.from({ length: 6 }, (_, n) => `text ${n}`)
    const kept: string[] = []

    for (let round = 0; round < 5; round++) {
      const [removed, ...others] = await Promise.all([...texts.map(store), sweep().then(() => undefined)])
      for (const file of others) if (file) kept.push(file.id)
      if (removed) await remove(removed.id)
      for await (const { sha256 } of files.blobs.list()) await age(sha256)
    }
    await sweep()

    for (const id of kept) {
      const file = await files.find(database.db, id)
      assert.equal(file && (await files.blobs.sizeOf(file.sha256)), file?.sizeBytes)
    }
  },
)

testOnStores(
  'a sample of the files tells what is damaged and what is missing',
  async ({ files, store, spoil }, database) => {
    const platform = { db: database.db, files } as Platform
    const [rotten] = [await store('precious'), await store('sound')]
    assert.deepEqual(await sampledFiles.run(platform), {
      level: 'ok',
      message: '2 sampled files are as they were stored.',
    })
    assert.match((await diskSpace.run(platform)).message, /are free \(\d+ %\)/)

    await spoil(rotten.sha256, 'PRECIOUS')
    assert.match((await sampledFiles.run(platform)).message, /^1 of 2 sampled files are missing or damaged/)
    await files.blobs.remove(rotten.sha256)
    assert.equal((await sampledFiles.run(platform)).level, 'fail')
  },
)

testOnBoth('the schema step goes down and up again', async (_t, { db, kind }) => {
  await migrateUp(db, kind, [migrations])
  await migrateDown(db, kind, migrations)
  assert.deepEqual(await migrateUp(db, kind, [migrations]), ['files/0001-files'])
})
