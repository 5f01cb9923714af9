import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextRound } from 'node:timers/promises'
import fc from 'fast-check'
import { sql } from 'kysely'
import { z } from 'zod'
import { UserError } from '../../errors.ts'
import type { JobState } from '../tasks.ts'
import { defineTask } from '../tasks.ts'
import type { Worker } from '../worker.ts'
import { type EngineHouse, inTx, type OpenEngine, submit } from './engine.ts'

const runs = Number(process.env.LYCEUM_TEST_RUNS ?? 1_000)
const longestMs = 10_000
const concurrency = 3
const backoffMs = 1_000
const Script = z.enum(['succeeds', 'throws', 'refuses', 'waits'])
type Script = z.infer<typeof Script>

/** What the model knows of a job. */
type ModelJob = {
  id: string
  script: Script
  state: JobState
  priority: number
  runAt: number
  attempt: number
  key: string | null
}

/** The whole contract in a few lines: which jobs there are, and what a worker that looks at them makes of them. */
class Model {
  jobs: ModelJob[] = []
  nowMs = Date.parse('2026-01-01T00:00:00Z')
  isHeld = false
  isWorking = true

  open(key: string): ModelJob | undefined {
    return this.jobs.find((job) => job.key === key && (job.state === 'queued' || job.state === 'running'))
  }

  work(): void {
    while (this.isWorking && !this.isHeld) {
      const running = this.jobs.filter((job) => job.state === 'running').length
      const due = this.jobs.filter((job) => job.state === 'queued' && job.runAt <= this.nowMs)
      const next = due.sort((a, b) => b.priority - a.priority || a.runAt - b.runAt || (a.id < b.id ? -1 : 1))[0]
      if (!next || running === concurrency) return
      this.run(next)
    }
  }

  run(job: ModelJob): void {
    job.attempt += 1
    if (job.script === 'succeeds') job.state = 'succeeded'
    if (job.script === 'waits') job.state = 'running'
    if (job.script === 'refuses' || (job.script === 'throws' && job.attempt === 2)) job.state = 'failed'
    // Somewhere within a quarter of the wait: the model is told by the real one when.
    if (job.script === 'throws' && job.state === 'queued') job.runAt = Number.POSITIVE_INFINITY
  }
}

/** The real thing: an engine on a database, with the gates that its waiting jobs stand at. */
type Real = {
  house: EngineHouse
  worker: Worker | undefined
  gates: Map<string, () => void>
  clock: { nowMs: number }
}

type Step = fc.AsyncCommand<Model, Real>

/** Any order of acts leads to the states that the model foretells, each job to one end, which it keeps. */
export function modelContract(name: string, open: OpenEngine): void {
  test(`R-T1 R-T2 R-T5 R-T8 R-T9 the engine does what a model of it does, in any order of acts (${name})`, async (t) => {
    const gates = new Map<string, () => void>()
    const clock = { nowMs: 0 }
    const scripted = defineTask({
      name: 'test.scripted',
      title: 'Do as told',
      input: Script,
      concurrency,
      retry: { attempts: 2, backoffMs },
      run: async (_platform, script, job) => {
        if (script === 'throws') throw new Error('as told')
        if (script === 'refuses') throw new UserError('invalid', 'test.refused', 'As told.')
        if (script === 'succeeds') return
        try {
          await new Promise<void>((resolve, reject) => {
            gates.set(job.id, resolve)
            job.signal.addEventListener('abort', () => reject(job.signal.reason), { once: true })
          })
        } finally {
          gates.delete(job.id)
        }
      },
    })
    const house = await open(t, [scripted], { now: () => new Date(clock.nowMs).toISOString() })
    if (name === 'sqlite') await sql`pragma synchronous = off`.execute(house.platform.db)
    const steps = stepsOf((real, script, options) => submit(real.house, scripted, script, options))
    const seed = Number(process.env.LYCEUM_TEST_SEED ?? Date.now() % 2 ** 31)
    t.diagnostic(`seed ${seed}`)

    let done = 0
    const property = fc.asyncProperty(fc.commands(steps, { maxCommands: 25 }), async (commands) => {
      const real: Real = { house, worker: undefined, gates, clock }
      const model = new Model()
      try {
        await fc.asyncModelRun(async () => {
          await clear(real, model)
          return { model, real }
        }, commands)
      } finally {
        await real.worker?.stop(0)
      }
      done += 1
    })
    await fc.assert(property, { seed, numRuns: runs, interruptAfterTimeLimit: longestMs, endOnFailure: false })
    t.diagnostic(`${done} runs`)
    assert.ok(done > 20, `only ${done} runs in time`)
  })
}

async function clear(real: Real, model: Model): Promise<void> {
  const { db } = real.house.platform
  await db.deleteFrom('tasks_holds').execute()
  await db.deleteFrom('tasks_jobs').execute()
  real.gates.clear()
  real.clock.nowMs = model.nowMs
  real.worker = await real.house.start()
}

