import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Platform } from '../../../platform/platform.ts'
import type { FollowedJob } from '../../../platform/tasks/tasks.ts'
import {
  emergencyStop,
  endGrace,
  pauseCollector,
  resumeCollector,
  startCollector,
  stopCollector,
} from '../collecting.ts'
import { findViolations } from '../invariants.ts'
import { planHourNow } from '../planning-hours.ts'
import { conclude } from '../processing/concluding.ts'
import type { Verdict } from '../processing/verdicts.ts'
import { findCollector } from '../queries/collector.ts'
import { allPlanned } from '../queries/planned.ts'
import { recoverCollector } from '../recovering.ts'
import { changeSchedule } from '../scheduling.ts'
import { deletePaper, processNow, restorePaper, retryPaper } from '../single-papers.ts'
import type { CollectorState, PaperStatus } from '../tables.ts'
import { type Clock, cause, liveJobs, manyPapers, testPapers } from './support.ts'
import { claimDue, concludeJob, endJob, giveBack } from './turning.ts'

/** What ought to be so: the collector's state, and what each paper is when nobody works on it. */
type Model = { state: CollectorState; base: Map<string, PaperStatus>; running: Map<string, Followed> }
type Followed = FollowedJob<{ paperId: string }>
type Real = { platform: Platform; clock: Clock; ids: string[] }
type Step = fc.AsyncCommand<Model, Real>

const seed = process.env.LYCEUM_TEST_SEED ? Number(process.env.LYCEUM_TEST_SEED) : Date.now() % 2 ** 31
let steps = 0
const isLong = process.env.LYCEUM_TEST_LONG === '1'
const dayOfWork = { papersPerDay: 240 }

/** One step: what it does, and what it ought to mean. Afterwards everything that must hold is looked at. */
function step(name: string, act: (model: Model, real: Real) => Promise<void>, isPossible = (_: Model) => true): Step {
  return {
    toString: () => name,
    check: isPossible,
    run: async (model, real) => {
      steps += 1
      await act(model, real)
      await look(model, real)
    },
  }
}

async function look(model: Model, { platform }: Real): Promise<void> {
  assert.deepEqual(await findViolations(platform.db), [])
  assert.equal((await findCollector(platform.db)).state, model.state)
  const planned = await allPlanned(platform.db)
  const jobs = await liveJobs(platform)
  assert.deepEqual(jobs.map(({ id }) => id).sort(), planned.map(({ job_id }) => job_id).sort())

  const rows = await platform.db.selectFrom('papers').select(['id', 'status', 'previous_status']).execute()
  for (const { id, status, previous_status } of rows) {
    const expected = model.base.get(id)
    assert.equal(previous_status ?? status, expected, `paper ${id} is ${status}`)
    assert.equal(status === 'running', model.running.has(id), `paper ${id} is ${status}`)
  }
}

const refusal = { code: 'papers.command-refused' }
const isIn =
  (...states: CollectorState[]) =>
  ({ state }: Model) =>
    states.includes(state)

/** A command, allowed or refused as the state says. */
function command(
  name: string,
  give: (platform: Platform) => Promise<unknown>,
  allowed: readonly CollectorState[],
  harmless: readonly CollectorState[],
  after: (model: Model) => CollectorState,
): Step {
  return step(name, async (model, { platform }) => {
    if (allowed.includes(model.state)) {
      await give(platform)
      model.state = after(model)
    } else if (harmless.includes(model.state)) await give(platform)
    else await assert.rejects(give(platform), refusal)
  })
}

const afterStop = ({ running }: Model): CollectorState => (running.size > 0 ? 'draining' : 'stopped')
const commands = [
  command(
    'start',
    (p) => startCollector(p, cause, true),
    ['stopped', 'emergency'],
    ['running'],
    () => 'running',
  ),
  command(
    'pause',
    (p) => pauseCollector(p, cause),
    ['running'],
    ['paused'],
    () => 'paused',
  ),
  command(
    'resume',
    (p) => resumeCollector(p, cause),
    ['paused'],
    ['running'],
    () => 'running',
  ),
  command('stop', (p) => stopCollector(p, cause), ['running', 'paused'], ['stopped', 'draining'], afterStop),
  step('emergency', async (model, { platform }) => {
    await emergencyStop(platform, cause)
    model.state = 'emergency'
    model.running.clear()
  }),
]

const turns = [
  step(
    'claim',
    async (model, { platform }) => {
      for (const job of await claimDue(platform, 2)) model.running.set(job.input.paperId, job)
    },
    isIn('running', 'stopped'),
  ),
  ending('lose', (platform, job) => giveBack(platform, job, 'lost')),
  ending('hand back', (platform, job) => giveBack(platform, job, 'handed-back')),
  ending('cancel', (platform, job) => endJob(platform, job, 'cancelled')),
  concluding('done', { outcome: 'done' }),
  concluding('failed', { outcome: 'failed', code: 'no_open_copy', detail: '' }),
  concluding('deferred', {
    outcome: 'deferred',
    code: 'timeout',
    detail: '',
    nextAttemptAt: '2026-03-10T10:05:00.000Z',
  }),
  step(
    'grace over',
    async (model, { platform }) => {
      await endGrace(platform, (await findCollector(platform.db)).generation)
      model.state = 'stopped'
      model.running.clear()
    },
    isIn('draining'),
  ),
  step('a late verdict', async (_model, { platform, ids }) => {
    const isKept = await platform.db
      .transaction()
      .execute((tx) => conclude(platform, tx, `gone-${ids[0]}`, { outcome: 'done' }))
    assert.equal(isKept, false)
  }),
]

