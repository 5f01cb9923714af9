import assert from 'node:assert/strict'
import { emergencyStop, pauseCollector, resumeCollector, startCollector, stopCollector } from '../collecting.ts'
import { planHourNow } from '../planning-hours.ts'
import { allPlanned, waitingPlanned } from '../queries/planned.ts'
import { plansOf, startsCounted } from '../queries/plans.ts'
import { recoverCollector } from '../recovering.ts'
import { changePlanScope, changeSchedule } from '../scheduling.ts'
import { catchUpSetting } from '../settings.ts'
import { addPapers, cause, liveJobs, manyPapers, snapshot, startWith, statusOf, testPapers } from './support.ts'
import { claimDue } from './turning.ts'

const flat = new Array<number>(24).fill(1)

testPapers(
  'PAP-R-030 a start plans the rest of the hour, and every later hour is planned at its start',
  async (_t, { platform, clock }) => {
    await manyPapers(platform, 60)
    await changeSchedule(platform, 'ada', { papersPerDay: 480 })
    clock.at('2026-03-10T10:45:00.000Z')

    await startCollector(platform, cause)

    assert.equal((await waitingPlanned(platform.db)).length, 5, 'prorate(20) of the last quarter of an hour')
    const [next] = await liveJobs(platform, 'papers.plan-hour')
    assert.equal(next?.run_at, '2026-03-10T11:00:00.000Z')
    clock.at('2026-03-10T11:00:00.000Z')
    assert.equal((await planHourNow(platform)).planned, 20)
  },
)

testPapers(
  'PAP-4.1 plans choose only from the lists, tags and journals that were chosen, New and Deferred alike',
  async (_t, { platform, clock }) => {
    // Due already, since a time that is drawn may lie before one that is due within the hour.
    const due = { status: 'deferred' as const, nextAttemptAt: '2026-03-10T09:30:00.000Z' }
    const [a, b, , d] = await addPapers(platform, [
      { doi: '10.1/a', journal: 'Nature' },
      { doi: '10.1/b', journal: 'NATURE', ...due },
      { doi: '10.1/c', journal: 'Science' },
      { doi: '10.1/d', journal: 'Science' },
      { doi: '10.1/e', ...due },
    ])
    const tagged = { tag: 'urgent', added_by: 'ada', added_at: clock.now() }
    await platform.db
      .insertInto('papers_tags')
      .values([a, b, d].map((paper_id) => ({ ...tagged, paper_id: String(paper_id) })))
      .execute()
    await changeSchedule(platform, 'ada', { papersPerDay: 2_400 })
    await changePlanScope(platform, 'ada', { lists: [], tags: ['urgent', 'other'], journals: ['nature'] })

    await startCollector(platform, cause)

    const planned = await allPlanned(platform.db)
    assert.deepEqual(planned.map(({ paper_id }) => paper_id).sort(), [String(a), String(b)].sort())

    await changePlanScope(platform, 'ada', { lists: ['01900000-0000-7000-8000-00000000000a'], tags: [], journals: [] })
    clock.at('2026-03-10T11:00:00.000Z')
    const { planned: none, sentence } = await planHourNow(platform)
    assert.deepEqual(
      [none, sentence],
      [0, '0 of 100 papers planned: no more of the chosen lists, tags and journals are waiting.'],
    )

    await changePlanScope(platform, 'ada', { lists: [], tags: [], journals: [] })
    clock.at('2026-03-10T12:00:00.000Z')
    assert.equal((await planHourNow(platform)).planned, 5, 'nothing chosen means all; what was never claimed is back')
  },
)

testPapers('PAP-I11 planning an hour twice plans it once', async (_t, { platform, clock }) => {
  await startWith(platform, 60, 240)
  clock.at('2026-03-10T11:00:00.000Z')

  const [one, two] = await Promise.all([planHourNow(platform), planHourNow(platform)])

  assert.deepEqual([one.planned, two.planned].sort(), [0, 10])
  assert.equal((await plansOf(platform.db, '2026-03-10')).length, 2)
  assert.equal((await liveJobs(platform, 'papers.plan-hour')).filter(({ run_at }) => run_at > clock.now()).length, 1)
})