type Submit = (
  real: Real,
  script: Script,
  options: { priority: number; runAt: string; uniqueKey?: string },
) => Promise<{ id: string; created: boolean }>

function stepsOf(enqueue: Submit): fc.Arbitrary<Step>[] {
  const nth = fc.nat({ max: 20 })
  return [
    fc
      .record({
        script: fc.constantFrom(...Script.options),
        priority: fc.constantFrom(-1, 0, 5),
        delayMs: fc.constantFrom(0, 0, 5_000),
        key: fc.constantFrom(null, null, 'a', 'b'),
      })
      .map(({ script, priority, delayMs, key }) =>
        step(`enqueue ${script} ${priority} ${delayMs} ${key}`, async (model, real) => {
          const runAt = model.nowMs + delayMs
          const options = { priority, runAt: new Date(runAt).toISOString(), ...(key ? { uniqueKey: key } : {}) }
          const { id, created } = await enqueue(real, script, options)
          const holder = key ? model.open(key) : undefined
          assert.deepEqual([created, holder?.id ?? id], [holder === undefined, id])
          if (created) model.jobs.push({ id, script, state: 'queued', priority, runAt, attempt: 0, key })
        }),
      ),
    nth.map((n) =>
      step(`cancel ${n}`, async (model, { house }) => {
        const job = model.jobs[n % model.jobs.length]
        if (!job) return
        const isOpen = job.state === 'queued' || job.state === 'running'
        assert.equal(await inTx(house, (tx) => house.platform.tasks.cancel(tx, job.id, 'ada')), isOpen)
        if (isOpen) job.state = 'cancelled'
      }),
    ),
    nth.map((n) =>
      step(`let ${n} end`, async (model, { gates }) => {
        const waiting = model.jobs.filter((job) => job.state === 'running')
        const job = waiting[n % waiting.length]
        if (!job) return
        await openGate(gates, job.id)
        job.state = 'succeeded'
      }),
    ),
    fc.constantFrom(500, 2_000, 10_000).map((ms) =>
      step(`${ms} ms pass`, async (model, real) => {
        model.nowMs += ms
        real.clock.nowMs = model.nowMs
        real.worker?.wake()
      }),
    ),
    fc.boolean().map((isHeld) =>
      step(isHeld ? 'hold' : 'release', async (model, { house }) => {
        const { tasks } = house.platform
        model.isHeld = isHeld
        await inTx(house, (tx) =>
          isHeld ? tasks.hold(tx, 'test.scripted', 'ada') : tasks.release(tx, 'test.scripted'),
        )
      }),
    ),
    fc.boolean().map((isWorking) =>
      step(isWorking ? 'start the worker' : 'stop the worker', async (model, real) => {
        if (model.isWorking === isWorking) return
        model.isWorking = isWorking
        if (isWorking) real.worker = await real.house.start()
        else await real.worker?.stop(0)
        for (const job of model.jobs)
          if (job.state === 'running')
            Object.assign(job, { state: 'queued', attempt: job.attempt - 1, runAt: model.nowMs })
      }),
    ),
  ]
}

/** An act, after which the engine comes to rest where the model says. */
function step(words: string, act: (model: Model, real: Real) => Promise<void>): Step {
  return {
    check: () => true,
    run: async (model, real) => {
      await act(model, real)
      model.work()
      await settle(model, real)
    },
    toString: () => words,
  }
}

async function settle(model: Model, { house }: Real): Promise<void> {
  const giveUpMs = performance.now() + 3_000
  for (;;) {
    const rows = await house.platform.db
      .selectFrom('tasks_jobs')
      .select(['id', 'state', 'attempt', 'run_at'])
      .orderBy('id')
      .execute()
    learnWaits(model, new Map(rows.map((row) => [row.id, Date.parse(row.run_at)])))
    const seen = rows.map(({ id, state, attempt }) => `${id} ${state} ${attempt}`)
    const foretold = model.jobs.map(({ id, state, attempt }) => `${id} ${state} ${attempt}`).sort()
    if (seen.join() === foretold.join()) return
    if (performance.now() > giveUpMs) assert.deepEqual(seen, foretold)
    await nextRound()
  }
}

/** On PostgreSQL a claim is seen by others a moment before the job stands at its gate. */
async function openGate(gates: Real['gates'], id: string): Promise<void> {
  const giveUpMs = performance.now() + 3_000
  while (!gates.has(id) && performance.now() < giveUpMs) await nextRound()
  gates.get(id)?.()
}

/** A wait is drawn by lot: the model takes it from the real one, once it lies within its bounds. */
function learnWaits(model: Model, runAt: ReadonlyMap<string, number>): void {
  for (const job of model.jobs) {
    if (job.state !== 'queued' || job.runAt !== Number.POSITIVE_INFINITY) continue
    const waitMs = (runAt.get(job.id) ?? 0) - model.nowMs
    if (waitMs >= 0.75 * backoffMs && waitMs <= 1.25 * backoffMs) job.runAt = model.nowMs + waitMs
  }
}
