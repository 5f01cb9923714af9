import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { until } from '../../../../test/support/until.ts'
import { leaseFor } from '../lease-clock.ts'
import { findJob } from '../queries.ts'
import { insertWorker } from '../statements/leases.ts'
import { moveJobs } from '../statements/moves.ts'
import { defineTask } from '../tasks.ts'
import { childTasks, climber, good, mortal, poison, slow } from './child-tasks.ts'
import { startChild } from './children.ts'
import { addEffect, createEffects, effectsOf } from './effects.ts'
import { type EngineHouse, inTx, jobOf, type OpenEngine, openGate, reached, submit } from './engine.ts'

const Nothing = z.null()

/** Workers that die, sleep, come too late, or live through clock changes. */
export function dyingContract(name: string, open: OpenEngine): void {
  test(`R-T3 PAP-I7 a worker that lost its lease changes nothing (${name})`, async (t) => {
    const { house, id } = await lateWorker(t, open)

    const job = await jobOf(house, id)
    assert.deepEqual([job.state, job.lease_epoch, job.result_json], ['running', 2, null])
    assert.deepEqual([job.progress_value, await effectsOf(house.platform.db, id)], [null, []])

    const { database, now } = house.platform
    const move = { ...stay, id, epoch: 2, state: 'succeeded', result_json: '"theirs"' } as const
    await inTx(house, (tx) => moveJobs(tx, database.kind, [move], now()))
    assert.equal((await jobOf(house, id)).result_json, '"theirs"')
  })

  if (name === 'sqlite')
    test(`R-T3 the same test sees an engine that does not look at the epoch (${name})`, async (t) => {
      const { house, id } = await lateWorker(t, open, forgetFence)

      const job = await jobOf(house, id)
      assert.equal(job.state, 'succeeded', 'the fault must show, or the test above means nothing')
      assert.deepEqual(await effectsOf(house.platform.db, id), ['batch', 'finish'])
    })

  test(`R-T3 PAP-I7 a process that slept through its lease changes nothing when it wakes (${name})`, async (t) => {
    const house = await open(t, childTasks)
    const { db } = house.platform
    await createEffects(db)
    const child = startChild(t, ['work', house.url, '1500'])
    await until('child', () => child.lines.includes('ready'))
    const { id } = await submit(house, slow, { ms: 700 })
    await reached(house, id, 'running')

    child.process.kill('SIGSTOP')
    await house.start({ leaseMs: 1_500 })
    const job = await reached(house, id, 'succeeded', 10_000)
    child.process.kill('SIGCONT')
    await sleep(1_200)

    assert.deepEqual(await jobOf(house, id), job)
    assert.deepEqual([job.lease_epoch, job.crash_count], [2, 1])
    assert.deepEqual(await effectsOf(db, id), [`effect of ${process.pid}`])
  })

  for (const where of ['before-commit', 'after-commit', 'while-running'] as const)
    test(`R-T4 effects happen exactly once when the process dies ${where} (${name})`, async (t) => {
      const house = await open(t, childTasks)
      await createEffects(house.platform.db)
      const { id } = await submit(house, mortal, { where })
      const child = startChild(t, ['work', house.url], { LYCEUM_TEST_MORTAL: '1' })
      await child.exited
      const isDone = where === 'after-commit'
      assert.equal((await jobOf(house, id)).state, isDone ? 'succeeded' : 'running', 'it must die at its point')

      await house.start()
      const job = await reached(house, id, 'succeeded')

      assert.deepEqual([job.attempt, job.crash_count], [1, isDone ? 0 : 1])
      assert.deepEqual(await effectsOf(house.platform.db, id), ['effect'])
    })

  test(`R-T6 PAP-I18 jobs of a process that was killed are taken up within 5 s by another (${name})`, async (t) => {
    const house = await open(t, childTasks)
    await createEffects(house.platform.db)
    const child = startChild(t, ['work', house.url])
    await until('child', () => child.lines.includes('ready'))
    const { id } = await submit(house, slow, { ms: 500 })
    await reached(house, id, 'running')
    await house.start()

    child.process.kill('SIGKILL')
    const diedMs = performance.now()
    await until('a second start', async () => (await jobOf(house, id)).lease_epoch === 2)

    assert.ok(performance.now() - diedMs < 5_000)
    const job = await reached(house, id, 'succeeded')
    assert.deepEqual([job.attempt, job.crash_count], [1, 1])
  })

  test(`R-T6 PAP-I18 jobs of a machine that is lost are taken up when their lease ends (${name})`, async (t) => {
    const idle = defineTask({ name: 'test.idle', title: 'Idle', input: Nothing, run: async () => 'done' })
    const house = await open(t, [idle])
    const { id } = await submit(house, idle, null)
    await stealFor(house, id, 'elsewhere', 1_500)
    await house.start({ leaseMs: 1_500 })

    await sleep(700)
    assert.equal((await jobOf(house, id)).state, 'running', 'a lease that lasts is respected')

    const job = await reached(house, id, 'succeeded', 5_000)
    assert.equal(job.crash_count, 1)
  })

  test(`R-T6 who holds the instance alone takes up the jobs of all others at once (${name})`, async (t) => {
    const idle = defineTask({ name: 'test.idle', title: 'Idle', input: Nothing, run: async () => 'done' })
    const house = await open(t, [idle])
    const { id } = await submit(house, idle, null)
    await stealFor(house, id, 'elsewhere', 60_000)

    await house.start({ isOnly: true })

    await reached(house, id, 'succeeded', 3_000)
  })

  test(`R-T7 PAP-I19 a job that brings its process down three times fails, and no other does (${name})`, async (t) => {
    const house = await open(t, childTasks)
    const ways = ['exit', 'abort'] as const
    const poisons = await Promise.all(ways.map((way) => submit(house, poison, way)))
    const goods = await inTx(house, (tx) =>
      house.platform.tasks.enqueueMany(
        tx,
        good,
        Array.from({ length: 60 }, () => ({ input: null })),
      ),
    )
    const isOpen = async () => {
      const rows = await Promise.all([...poisons, ...goods].map(({ id }) => findJob(house.platform.db, id)))
      return rows.some((job) => job?.state === 'queued' || job?.state === 'running')
    }

    let deaths = 0
    while ((await isOpen()) && deaths < 12) {
      const child = startChild(t, ['work', house.url])
      await Promise.race([child.exited, until('all done', async () => !(await isOpen()), 30_000)])
      if (child.process.exitCode === null && child.process.signalCode === null) child.process.kill('SIGKILL')
      deaths += 1
    }

    for (const { id } of poisons) {
      const job = await jobOf(house, id)
      assert.deepEqual([job.state, job.error_code, job.crash_count], ['failed', 'crash_loop', 3])
    }
    for (const { id } of goods) assert.equal((await jobOf(house, id)).state, 'succeeded')
  })

  for (const [steps, what, end] of [
    [1, 'that gets further each time it dies is not given up', 'succeeded'],
    [0, 'that dies three times at the same place is given up', 'failed'],
  ] as const)
    test(`R-T7 a job ${what} (${name})`, async (t) => {
      const house = await open(t, childTasks)
      await createEffects(house.platform.db)
      const { id } = await submit(house, climber, { steps })

      for (let deaths = 0; deaths < 7; deaths++) {
        const child = startChild(t, ['work', house.url])
        const isOver = async () => (await jobOf(house, id)).finished_at !== null
        await Promise.race([child.exited, until('its end', isOver, 20_000)])
        child.process.kill('SIGKILL')
        if (await isOver()) break
      }

      const job = await jobOf(house, id)
      assert.deepEqual([job.state, job.error_code], [end, end === 'failed' ? 'crash_loop' : null])
      assert.equal((await effectsOf(house.platform.db, id)).length, end === 'failed' ? 3 : 5)
    })

  test(`R-T1 R-T2 no accepted job is lost when those who submit and work are killed (${name})`, async (t) => {
    const house = await open(t, childTasks)
    const accepted: string[] = []
    for (let cycle = 0; cycle < 3; cycle++) {
      const children = [startChild(t, ['submit', house.url]), startChild(t, ['work', house.url])]
      await until('some accepted', () => (children[0]?.lines.length ?? 0) > 10)
      await sleep(randomInt(200))
      for (const child of children) child.process.kill('SIGKILL')
      await Promise.all(children.map((child) => child.exited))
      accepted.push(...(children[0]?.lines ?? []))
    }

    await house.start()
    const { db } = house.platform
    const isDone = async () => (await stateCounts(house)).every(([state]) => state === 'succeeded')
    await until('all done', isDone, 20_000)

    for (const id of accepted) assert.equal((await findJob(db, id))?.state, 'succeeded')
  })

  test(`R-T11 clock jumps neither end nor stretch a lease, nor a time limit (${name})`, async (t) => {
    let jumpMs = 0
    const now = () => new Date(Date.now() + jumpMs).toISOString()
    const gate = openGate()
    const waiting = defineTask({ name: 'test.waiting', title: 'Wait', input: Nothing, run: () => gate.opened })
    const house = await open(t, [waiting], { now })
    const other = await open(t, [waiting], { url: house.url })
    await house.start({ leaseMs: 1_500 })
    const { id } = await submit(house, waiting, null)
    await reached(house, id, 'running')
    const watcher = await other.start({ leaseMs: 1_500 })

    const hours = [1, -1, 48, -48, 0]
    for (let n = 0; n < 20; n++) {
      jumpMs = (hours[n % hours.length] ?? 0) * 3_600_000
      await sleep(100)
      const job = await jobOf(house, id)
      assert.deepEqual([job.state, job.lease_epoch, job.crash_count], ['running', 1, 0])
    }
    gate.open()
    await reached(house, id, 'succeeded')
    await watcher.stop()
  })
}

