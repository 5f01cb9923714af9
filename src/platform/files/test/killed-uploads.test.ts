import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { emptyDatabase, openTestDatabase } from '../../../../test/support/databases.ts'
import { migrateUp } from '../../database/migrating.ts'
import { assertWhole } from '../contract/contract.ts'
import { migrations } from '../migrations/line.ts'
import { openFiles } from '../storing.ts'
import { sweepFiles } from '../sweeping.ts'
import { emptyPlace, storeKinds } from './stores.ts'

/** The whole promise is 100; every run of the checks does a tenth. */
const kills = process.env.LYCEUM_TEST_LONG ? 100 : 10
const faulty = join(import.meta.dirname, '..', 'contract', 'writes-in-place.ts')

/** Kills a process at random moments behind its first upload; everything it left is made old, and one clean-up runs. */
async function killedUploads(
  t: TestContext,
  module: string,
  times: number,
  { storeKind = 'disk', cleanUp = true }: { storeKind?: (typeof storeKinds)[number]; cleanUp?: boolean } = {},
) {
  const url = await emptyDatabase(t, 'sqlite')
  const { place, age } = await emptyPlace(t, storeKind)
  const { db, kind } = await openTestDatabase(t, url)
  await migrateUp(db, kind, [migrations])

  for (let n = 0; n < times; n++) {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'receive-forever.ts'), module, JSON.stringify(place), url],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    await once(child.stdout, 'data')
    await sleep(Math.random() * (storeKind === 's3' ? 200 : 80))
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  const files = openFiles({ ...place, now: () => new Date(Date.now() + 1_000).toISOString() })
  if (!cleanUp) return { db, files }
  for await (const { sha256 } of files.blobs.list()) await age(sha256)
  await files.blobs.sweepStaging(-1_000)
  await sweepFiles({ db, files, now: () => new Date().toISOString() })
  return { db, files }
}

for (const storeKind of storeKinds) {
  test(`R-F1 after ${kills} kills in the middle of uploads every file is whole or absent, and every record has its blob (${storeKind})`, async (t) => {
    const { db, files } = await killedUploads(t, 'plain', kills, { storeKind })

    const records = await db.selectFrom('files').select(['sha256', 'size_bytes']).execute()
    const blobs = await Array.fromAsync(files.blobs.list())

    assert.ok(records.length >= kills, `${records.length} uploads were recorded, or this test means nothing`)
    await assertWhole(files.blobs)
    assert.deepEqual(
      blobs.map((blob) => blob.sha256).sort(),
      records.map((record) => record.sha256).sort(),
      'no blob without a record, no record without a blob',
    )
  })
}

test('R-F1 the test sees a store that writes in place', async (t) => {
  const { files } = await killedUploads(t, faulty, 3, { cleanUp: false })

  await assert.rejects(assertWhole(files.blobs), { message: /a blob is what its name says/ })
})