testPapers('PAP-R-031 no more are planned than the day has left', async (_t, { platform, clock }) => {
  await manyPapers(platform, 100)
  await changeSchedule(platform, 'ada', {
    papersPerDay: 30,
    weights: flat.map((_, hour) => (hour < 11 ? 0 : hour === 11 ? 2 : 1)),
  })
  await startCollector(platform, cause)
  clock.at('2026-03-10T11:00:00.000Z')
  await planHourNow(platform)
  await changeSchedule(platform, 'ada', { weights: flat.map((_, hour) => (hour === 12 ? 1 : 0)) })
  clock.at('2026-03-10T12:00:00.000Z')

  await planHourNow(platform)

  assert.equal(await startsCounted(platform.db, '2026-03-10'), 30)
})

testPapers(
  'PAP-R-032 each paper has its own random time inside the hour, and its own job',
  async (_t, { platform, clock }) => {
    await startWith(platform, 100, 2_400)

    const rows = await allPlanned(platform.db)

    assert.equal(rows.length, 100)
    assert.equal(new Set(rows.map(({ run_at }) => run_at)).size, 100)
    assert.ok(rows.every(({ run_at }) => run_at >= clock.now() && run_at < '2026-03-10T11:00:00.000Z'))
    assert.deepEqual((await liveJobs(platform)).map(({ id }) => id).sort(), rows.map(({ job_id }) => job_id).sort())
  },
)

testPapers(
  'PAP-4.5 papers are Deferred before New, at most half of them, never before their time, and go back to it',
  async (_t, { platform }) => {
    const due = await addPapers(
      platform,
      Array.from({ length: 20 }, (_, n) => ({
        doi: `10.1/${n}`,
        status: 'deferred' as const,
        nextAttemptAt: '2026-03-10T10:30:00.000Z',
      })),
    )
    await addPapers(platform, [{ doi: '10.2/later', status: 'deferred', nextAttemptAt: '2026-03-10T11:30:00.000Z' }])
    await manyPapers(platform, 20, '10.3')
    const before = await snapshot(platform)
    await changeSchedule(platform, 'ada', { papersPerDay: 240 })

    await startCollector(platform, cause)

    const rows = await allPlanned(platform.db)
    const deferred = rows.filter(({ deferred_until }) => deferred_until !== null)
    assert.equal(rows.length, 10)
    assert.ok(deferred.length <= 5 && deferred.length > 0)
    assert.ok(deferred.every(({ paper_id, run_at }) => due.includes(paper_id) && run_at >= '2026-03-10T10:30:00.000Z'))
    await stopCollector(platform, cause)
    assert.deepEqual(await snapshot(platform), before)
  },
)

testPapers(
  'PAP-4.7 after a break overdue times of the running hour are drawn anew, and others stay',
  async (_t, { platform, clock }) => {
    await startWith(platform, 3, 72)
    const [first, second, third] = await allPlanned(platform.db)
    await moveTo(platform, [
      [first?.paper_id, '2026-03-10T10:25:00.000Z'],
      [second?.paper_id, '2026-03-10T10:40:00.000Z'],
      [third?.paper_id, '2026-03-10T10:55:00.000Z'],
    ])
    clock.at('2026-03-10T10:50:00.000Z')

    await recoverCollector(platform)

    const after = new Map((await allPlanned(platform.db)).map((row) => [row.paper_id, row]))
    for (const row of [first, second]) {
      const moved = after.get(row?.paper_id ?? '')
      assert.ok(moved && moved.run_at >= clock.now() && moved.run_at < '2026-03-10T11:00:00.000Z')
      assert.notEqual(moved?.job_id, row?.job_id)
    }
    assert.equal(after.get(third?.paper_id ?? '')?.run_at, '2026-03-10T10:55:00.000Z')
    assert.equal((await liveJobs(platform)).length, 3)
  },
)

testPapers(
  'PAP-4.7 papers of an hour that is over go back, hours without a plan are skipped, and the running one is planned pro rata',
  async (_t, { platform, clock }) => {
    await startWith(platform, 100, 480)
    clock.at('2026-03-10T12:30:00.000Z')

    await recoverCollector(platform)

    const plans = new Map((await plansOf(platform.db, '2026-03-10')).map((plan) => [plan.hour, plan]))
    assert.equal(plans.get(10)?.planned, 0, 'all of hour 10 went back')
    assert.deepEqual([plans.get(11)?.state, plans.get(11)?.reason], ['skipped', 'downtime'])
    assert.equal(plans.get(12)?.planned, 10, 'prorate(20) of half an hour')
  },
)