const stay = {
  run_at: null,
  result_json: null,
  error_code: null,
  error_message: null,
  unspent: 0,
  crash_count: null,
  crash_progress: null,
} as const

/** A job that another worker took over while it ran, and that then does all a job can do. */
async function lateWorker(
  t: Parameters<OpenEngine>[0],
  open: OpenEngine,
  spoil: (house: EngineHouse) => void = () => {},
): Promise<Readonly<{ house: EngineHouse; id: string }>> {
  const gate = openGate()
  const tried: unknown[] = []
  const late = defineTask({
    name: 'test.late',
    title: 'Late',
    input: Nothing,
    run: async (_platform, _input, job) => {
      await gate.opened
      job.progress(1, 2)
      job.log('info', 'late')
      await job.fenced((tx) => addEffect(tx, job.id, 'batch')).catch((error: unknown) => tried.push(error))
      tried.push('finish')
      return job.finish((tx) => addEffect(tx, job.id, 'finish'))
    },
  })
  const house = await open(t, [late])
  spoil(house)
  await createEffects(house.platform.db)
  await house.start()
  const { id } = await submit(house, late, null)
  await reached(house, id, 'running')

  await stealFor(house, id, 'elsewhere', 60_000)
  gate.open()
  await until('the late one is through', () => tried.includes('finish'))
  await sleep(600)
  return { house, id }
}

