import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { until } from '../../../../test/support/until.ts'
import { countJobs, listJobs } from '../queries.ts'
import { defineTask } from '../tasks.ts'
import { childTasks } from './child-tasks.ts'
import { startChild } from './children.ts'
import { inTx, jobOf, type OpenEngine, openGate, reached, submit } from './engine.ts'

const started: number[] = []
const note = defineTask({
  name: 'test.note',
  title: 'Note a number',
  input: z.object({ n: z.number() }),
  run: async (_platform, { n }) => {
    started.push(n)
    return { n }
  },
})

/** Accepting jobs: transactions, keys, order and time. */
export function submittingContract(name: string, open: OpenEngine): void {
  test(`R-T1 a job exists exactly when its transaction commits (${name})`, async (t) => {
    const house = await open(t, [note])
    const { db } = house.platform

    await assert.rejects(
      inTx(house, async (tx) => {
        await house.platform.tasks.enqueue(tx, note, { n: 1 })
        assert.equal(await countJobs(tx, {}), 1)
        throw new Error('rolled back')
      }),
    )
    assert.equal(await countJobs(db, {}), 0)

    const { id } = await submit(house, note, { n: 1 }, { askedBy: 'ada', subject: 'test/1' })
    const job = await jobOf(house, id)
    assert.deepEqual([job.state, job.asked_by, job.subject, job.attempt], ['queued', 'ada', 'test/1', 0])
  })

  test(`an input that does not fit its task is refused, naming the field (${name})`, async (t) => {
    const house = await open(t, [note])

    await assert.rejects(submit(house, note, { n: 'one' } as never), (error: { code: string; fields: unknown[] }) => {
      assert.equal(error.code, 'tasks.input')
      assert.equal((error.fields[0] as { path: string }).path, 'n')
      return true
    })
    await assert.rejects(submit(house, note, { n: 1 }, { runAt: 'tomorrow' }), { code: 'tasks.run-at' })
    assert.equal(await countJobs(house.platform.db, {}), 0)
  })

  test(`R-T5 PAP-I1 one key makes one job, however many ask at once (${name})`, async (t) => {
    const house = await open(t, [note])
    const other = await open(t, [note], { url: house.url })

    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, n) => submit(n % 2 ? house : other, note, { n }, { uniqueKey: 'only' })),
    )

    assert.equal(await countJobs(house.platform.db, {}), 1)
    assert.equal(new Set(answers.map((answer) => answer.id)).size, 1)
    assert.equal(answers.filter((answer) => answer.created).length, 1)
  })

  test(`R-T5 fifty keys asked for by four processes at once make fifty jobs (${name})`, async (t) => {
    const house = await open(t, childTasks)

    const children = Array.from({ length: 4 }, () => startChild(t, ['keys', house.url]))
    await Promise.all(children.map(({ exited }) => exited))

    const answers = children.flatMap(({ lines }) => lines.map((line) => line.split('/')))
    assert.equal(answers.length, 4 * 50 * 16, 'every caller must have been answered')
    assert.equal(await countJobs(house.platform.db, {}), 50)
    assert.equal(new Set(answers.map(([key, id]) => `${key}/${id}`)).size, 50, 'who asks for a key gets its one id')
    assert.equal(answers.filter(([, , created]) => created === 'true').length, 50)
  })

  test(`R-T5 a key given twice in one call makes one job, and is free again after its end (${name})`, async (t) => {
    const house = await open(t, [note])
    const jobs = [1, 2].map((n) => ({ input: { n }, uniqueKey: 'k' }))
    const [first, second] = await inTx(house, (tx) => house.platform.tasks.enqueueMany(tx, note, jobs))
    assert.ok(first && second)
    assert.deepEqual([first.created, second.created, second.id], [true, false, first.id])

    await inTx(house, (tx) => house.platform.tasks.cancel(tx, first.id, 'ada'))

    const third = await submit(house, note, { n: 3 }, { uniqueKey: 'k' })
    assert.ok(third.created)
  })

  test(`the urgent run first, then the oldest, and what one call asked for in its order (${name})`, async (t) => {
    const house = await open(t, [note])
    started.length = 0
    const asked = [1, 2, 3].map((n) => ({ input: { n } }))
    await inTx(house, (tx) => house.platform.tasks.enqueueMany(tx, note, asked))
    await submit(house, note, { n: 10 }, { priority: 10 })
    await submit(house, note, { n: -10 }, { priority: -10 })
    await submit(house, note, { n: 5 }, { priority: 5 })

    await house.start()
    await until('six jobs', () => started.length === 6)

    assert.deepEqual(started, [10, 5, 1, 2, 3, -10])
    await assert.rejects(submit(house, note, { n: 0 }, { priority: 11 }), RangeError)
  })

  test(`a delayed job starts at its time, and not before (${name})`, async (t) => {
    const house = await open(t, [note])
    await house.start()
    const runAt = new Date(Date.now() + 400).toISOString()

    const { id } = await submit(house, note, { n: 1 }, { runAt })
    const job = await reached(house, id, 'succeeded')

    const lateMs = Date.parse(job.started_at ?? '') - Date.parse(runAt)
    assert.ok(lateMs >= 0 && lateMs < 250, `${lateMs} ms late`)
  })

  test(`many jobs about one thing are found by it, page by page (${name})`, async (t) => {
    const house = await open(t, [note])
    const asked = Array.from({ length: 2_345 }, (_, n) => ({ input: { n }, subject: n % 2 ? 'odd' : 'even' }))
    const answers = await inTx(house, (tx) => house.platform.tasks.enqueueMany(tx, note, asked))
    assert.equal(new Set(answers.map((answer) => answer.id)).size, 2_345)

    const first = await listJobs(house.platform.db, { subject: 'odd' }, { limit: 1_000 })
    const second = await listJobs(house.platform.db, { subject: 'odd' }, { limit: 1_000, before: first.at(-1)?.id })

    assert.deepEqual([first.length, second.length], [1_000, 172])
    assert.equal(new Set([...first, ...second].map((job) => job.id)).size, 1_172)
  })

  test(`a held task starts no job until it is released, and those that run go on (${name})`, async (t) => {
    const gate = openGate()
    const slow = defineTask({
      name: 'test.slow',
      title: 'Slow',
      input: z.null(),
      run: () => gate.opened,
      concurrency: 2,
    })
    const house = await open(t, [slow])
    await house.start()
    const first = await submit(house, slow, null)
    await reached(house, first.id, 'running')

    await inTx(house, (tx) => house.platform.tasks.hold(tx, slow.name, 'dora'))
    await inTx(house, (tx) => house.platform.tasks.hold(tx, slow.name, 'dora'))
    const second = await submit(house, slow, null)
    gate.open()
    await reached(house, first.id, 'succeeded')
    assert.equal((await jobOf(house, second.id)).state, 'queued')

    await inTx(house, (tx) => house.platform.tasks.release(tx, slow.name))
    await reached(house, second.id, 'succeeded')
  })
}
