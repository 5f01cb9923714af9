import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { until } from '../../../../test/support/until.ts'
import { UserError } from '../../errors.ts'
import { backoffMs } from '../deciding.ts'
import { logEpochs, logLines, waitingBefore } from '../queries.ts'
import { defineTask, JobStopped } from '../tasks.ts'
import { inTx, jobOf, type OpenEngine, openGate, reached, submit } from './engine.ts'

const Nothing = z.null()

/** Running jobs: ends, retries, cancels, time limits, stopping, progress. */
export function runningContract(name: string, open: OpenEngine): void {
  test(`R-T7 a job that throws is tried again as often as it says, with growing waits (${name})`, async (t) => {
    const times: number[] = []
    const failing = defineTask({
      name: 'test.failing',
      title: 'Fail',
      input: Nothing,
      retry: { attempts: 3, backoffMs: 100 },
      run: async (_platform, _input, job) => {
        times.push(performance.now())
        assert.equal(job.attempt, times.length)
        throw new Error('select secret from nowhere')
      },
    })
    const house = await open(t, [failing])
    await house.start()

    const { id } = await submit(house, failing, null)
    const job = await reached(house, id, 'failed')

    assert.equal(times.length, 3)
    const [first = 0, second = 0, third = 0] = times
    assert.ok(second - first >= 74 && third - second >= 149, `waits ${second - first}, ${third - second}`)
    assert.deepEqual([job.attempt, job.error_code, job.crash_count], [3, 'tasks.unexpected', 0])
    assert.ok(!job.error_message?.includes('secret'), 'nobody reads the words of a bug')
    await until('lines', async () => (await logEpochs(house.platform.db, id)).length === 3)
  })

  test(`R-T6 a worker claims no more while what has ended waits to be recorded (${name})`, async (t) => {
    let most = 0
    const slow = defineTask({
      name: 'test.slow-effect',
      title: 'Change much',
      input: Nothing,
      concurrency: 4,
      run: async (_platform, _input, job) =>
        job.finish(async (tx) => {
          const running = await tx.selectFrom('tasks_jobs').select('id').where('state', '=', 'running').execute()
          most = Math.max(most, running.length)
          await sleep(20)
        }),
    })
    const house = await open(t, [slow])
    await house.start()

    const jobs = await inTx(house, (tx) =>
      house.platform.tasks.enqueueMany(
        tx,
        slow,
        Array.from({ length: 40 }, () => ({ input: null })),
      ),
    )
    for (const { id } of jobs) await reached(house, id, 'succeeded')

    assert.ok(most <= 8, `${most} jobs were held at once, where 4 may run`)
  })

  test(`jobs that run one at a time follow each other without a pause (${name})`, async (t) => {
    const short = defineTask({
      name: 'test.short',
      title: 'Ask for a moment',
      input: Nothing,
      concurrency: 1,
      // So that it ends while the worker is busy with something else.
      run: async ({ db }) => void (await db.selectFrom('tasks_jobs').select('id').limit(1).execute()),
    })
    const house = await open(t, [short])
    const jobs = await inTx(house, (tx) =>
      house.platform.tasks.enqueueMany(
        tx,
        short,
        Array.from({ length: 40 }, () => ({ input: null })),
      ),
    )
    await house.start()

    await reached(house, jobs.at(-1)?.id ?? '', 'succeeded', 60_000)

    const ended = await Promise.all(jobs.map(({ id }) => jobOf(house, id)))
    const times = ended.map(({ started_at, finished_at }) => [
      Date.parse(started_at ?? ''),
      Date.parse(finished_at ?? ''),
    ])
    const pauses = times.slice(1).map(([start = 0], n) => start - (times[n]?.[1] ?? 0))
    assert.ok(pauses.filter((ms) => ms > 150).length < 4, `pauses of ${pauses.join(', ')} ms`)
  })

  test(`the wait after a failure doubles, give or take a quarter, up to a day (${name})`, () => {
    assert.deepEqual([backoffMs(1_000, 1, 0), backoffMs(1_000, 1, 0.5), backoffMs(1_000, 1, 1)], [750, 1_000, 1_250])
    assert.equal(backoffMs(1_000, 4, 0.5), 8_000)
    assert.equal(backoffMs(1_000, 400, 0.5), 86_400_000)
  })

  test(`a failure that cannot heal is not tried again, and one that asks for time gets it (${name})`, async (t) => {
    const kinds = { wrong: 'invalid', busy: 'too-many' } as const
    const failing = defineTask({
      name: 'test.failing',
      title: 'Fail',
      input: z.enum(['wrong', 'busy']),
      retry: { attempts: 5, backoffMs: 10 },
      run: async (_platform, input) => {
        throw new UserError(kinds[input], `test.${input}`, 'Please mend it.', { retryAfterSeconds: 60 })
      },
    })
    const house = await open(t, [failing])
    await house.start()

    const wrong = await reached(house, (await submit(house, failing, 'wrong')).id, 'failed')
    assert.deepEqual([wrong.attempt, wrong.error_code, wrong.error_message], [1, 'test.wrong', 'Please mend it.'])

    const { id } = await submit(house, failing, 'busy')
    await until('one attempt', async () => (await jobOf(house, id)).error_code === 'test.busy')
    const busy = await jobOf(house, id)
    assert.equal(busy.state, 'queued')
    assert.ok(Date.parse(busy.run_at) - Date.now() > 55_000)
  })

  test(`R-T8 cancel works while a job waits, is delayed or runs, and not after its end (${name})`, async (t) => {
    const reasons: unknown[] = []
    const heeding = defineTask({
      name: 'test.heeding',
      title: 'Heed the signal',
      input: Nothing,
      retry: { attempts: 3, backoffMs: 1 },
      run: (_platform, _input, { signal }) =>
        new Promise<void>((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reasons.push(signal.reason)
            reject(signal.reason)
          })
        }),
    })
    const house = await open(t, [heeding])
    const { tasks } = house.platform
    const cancel = (id: string) => inTx(house, (tx) => tasks.cancel(tx, id, 'ada'))
    const delayed = await submit(house, heeding, null, { runAt: '2999-01-01T00:00:00Z' })
    const first = await submit(house, heeding, null)
    await house.start()
    await reached(house, first.id, 'running')
    const waiting = await submit(house, heeding, null)

    const fromMs = performance.now()
    assert.deepEqual([await cancel(delayed.id), await cancel(waiting.id), await cancel(first.id)], [true, true, true])
    const job = await reached(house, first.id, 'cancelled', 5_000)

    assert.ok(performance.now() - fromMs < 1_500, 'a job that heeds its signal is cancelled at once')
    assert.deepEqual(job.cancel_requested_by, 'ada')
    assert.ok(reasons[0] instanceof JobStopped && reasons[0].reason === 'cancelled')
    for (const { id } of [delayed, waiting]) assert.equal((await jobOf(house, id)).state, 'cancelled')
    assert.equal(await cancel(first.id), false)
    await assert.rejects(cancel('nobody'), { code: 'tasks.unknown-job' })
  })

  test(`R-T8 a job that does not heed its signal is cancelled within 5 s, and changes nothing later (${name})`, async (t) => {
    const gate = openGate()
    const deaf = defineTask({
      name: 'test.deaf',
      title: 'Deaf',
      input: Nothing,
      timeoutMs: 60_000,
      run: async () => {
        await gate.opened
        return 'late'
      },
    })
    const house = await open(t, [deaf])
    await house.start()
    const { id } = await submit(house, deaf, null)
    await reached(house, id, 'running')

    await inTx(house, (tx) => house.platform.tasks.cancel(tx, id, 'ada'))
    await reached(house, id, 'cancelled', 5_000)

    gate.open()
    await sleep(50)
    assert.equal((await jobOf(house, id)).result_json, null)
  })

  test(`R-T8 all jobs of a task, or those about some things, are cancelled together (${name})`, async (t) => {
    const idle = defineTask({ name: 'test.idle', title: 'Idle', input: z.number(), run: async () => {} })
    const house = await open(t, [idle])
    const { tasks } = house.platform
    const asked = Array.from({ length: 5_000 }, (_, n) => ({ input: n, subject: `thing/${n}` }))
    await inTx(house, (tx) => tasks.enqueueMany(tx, idle, asked))

    assert.equal(await inTx(house, (tx) => tasks.cancelAll(tx, idle, 'ada', ['thing/3', 'thing/4', 'thing/x'])), 2)
    assert.equal(await inTx(house, (tx) => tasks.cancelAll(tx, { name: 'test.other' }, 'ada')), 0)
    const fromMs = performance.now()
    assert.equal(await inTx(house, (tx) => tasks.cancelAll(tx, idle, 'ada')), 4_998)
    assert.ok(performance.now() - fromMs < 2_000)
  })

  test(`a job that takes too long is told so, and fails (${name})`, async (t) => {
    const slow = defineTask({
      name: 'test.slow',
      title: 'Slow',
      input: Nothing,
      timeoutMs: 100,
      run: (_platform, _input, { signal }) => sleep(60_000, undefined, { signal }),
    })
    const house = await open(t, [slow])
    await house.start()

    const job = await reached(house, (await submit(house, slow, null)).id, 'failed')

    assert.deepEqual([job.error_code, job.attempt], ['tasks.timeout', 1])
  })

  test(`R-T9 a worker that stops finishes what ends, and hands back the rest without spending an attempt (${name})`, async (t) => {
    const reasons: string[] = []
    const gate = openGate()
    const slow = defineTask({
      name: 'test.slow',
      title: 'Slow',
      input: z.enum(['saves', 'throws', 'deaf']),
      concurrency: 3,
      run: async (_platform, input, { signal }) => {
        if (input === 'deaf') return gate.opened
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        reasons.push((signal.reason as JobStopped).reason)
        if (input === 'throws') throw signal.reason
      },
    })
    const house = await open(t, [slow])
    const worker = await house.start()
    const saves = await submit(house, slow, 'saves')
    const throws = await submit(house, slow, 'throws')
    const deaf = await submit(house, slow, 'deaf')
    for (const { id } of [saves, throws, deaf]) await reached(house, id, 'running')

    await worker.stop(300)

    assert.deepEqual(reasons, ['stopping', 'stopping'])
    assert.equal((await jobOf(house, saves.id)).state, 'succeeded')
    for (const { id } of [throws, deaf]) {
      const job = await jobOf(house, id)
      assert.deepEqual([job.state, job.attempt, job.crash_count], ['queued', 0, 0])
    }
    gate.open()
    await sleep(20)
    assert.equal((await jobOf(house, deaf.id)).state, 'queued', 'a job that was handed back is no longer ours to end')
  })

  test(`progress and lines of a job can be read while it runs (${name})`, async (t) => {
    const gate = openGate()
    const busy = defineTask({
      name: 'test.busy',
      title: 'Busy',
      input: Nothing,
      run: async (_platform, _input, job) => {
        for (let n = 1; n <= 1_000; n++) job.progress(n, 2_000, 'reading', `Row ${n}`)
        job.log('info', 'one')
        job.log('warn', `two \u0000 ${'x'.repeat(10_000)}`)
        await gate.opened
        job.log('info', 'three')
      },
    })
    const house = await open(t, [busy])
    await house.start()
    const { id } = await submit(house, busy, null, { uniqueKey: 'busy' })

    await until('progress', async () => (await jobOf(house, id)).progress_value === 1_000)
    const job = await jobOf(house, id)
    assert.deepEqual([job.progress_total, job.progress_step, job.progress_sentence], [2_000, 'reading', 'Row 1000'])
    const waiting = await submit(house, busy, null)
    const why = await waitingBefore(house.platform.db, await jobOf(house, waiting.id))
    assert.deepEqual(why, { running: 1, before: 0 })
    gate.open()
    await reached(house, id, 'succeeded')

    await until('three lines', async () => (await logLines(house.platform.db, id, {}, 10)).length === 3)
    const lines = await logLines(house.platform.db, id, {}, 10)
    assert.deepEqual(
      lines.map((line) => [line.seq, line.level]),
      [
        [1, 'info'],
        [2, 'warn'],
        [3, 'info'],
      ],
    )
    assert.ok(Buffer.byteLength(lines[1]?.line ?? '') <= 8_192 && !lines[1]?.line.includes('\u0000'))
    const after = await logLines(house.platform.db, id, { after: { epoch: 1, seq: 2 } }, 10)
    assert.deepEqual(
      after.map((line) => line.line),
      ['three'],
    )
    assert.equal((await logLines(house.platform.db, id, { search: 'THREE', levels: ['info'] }, 10)).length, 1)
  })

  test(`a failed job runs again as a new one, and counts as handled; others do not (${name})`, async (t) => {
    let isBroken = true
    const mended = defineTask({
      name: 'test.mended',
      title: 'Mended',
      input: z.object({ n: z.number() }),
      run: async (_platform, { n }) => {
        if (isBroken) throw new Error('broken')
        return n
      },
    })
    const house = await open(t, [mended])
    await house.start()
    const { id } = await submit(house, mended, { n: 7 }, { subject: 'test/7' })
    await reached(house, id, 'failed')
    isBroken = false

    const again = await inTx(house, (tx) => house.platform.tasks.retry(tx, id, 'ben'))
    const job = await reached(house, again.id, 'succeeded')

    assert.deepEqual([job.result_json, job.retry_of, job.asked_by, job.subject], ['7', id, 'ben', 'test/7'])
    assert.notEqual((await jobOf(house, id)).handled_at, null)
    const refused = inTx(house, (tx) => house.platform.tasks.retry(tx, again.id, 'ben'))
    await assert.rejects(refused, { code: 'tasks.not-retryable' })
  })
}