testPapers(
  'PAP-3.4 a pause keeps what is planned; what passes meanwhile is skipped or put back',
  async (_t, { platform, clock }) => {
    await startWith(platform, 100, 480)
    clock.at('2026-03-10T10:30:00.000Z')
    await pauseCollector(platform, cause)
    assert.equal((await waitingPlanned(platform.db)).length, 20)
    clock.at('2026-03-10T11:00:00.000Z')
    assert.equal((await planHourNow(platform)).planned, 0, 'nothing is planned while paused')
    clock.at('2026-03-10T12:30:00.000Z')

    await resumeCollector(platform, cause)

    const plans = new Map((await plansOf(platform.db, '2026-03-10')).map((plan) => [plan.hour, plan]))
    assert.deepEqual([plans.get(11)?.state, plans.get(11)?.reason], ['skipped', 'paused'])
    assert.equal((await waitingPlanned(platform.db)).length, 10)
  },
)

testPapers(
  'PAP-4.7 catching up spreads what is left over the rest of the day, at most twice the usual number',
  async (_t, { platform, clock }) => {
    await manyPapers(platform, 300)
    await changeSchedule(platform, 'ada', { papersPerDay: 240 })
    await platform.db.transaction().execute((tx) => platform.settings.set(tx, catchUpSetting, 'spread', 'ada'))
    clock.at('2026-03-10T12:00:00.000Z')

    await startCollector(platform, cause)

    assert.equal((await allPlanned(platform.db)).length, 20, '240 papers over 12 hours')
  },
)

testPapers(
  'PAP-4.8 "apply now" adds up to the new number pro rata, and takes the latest back where there are too many',
  async (_t, { platform, clock }) => {
    await startWith(platform, 200, 480)
    clock.at('2026-03-10T10:30:00.000Z')
    await claimDue(platform, 9)
    assert.equal((await waitingPlanned(platform.db)).length, 11)

    await changeSchedule(platform, 'ada', { papersPerDay: 960 }, 'now')
    assert.equal((await waitingPlanned(platform.db)).length, 20, 'target 20, so 9 were added')
    const kept = (await waitingPlanned(platform.db)).slice(0, 2).map(({ paper_id }) => paper_id)
    await changeSchedule(platform, 'ada', { papersPerDay: 96 }, 'now')

    assert.deepEqual(
      (await waitingPlanned(platform.db)).map(({ paper_id }) => paper_id),
      kept,
      'target 2: the earliest stay',
    )
    await emergencyStop(platform, cause)
  },
)

testPapers(
  'PAP-4.8 without "apply now" a new schedule holds from the next hour on',
  async (_t, { platform, clock }) => {
    await startWith(platform, 200, 240)

    await changeSchedule(platform, 'ada', { papersPerDay: 480 })

    assert.equal((await waitingPlanned(platform.db)).length, 10)
    clock.at('2026-03-10T11:00:00.000Z')
    assert.equal((await planHourNow(platform)).planned, 20)
  },
)

testPapers(
  'PAP-4.8 after a change of zone the running hour ends as planned, and the next begins with an hour of the new zone',
  async (_t, { platform, clock }) => {
    await startWith(platform, 200, 240)
    clock.at('2026-03-10T10:20:00.000Z')

    await changeSchedule(platform, 'ada', { timezone: 'Asia/Kolkata' })

    const starts = (await liveJobs(platform, 'papers.plan-hour')).map(({ run_at }) => run_at)
    assert.ok(starts.includes('2026-03-10T11:30:00.000Z'), starts.join())
    clock.at('2026-03-10T11:00:00.000Z')
    assert.equal((await planHourNow(platform)).planned, 0, 'the half hour between the zones has no plan')
    clock.at('2026-03-10T11:30:00.000Z')
    assert.equal((await planHourNow(platform)).planned, 10)
  },
)

testPapers(
  'PAP-4.5 an hour without enough papers says so, and what it could not use is not carried over',
  async (_t, { platform, clock }) => {
    const [only] = await startWith(platform, 1, 240)
    assert.equal(await statusOf(platform, only ?? ''), 'pending')
    await manyPapers(platform, 50, '10.9')
    clock.at('2026-03-10T11:00:00.000Z')

    assert.equal((await planHourNow(platform)).planned, 10)
  },
)

async function moveTo(
  platform: Parameters<typeof snapshot>[0],
  times: readonly (readonly [string | undefined, string])[],
): Promise<void> {
  for (const [paperId, run_at] of times) {
    await platform.db
      .updateTable('papers_planned')
      .set({ run_at })
      .where('paper_id', '=', paperId ?? '')
      .execute()
  }
}
