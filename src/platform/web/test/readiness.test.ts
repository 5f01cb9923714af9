import assert from 'node:assert/strict'
import { rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { atEnd } from '../../../../test/support/endings.ts'
import { type HouseOptions, openTestPlatform } from '../../../../test/support/house.ts'
import { s3Keys, sharedS3 } from '../../../../test/support/s3-server.ts'
import { makeSmallDisk } from '../../../../test/support/small-disk.ts'
import { guard } from '../../accounts/guard.ts'
import type { Platform } from '../../platform.ts'
import type { LeastFree } from '../readiness.ts'
import { openWeb } from '../server.ts'
import type { Web } from '../web.ts'

type Doors = Readonly<{ platform: Platform; web: Web; isReady: () => Promise<boolean> }>

async function openDoors(t: TestContext, options: HouseOptions = {}, leastFree?: LeastFree): Promise<Doors> {
  const platform = await openTestPlatform(t, options)
  const web = await openWeb({ platform, parts: [], apps: [], guard: guard(platform), leastFree })
  atEnd(t, () => web.close())
  return { platform, web, isReady: () => truth(web) }
}

/** What `/readyz` says; it must say it within two seconds, and tell nothing else. */
async function truth(web: Web): Promise<boolean> {
  const askedAt = performance.now()
  const { statusCode, body, headers } = await web.inject('/readyz')
  assert.ok(performance.now() - askedAt < 1_500, `${performance.now() - askedAt} ms`)
  assert.ok(['{"status":"ready"}', '{"status":"not ready"}'].includes(body), body)
  assert.equal(headers['retry-after'], statusCode === 503 ? '2' : undefined)
  assert.equal((await web.inject('/healthz')).statusCode, 200, 'the process turns all the while')
  return statusCode === 200
}

type Fault = Readonly<{ break: (doors: Doors) => Promise<unknown>; mend: (doors: Doors) => Promise<unknown> }>

const away = (folder: string): string => `${folder}-away`
const filesOf = ({ platform }: Doors): string => dirname(platform.files.stagingFolder)

const faults: Readonly<Record<string, Fault>> = {
  'the folder of files is gone': {
    break: (doors) => rename(filesOf(doors), away(filesOf(doors))),
    mend: (doors) => rename(away(filesOf(doors)), filesOf(doors)),
  },
  'the table of jobs is gone': {
    break: ({ platform }) => sql`alter table tasks_jobs rename to tasks_jobs_away`.execute(platform.db),
    mend: ({ platform }) => sql`alter table tasks_jobs_away rename to tasks_jobs`.execute(platform.db),
  },
}

for (const kind of databaseKinds) {
  for (const [name, fault] of Object.entries(faults)) {
    test(`R-L4 /readyz says so while ${name}, and that it is back (${kind})`, async (t) => {
      const doors = await openDoors(t, { kind })
      assert.equal(await doors.isReady(), true)

      await fault.break(doors)
      assert.equal(await doors.isReady(), false)

      await fault.mend(doors)
      assert.equal(await doors.isReady(), true)
    })
  }
}

test('R-L4 a PostgreSQL that only reads, as a standby does, is not ready', async (t) => {
  const { platform, isReady } = await openDoors(t, { kind: 'postgres' })
  const name = sql.ref(new URL(platform.config.databaseUrl).pathname.slice(1))
  assert.equal(await isReady(), true)

  await sql`alter database ${name} set default_transaction_read_only = on`.execute(platform.db)
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.execute(
    platform.db,
  )
  await sql`select pg_terminate_backend(pg_backend_pid())`.execute(platform.db).catch(() => {})
  assert.equal(await isReady(), false)
})

test('R-L4 a PostgreSQL that gives no answer is told within a second, and is not asked by more and more', async (t) => {
  const { platform, web, isReady } = await openDoors(t, { kind: 'postgres' })
  assert.equal(await isReady(), true)
  let isHeld = true
  // Holds the table as a change of the schema would.
  const holding = platform.db.transaction().execute(async (tx) => {
    await sql`lock table tasks_jobs in access exclusive mode`.execute(tx)
    while (isHeld) await sleep(20)
  })
  await sleep(100)

  assert.equal(await isReady(), false)
  await Promise.all(Array.from({ length: 50 }, () => web.inject('/readyz')))
  const { rows } = await sql<{
    n: number
  }>`select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
    platform.db,
  )
  assert.ok(Number(rows[0]?.n) <= 1, `${rows[0]?.n} wait`)

  isHeld = false
  await holding
  await sleep(100)
  assert.equal(await isReady(), true)
})

test('R-L4 a file store elsewhere that gives no answer is told, and that it is back', async (t) => {
  const s3 = await sharedS3()
  const { isReady } = await openDoors(t, { environment: { LYCEUM_FILES_URL: s3.emptyPlace(), ...s3Keys } })
  assert.equal(await isReady(), true)

  s3.signal('SIGSTOP')
  assert.equal(await isReady(), false)
  s3.signal('SIGCONT')

  const giveUpAt = performance.now() + 10_000
  while (!(await isReady())) assert.ok(performance.now() < giveUpAt)
})

test('R-L4 with less room than it needs the house is not ready', async (t) => {
  const roomy = await openDoors(t)
  const noBytes = await openDoors(t, {}, { bytes: Number.MAX_SAFE_INTEGER, inodes: 0 })
  const noInodes = await openDoors(t, {}, { bytes: 0, inodes: Number.MAX_SAFE_INTEGER })

  assert.deepEqual([await roomy.isReady(), await noBytes.isReady(), await noInodes.isReady()], [true, false, false])
})

test('R-L4 R-D5 a disk that fills up is not ready, and ready again when there is room', async (t) => {
  const disk = await makeSmallDisk(t, 96)
  const { isReady } = await openDoors(t, { environment: { LYCEUM_INSTANCE: disk.folder } })
  assert.equal(await isReady(), true)

  await disk.fill()
  assert.equal(await isReady(), false)

  await disk.clear()
  assert.equal(await isReady(), true)
})

test('R-L4 a process that stops is not ready, whatever its dependencies do', async (t) => {
  const platform = await openTestPlatform(t)
  let isUp = true
  const web = await openWeb({ platform, parts: [], apps: [], guard: guard(platform), isReady: () => isUp })
  atEnd(t, () => web.close())
  assert.equal(await truth(web), true)

  isUp = false

  assert.equal((await web.inject('/readyz')).statusCode, 503, 'at once')
})

test('many who ask cost one look', async (t) => {
  const { platform, web } = await openDoors(t, { kind: 'postgres' })
  const asked = async () => {
    const { rows } = await sql<{
      n: string
    }>`select sum(calls) as n from (select xact_commit as calls from pg_stat_database where datname = current_database()) as x`.execute(
      platform.db,
    )
    return Number(rows[0]?.n)
  }
  await sleep(1_100)
  const before = await asked()

  await Promise.all(Array.from({ length: 300 }, () => web.inject('/readyz')))

  await sleep(1_100)
  assert.ok((await asked()) - before < 30, `${(await asked()) - before} transactions`)
})
