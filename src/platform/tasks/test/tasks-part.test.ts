import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Command } from 'commander'
import { sql } from 'kysely'
import { z } from 'zod'
import { databaseKinds, testOnBoth } from '../../../../test/support/databases.ts'
import type { Shell } from '../../app.ts'
import { migrateDown, migrateUp } from '../../database/migrating.ts'
import type { Platform } from '../../platform.ts'
import { deadWorkers, failedJobs, overdueJobs, overdueSchedules, stuckLeases } from '../checks.ts'
import { addCommands } from '../commands.ts'
import { inTx, jobOf, reached, submit } from '../contract/engine.ts'
import { isGone, thisProcess } from '../hosts.ts'
import { migrations } from '../migrations/line.ts'
import { countByState, markHandled, upcoming } from '../queries.ts'
import { pauseSchedule } from '../schedules.ts'
import { saveSchedule } from '../statements/schedules.ts'
import { defineTask } from '../tasks.ts'
import { openEngineOn } from './open-engine.ts'

const fails = defineTask({
  name: 'test.fails',
  title: 'Fail',
  input: z.object({ n: z.number() }),
  run: async () => {
    throw new Error('no')
  },
})

testOnBoth('the tables of tasks go up and down', async (_t, { db, kind }) => {
  const steps = await migrateUp(db, kind, [migrations])
  for (const step of steps.reverse()) assert.equal(await migrateDown(db, kind, migrations), step)
  await migrateUp(db, kind, [migrations])
})

for (const kind of databaseKinds) {
  test(`jobs are counted by state, and a failure that was seen to no longer counts (${kind})`, async (t) => {
    const house = await openEngineOn(kind)(t, [fails])
    const { db, now } = house.platform
    await house.start()
    const { id } = await submit(house, fails, { n: 1 })
    await reached(house, id, 'failed')
    const later = await submit(house, fails, { n: 2 }, { runAt: '2999-01-01T00:00:00Z' })

    assert.deepEqual(await countByState(db), { queued: 1, running: 0, succeeded: 0, failed: 1, cancelled: 0 })
    assert.deepEqual(
      (await upcoming(db, 10)).map((job) => job.id),
      [later.id],
    )
    assert.deepEqual([await markHandled(db, id, now()), await markHandled(db, id, now())], [true, false])
  })

  test(`the doctor sees jobs that nobody takes, and workers that are gone (${kind})`, async (t) => {
    const house = await openEngineOn(kind)(t, [fails])
    const { platform } = house
    const levels = async () => {
      const findings = [deadWorkers, overdueJobs, stuckLeases].map((check) => check.run(platform))
      return (await Promise.all(findings)).map((finding) => finding.level)
    }
    assert.deepEqual(await levels(), ['warn', 'ok', 'ok'])

    const { id } = await submit(house, fails, { n: 1 }, { runAt: '2020-01-01T00:00:00Z' })
    assert.deepEqual(await levels(), ['warn', 'warn', 'ok'])

    await sql`update tasks_jobs set state = 'running', worker_id = 'nobody', lease_until = 0 where id = ${id}`.execute(
      platform.db,
    )
    assert.deepEqual(await levels(), ['warn', 'ok', 'fail'])

    const worker = await house.start()
    await reached(house, id, 'failed')
    assert.deepEqual(await levels(), ['ok', 'ok', 'ok'])
    assert.match((await failedJobs.run(platform)).message, /test\.fails \(1\)/)
    await markHandled(platform.db, id, platform.now())
    assert.equal((await failedJobs.run(platform)).level, 'ok')
    await worker.stop()
  })

  test(`a schedule that is long due is an alarm where a worker runs, a hint where none does (${kind})`, async (t) => {
    const house = await openEngineOn(kind)(t, [fails])
    const { platform } = house
    const look = () => overdueSchedules.run(platform)
    await saveSchedule(platform.db, {
      name: 'test.nightly',
      title: 'Nightly',
      task: fails.name,
      cron: '0 3 * * *',
      timezone: 'UTC',
      missed: 'skip',
      next_run_at: '2020-01-01T03:00:00.000Z',
      last_occurrence_at: null,
      last_job_id: null,
    })

    assert.equal((await look()).level, 'warn')

    const worker = await house.start()
    await platform.db.updateTable('tasks_schedules').set({ next_run_at: '2020-01-01T03:00:00.000Z' }).execute()
    const { level, message } = await look()
    assert.deepEqual([level, /test\.nightly/.test(message)], ['fail', true])
    await pauseSchedule(platform.db, 'test.nightly', 'ada', platform.now())
    assert.equal((await look()).level, 'ok')
    await worker.stop()
  })
}

test('jobs are listed, shown, cancelled and retried from the command line', async (t) => {
  const house = await openEngineOn('sqlite')(t, [fails])
  const acts: string[] = []
  const activity = { record: async (_tx: unknown, { action }: { action: string }) => void acts.push(action) }
  const printed: string[] = []
  let hasFound = false
  const shell = {
    platform: async () => ({ ...house.platform, activity }) as unknown as Platform,
    print: <Value>(value: Value, words: (value: Value) => string) => void printed.push(words(value)),
    foundSomething: () => {
      hasFound = true
    },
  } as unknown as Shell
  const run = async (...args: string[]) => {
    const program = new Command()
    addCommands(program, shell)
    await program.parseAsync(['jobs', ...args], { from: 'user' })
    return printed.at(-1) ?? ''
  }
  assert.equal(await run('list'), 'No jobs.')
  const { id } = await submit(house, fails, { n: 1 }, { subject: 'test/1' })

  assert.match(await run('list', '--state', 'queued'), new RegExp(`${id}.*queued.*test.fails`))
  assert.match(await run('show', id), /attempt 0 of 1[\s\S]*for test\/1/)
  await assert.rejects(run('show', 'nothing'), { code: 'tasks.unknown-job' })
  await assert.rejects(run('list', '--state', 'lost'), { code: 'tasks.unknown-state' })
  await assert.rejects(run('list', '--limit', '0'), { code: 'tasks.limit' })

  await run('cancel', id)
  assert.equal((await jobOf(house, id)).state, 'cancelled')
  assert.equal(hasFound, false)
  await run('cancel', id)
  assert.equal(hasFound, true, 'a job that had ended is something the command found')
  await run('retry', id)
  assert.deepEqual(acts, ['tasks.job-cancelled', 'tasks.job-retried'])
})

test('a process is known by its id and its start, so that a later one with its id is not taken for it', () => {
  const here = thisProcess()

  assert.equal(isGone(here, here), false)
  assert.equal(isGone({ ...here, process_start: '1' }, here), true)
  assert.equal(isGone({ ...here, pid: 2 ** 22 + 1 }, here), true)
  assert.equal(isGone({ ...here, host: 'elsewhere', pid: 2 ** 22 + 1 }, here), false)
})

test('cancelled work of a task that follows its jobs is told to it all at once', async (t) => {
  const told: number[] = []
  const followed = defineTask({
    name: 'test.followed',
    title: 'Followed',
    input: z.number(),
    run: async () => {},
    follow: { ended: async (_tx, jobs) => void told.push(jobs.length) },
  })
  const house = await openEngineOn('sqlite')(t, [followed])
  const { tasks } = house.platform
  const asked = Array.from({ length: 10_000 }, (_, input) => ({ input }))
  await inTx(house, (tx) => tasks.enqueueMany(tx, followed, asked))

  const fromMs = performance.now()
  await inTx(house, (tx) => tasks.cancelAll(tx, followed, 'ada'))

  assert.deepEqual(told, [10_000])
  assert.ok(performance.now() - fromMs < 2_000)
})
