import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { migrationLines } from '../src/parts.ts'
import { migrationStates } from '../src/platform/database/migrating.ts'
import { emptyDatabase, openTestDatabase } from './support/databases.ts'
import { startPostgres } from './support/postgres-server.ts'
import { runCommand, spawnLyceum, startServer, temporaryInstance } from './support/process.ts'

const roles = ['web', 'worker', 'worker', 'web', 'worker'] as const

test('R-D2 five processes that start at once apply each schema step once, and stop with 0', async (t) => {
  const environment = {
    ...(await temporaryInstance(t)),
    LYCEUM_DATABASE_URL: await emptyDatabase(t, 'postgres'),
    LYCEUM_DRAIN_MS: '200',
  }

  const processes = await Promise.all(roles.map((role) => startServer(t, { ...environment, LYCEUM_ROLE: role })))
  const ended = await Promise.all(
    processes.map(async (one) => {
      const stopped = one.stop()
      process.kill(one.pid, 'SIGTERM')
      return stopped
    }),
  )

  assert.deepEqual(
    ended.map(({ code, signal }) => [code, signal]),
    roles.map(() => [0, null]),
    ended.map(({ stderr }) => stderr).join('\n'),
  )
  const applied = ended.flatMap(({ stderr }) => stderr.split('\n').filter((line) => line.includes('schema is current')))
  assert.equal(applied.length, 1, applied.join('\n'))
  const { db } = await openTestDatabase(t, environment.LYCEUM_DATABASE_URL)
  const states = await migrationStates(db, 'postgres', migrationLines)
  assert.deepEqual(
    states.filter(({ appliedAt }) => appliedAt === null),
    [],
  )
  const left = await sql`select 1 from pg_locks join pg_database on pg_database.oid = pg_locks.database
    where locktype = 'advisory' and datname = current_database()`.execute(db)
  assert.deepEqual(left.rows, [])
})

test('PAP-R-003 only web processes show a link for the first administrator, and only they have pages', async (t) => {
  const url = await emptyDatabase(t, 'postgres')
  const environment = { ...(await temporaryInstance(t)), LYCEUM_DATABASE_URL: url }
  const web = await startServer(t, { ...environment, LYCEUM_ROLE: 'web' })
  const worker = await startServer(t, { ...environment, LYCEUM_ROLE: 'worker' })

  const statuses = await Promise.all(
    ['/healthz', '/readyz', '/sign-in', '/api/v1/papers/collector'].map(
      async (path) => (await fetch(worker.address + path, { method: 'GET' })).status,
    ),
  )

  assert.match(web.administratorLink ?? '', /^http/)
  assert.equal(worker.administratorLink, undefined)
  assert.deepEqual(statuses, [200, 200, 404, 404])
  assert.equal((await fetch(`${web.address}/sign-in`)).status, 200)
  assert.deepEqual([(await web.stop()).code, (await worker.stop()).code], [0, 0])
})

test('a worker without a port listens nowhere, says what it does, and stops with 0', async (t) => {
  const { LYCEUM_PORT: _, ...instance } = await temporaryInstance(t)
  const environment = { ...instance, LYCEUM_DATABASE_URL: await emptyDatabase(t, 'postgres'), LYCEUM_DRAIN_MS: '9000' }
  const child = spawnLyceum(environment, ['serve', '--role', 'worker'])
  t.after(() => child.kill('SIGKILL'))
  let words = ''
  child.stdout?.on('data', (piece) => {
    words += piece
    if (words.includes('\n')) child.kill('SIGTERM')
  })

  const beganMs = performance.now()
  const [code] = await once(child, 'close')

  assert.match(words, /^Lyceum \S+ \(worker\) runs jobs\n$/)
  assert.equal(code, 0)
  assert.ok(performance.now() - beganMs < 9_000, 'nobody watches it, so it waits for nobody')
})

test('R-D6 a process that starts before its database waits for it', async (t) => {
  const postgres = await startPostgres()
  t.after(() => postgres.stop())
  const environment = { ...(await temporaryInstance(t)), LYCEUM_DATABASE_URL: postgres.url, LYCEUM_ROLE: 'worker' }

  const restarted = postgres.restart(3_000)
  await sleep(500)
  const worker = await startServer(t, environment)
  await restarted

  const { code, stderr } = await worker.stop()
  assert.equal(code, 0)
  assert.match(stderr, /^The database cannot be reached; waiting for it\.\n/)
})

for (const role of ['web', 'worker']) {
  test(`SQLite refuses a ${role} process of its own in one sentence`, async (t) => {
    const { code, stderr } = await runCommand(await temporaryInstance(t), ['serve', '--role', role])

    assert.equal(code, 2)
    assert.match(stderr, /^LYCEUM_ROLE: [^\n]* PostgreSQL in LYCEUM_DATABASE_URL\.\n$/)
  })
}
