import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { atEnd } from '../../../../test/support/endings.ts'
import { type PostgresServer, startPostgres } from '../../../../test/support/postgres-server.ts'
import { openTcpProxy, type TcpProxy } from '../../../../test/support/tcp-proxy.ts'
import type { Database } from '../database.ts'
import { databaseFailure } from '../failures.ts'
import { openPostgres } from '../postgres.ts'

const isLong = process.env.LYCEUM_TEST_LONG === '1'
/** A silence lasts longer than any request may wait, so a short run has one only. */
const cyclesOf = (what: string): number => (isLong ? 10 : what === 'swallows what is sent' ? 1 : 3)
const connections = 20
/** What a request may cost while the database is away, and how soon all is well after it is back. */
const answerMs = 5_000
const recoveryMs = 10_000

type Place = Readonly<{ server: PostgresServer; proxy: TcpProxy; database: Database }>

async function open(t: TestContext): Promise<Place> {
  const server = await startPostgres(['-c', 'fsync=off', '-c', `max_connections=${connections}`])
  atEnd(t, () => server.stop())
  const proxy = await openTcpProxy(t, server.url)
  const database = openPostgres(proxy.url, 5)
  atEnd(t, () => database.close())
  await sql`create table things (id integer primary key)`.execute(database.db)
  return { server, proxy, database }
}

/** Asks and writes without pause, as requests would, from so many sides; answers what went wrong and how long it took. */
function requests({ database }: Place, sides = 8) {
  const failures: { error: unknown; ms: number }[] = []
  let isOver = false
  let latestGoodMs = 0
  const side = async (): Promise<void> => {
    while (!isOver) {
      const fromMs = performance.now()
      try {
        await database.db.transaction().execute(async (tx) => {
          await sql`insert into things select coalesce(max(id), 0) + 1 from things on conflict do nothing`.execute(tx)
          await sql`select 1`.execute(tx)
        })
        latestGoodMs = performance.now()
      } catch (error) {
        failures.push({ error, ms: performance.now() - fromMs })
      }
      await sleep(10)
    }
  }
  const sidesDone = Array.from({ length: sides }, side)
  return {
    failures,
    isGoodSince: (ms: number) => latestGoodMs > ms,
    stop: async () => {
      isOver = true
      await Promise.all(sidesDone)
    },
  }
}

/** A fault while requests go on: each ends within 5 s and is told in a sentence, and all is well 10 s after the fault. */
async function survives(place: Place, fault: (place: Place) => Promise<void>): Promise<number> {
  const asked = requests(place)
  await sleep(100)
  await fault(place)
  const overMs = performance.now()
  while (!asked.isGoodSince(overMs) && performance.now() - overMs < recoveryMs) await sleep(10)
  const recoveredMs = performance.now() - overMs
  await asked.stop()

  assert.ok(recoveredMs < recoveryMs, `not well ${Math.round(recoveredMs)} ms after the fault`)
  for (const { error, ms } of asked.failures) {
    assert.equal(databaseFailure(error)?.code, 'database.away', String(error))
    assert.ok(ms < answerMs, `a request took ${Math.round(ms)} ms`)
  }
  return asked.failures.length
}

const faults: Readonly<Record<string, (place: Place) => Promise<void>>> = {
  'is restarted': ({ server }) => server.restart(300),
  'cuts its connections': async ({ proxy }) => void proxy.cut(),
  'cannot be reached': async ({ proxy }) => {
    proxy.set('refuse')
    proxy.cut()
    await sleep(500)
    proxy.set('pass')
  },
  'swallows what is sent': async ({ proxy }) => {
    proxy.set('swallow')
    await sleep(6_000)
    proxy.set('pass')
  },
  'swallows what is sent for a moment': async ({ proxy }) => {
    proxy.set('swallow')
    await sleep(50)
    proxy.set('pass')
  },
  'has no connection left': async ({ server, proxy }) => {
    const others: pg.Client[] = []
    for (let n = 0; n < connections; n++) {
      const other = new pg.Client(server.url)
      other.on('error', () => {})
      await other.connect().then(
        () => others.push(other),
        () => {},
      )
    }
    proxy.cut()
    await sleep(500)
    await Promise.all(others.map((other) => other.end()))
  },
  'only reads': async ({ server }) => {
    const administrator = new pg.Client(server.url)
    await administrator.connect()
    const set = async (value: string) => {
      await administrator.query(`alter system set default_transaction_read_only = ${value}`)
      await administrator.query('select pg_reload_conf()')
    }
    await set('on')
    await sleep(500)
    await administrator.query('set transaction_read_only = off')
    await set('off')
    await administrator.end()
  },
}

for (const [what, fault] of Object.entries(faults))
  test(`R-D6 a database that ${what} costs a request 5 s at most, and all is well 10 s after`, async (t) => {
    const place = await open(t)

    let failures = 0
    for (let cycle = 0; cycle < cyclesOf(what); cycle++) failures += await survives(place, fault)

    assert.ok(failures > 0, 'the fault must be felt, or this means nothing')
    assert.equal(place.database.connections?.().busy, 0, 'a place in the pool is stuck')
    const all = Array.from({ length: 20 }, () => sql`select pg_sleep(0.01)`.execute(place.database.db))
    await Promise.all(all)
  })

test('R-D6 a statement that takes long is not taken for a lost one', async (t) => {
  const { database } = await open(t)

  await sql`select pg_sleep(6)`.execute(database.db)
})

test('R-D6 locks of a connection that is lost are given up with it', async (t) => {
  const { database, proxy, server } = await open(t)
  await sql`insert into things values (1)`.execute(database.db)
  const lost = database.db.transaction().execute(async (tx) => {
    await sql`update things set id = 2`.execute(tx)
    proxy.set('swallow')
    await sql`select 1`.execute(tx)
  })
  await Promise.all([assert.rejects(lost), sleep(100).then(() => proxy.set('pass'))])

  const direct = openPostgres(server.url, 1)
  atEnd(t, () => direct.close())
  const fromMs = performance.now()
  await sql`update things set id = 3 where id = 1`.execute(direct.db)

  assert.ok(performance.now() - fromMs < 1_000)
})