function ending(name: string, end: (platform: Platform, job: Followed, model: Model) => Promise<void>): Step {
  return step(
    name,
    async (model, { platform }) => {
      const [paperId, job] = [...model.running][0] ?? []
      if (!paperId || !job) return
      await end(platform, job, model)
      model.running.delete(paperId)
      if (model.state === 'draining') model.state = afterStop(model)
    },
    ({ running }) => running.size > 0,
  )
}

function concluding(name: string, verdict: Verdict): Step {
  return ending(name, async (platform, job, model) => {
    assert.equal(await concludeJob(platform, job, verdict), true)
    model.base.set(job.input.paperId, verdict.outcome)
  })
}

const others = [
  step('an hour passes', async (_model, { platform, clock }) => {
    clock.forward(3_600)
    await planHourNow(platform)
  }),
  step('some minutes pass', async (_model, { clock }) => clock.forward(700)),
  step('the process starts again', async (_model, { platform }) => recoverCollector(platform)),
  step('a bigger volume, now', async (_model, { platform }) => {
    await changeSchedule(platform, 'ada', { papersPerDay: 480 }, 'now')
  }),
  step('a smaller volume, now', async (_model, { platform }) => {
    await changeSchedule(platform, 'ada', { papersPerDay: 48 }, 'now')
  }),
  step('another zone', async (_model, { platform }) => {
    await changeSchedule(platform, 'ada', { timezone: 'Asia/Kathmandu' })
  }),
  step(
    'process one now',
    async (model, { platform, ids }) => {
      const [, , , id = ''] = ids
      if (model.base.get(id) === 'deleted') {
        await assert.rejects(processNow(platform, 'ada', id), { code: 'papers.transition-refused' })
      } else await processNow(platform, 'ada', id)
    },
    isIn('running', 'paused', 'stopped'),
  ),
  step('try one again', async (model, { platform, ids }) => {
    const id = ids.find((one) => model.base.get(one) === 'failed' && !model.running.has(one))
    if (id === undefined || (await isLive(platform, id))) return
    await retryPaper(platform, 'ada', id)
    model.base.set(id, 'new')
  }),
  step('delete one', async (model, { platform, ids }) => {
    const id = ids.find((one) => !model.running.has(one) && model.base.get(one) === 'new') ?? ''
    if (id === '') return
    await deletePaper(platform, 'ada', id)
    model.base.set(id, 'deleted')
  }),
  step('restore one', async (model, { platform, ids }) => {
    const id = ids.find((one) => model.base.get(one) === 'deleted')
    if (id === undefined) return
    await restorePaper(platform, 'ada', id)
    model.base.set(id, 'new')
  }),
]

const isLive = async (platform: Platform, id: string): Promise<boolean> =>
  (await allPlanned(platform.db)).some(({ paper_id }) => paper_id === id)

testPapers(
  'PAP-I1 PAP-I13 whatever is done in whatever order, every invariant holds after each step',
  async (t, { platform, clock }) => {
    t.diagnostic(`seed ${seed}`)
    const any = fc.commands(
      [...commands, ...turns, ...others].map((one) => fc.constant(one)),
      { maxCommands: 60, size: '+1' },
    )
    const isSqlite = platform.database.kind === 'sqlite'
    const numRuns = (isLong ? 20 : 1) * (isSqlite ? 150 : 10)

    await fc.assert(
      fc.asyncProperty(any, async (asked) => {
        const ids = await freshStart(platform, clock)
        const model: Model = { state: 'stopped', base: new Map(ids.map((id) => [id, 'new'])), running: new Map() }
        await fc.asyncModelRun(() => ({ model, real: { platform, clock, ids } }), asked)
      }),
      { seed, numRuns },
    )
    t.diagnostic(`${steps} steps, each looked at`)
    await freshStart(platform, clock)
  },
)

/** The same house as new, which is much faster than a new one. */
async function freshStart(platform: Platform, clock: Clock): Promise<string[]> {
  clock.at('2026-03-10T10:00:00.000Z')
  const { db } = platform
  for (const table of [
    'papers_planned',
    'papers_attempts',
    'papers_hour_plans',
    'papers_volumes',
    'papers_weights',
    'papers',
  ] as const) {
    await db.deleteFrom(table).execute()
  }
  await db.deleteFrom('tasks_jobs').execute()
  await db.deleteFrom('tasks_holds').execute()
  await db.updateTable('papers_collector').set({ state: 'stopped', changed_at: clock.now(), generation: 0 }).execute()
  const ids = await manyPapers(platform, 30)
  await changeSchedule(platform, 'ada', dayOfWork)
  return ids
}
