import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { z } from 'zod'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { until } from '../../../../test/support/until.ts'
import { listJobs } from '../queries.ts'
import { defineTask } from '../tasks.ts'
import { childTasks, hourly, narrow, narrowLimit } from './child-tasks.ts'
import { type Child, startChild } from './children.ts'
import { type EngineHouse, inTx, type OpenEngine, openGate, reached, submit } from './engine.ts'

/** Several processes beside each other. */
export function sharingContract(name: string, open: OpenEngine): void {
  test(`as many jobs of a task run at once over three processes as it says, and no more (${name})`, async (t) => {
    const house = await open(t, childTasks)
    const children = Array.from({ length: 3 }, () => startChild(t, ['work', house.url]))
    await until('children', () => children.every((child) => child.lines.includes('ready')))

    const jobs = Array.from({ length: 60 }, () => ({ input: { ms: 20 + randomInt(40) } }))
    const asked = await inTx(house, (tx) => house.platform.tasks.enqueueMany(tx, narrow, jobs))
    for (const { id } of asked) await reached(house, id, 'succeeded', 30_000)

    const spans = (await listJobs(house.platform.db, { task: narrow.name }, { limit: 100 })).map((job) =>
      z.object({ from: z.number(), to: z.number(), pid: z.number() }).parse(JSON.parse(job.result_json ?? '')),
    )
    const atOnce = spans.map(({ from }) => spans.filter((other) => other.from <= from && from < other.to).length)
    assert.equal(Math.max(...atOnce), narrowLimit)
  })

  test(`a limit that is a setting is followed while the worker runs (${name})`, async (t) => {
    let limit = 1
    const gate = openGate()
    const limited = defineTask({
      name: 'test.limited',
      title: 'Limited',
      input: z.null(),
      concurrency: async () => limit,
      run: () => gate.opened,
    })
    const house = await open(t, [limited])
    const worker = await house.start()
    const running = async () => (await listJobs(house.platform.db, { states: ['running'] }, { limit: 10 })).length
    for (let n = 0; n < 6; n++) await submit(house, limited, null)
    await until('one', async () => (await running()) === 1)

    limit = 3
    await until('three', async () => (await running()) === 3, 3_000)
    limit = Number.NaN
    gate.open()
    await until('none', async () => (await running()) === 0)
    worker.wake()

    assert.equal((await listJobs(house.platform.db, { states: ['queued'] }, { limit: 10 })).length, 3)
    limit = 1
    await until(
      'the rest',
      async () => (await listJobs(house.platform.db, { states: ['queued'] }, { limit: 1 })).length === 0,
    )
  })

  // On SQLite one process has the instance for itself.
  if (name === 'postgres')
    test(`R-T10 three processes, killed at the tick, keep each occurrence once (${name})`, async (t) => {
      const occurrences = process.env.LYCEUM_TEST_LONG === '1' ? 500 : 50
      const house = await open(t, childTasks)
      const clock = await openClockFile(t)
      const start = Date.parse('2026-03-01T10:30:00Z')
      await clock.set(start)
      const children = Array.from({ length: 3 }, () => startWithClock(t, house, clock.file))
      await until('children', () => children.every((child) => child.lines.includes('ready')))

      for (let hour = 1; hour <= occurrences; hour++) {
        await clock.set(start + hour * 3_600_000)
        const victim = hour % 10 === 0 ? children.shift() : undefined
        await wakeAll(house)
        if (victim) {
          victim.process.kill('SIGKILL')
          children.push(startWithClock(t, house, clock.file))
        }
        await until(`occurrence ${hour}`, async () => {
          await wakeAll(house)
          return (await ringsOf(house)).length >= hour
        })
      }

      const rings = await ringsOf(house)
      const expected = Array.from({ length: occurrences }, (_, n) => new Date(start + n * 3_600_000 + 1_800_000))
      const keys = expected.map((time) => `schedule:${hourly.name}:${time.toISOString()}`)
      assert.deepEqual(rings.map((job) => job.unique_key).sort(), keys.sort())
    })
}

type TestContext = Parameters<OpenEngine>[0]

const startWithClock = (t: TestContext, house: EngineHouse, file: string): Child =>
  startChild(t, ['work', house.url], { LYCEUM_TEST_CLOCK: file })

/** A moment that all processes read from one file. */
async function openClockFile(t: TestContext) {
  const folder = emptyFolder(t)
  const file = join(folder, 'now')
  return {
    file,
    set: async (timeMs: number) => {
      await writeFile(`${file}.new`, new Date(timeMs).toISOString())
      await rename(`${file}.new`, file)
    },
  }
}

const wakeAll = (house: EngineHouse) => inTx(house, (tx) => house.platform.tasks.release(tx, 'test.nothing'))

const ringsOf = ({ platform }: EngineHouse) => listJobs(platform.db, { task: hourly.task.name }, { limit: 1_000 })