/** What a worker on another machine does when it takes up a job. */
async function stealFor(house: EngineHouse, id: string, workerId: string, leaseMs: number): Promise<void> {
  const { kind } = house.platform.database
  const at = new Date().toISOString()
  await inTx(house, async (tx) => {
    const worker = { id: workerId, host: 'elsewhere', pid: 1, process_start: '1', started_at: at, beat_at: at }
    await insertWorker(tx, kind, worker, leaseMs)
    await tx
      .updateTable('tasks_jobs')
      .set((row) => ({
        state: 'running',
        attempt: 1,
        worker_id: workerId,
        lease_epoch: row('lease_epoch', '+', 1),
        lease_until: leaseFor(kind, leaseMs),
      }))
      .where('id', '=', id)
      .execute()
  })
}

/** The deliberate fault: statements of this connection no longer ask for the epoch. */
function forgetFence({ platform }: EngineHouse): void {
  const { raw } = platform.database
  if (!raw) throw new Error('The fault is made for SQLite.')
  const prepare = raw.prepare.bind(raw)
  raw.prepare = (text, ...rest) => prepare(text.replaceAll('and tasks_jobs.lease_epoch = r.epoch', ''), ...rest)
}

async function stateCounts({ platform }: EngineHouse): Promise<[string, number][]> {
  const rows = await platform.db
    .selectFrom('tasks_jobs')
    .select((row) => ['state', row.fn.countAll<number>().as('n')])
    .groupBy('state')
    .execute()
  return rows.map(({ state, n }) => [state, Number(n)])
}
