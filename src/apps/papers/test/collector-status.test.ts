import assert from 'node:assert/strict'
import { listHosts, listRestingHosts } from '../../../platform/http/listing-hosts.ts'
import { startCollector } from '../collecting.ts'
import { findCollectorStatus, findCollectorWork } from '../collector-status.ts'
import { findDashboard } from '../dashboard.ts'
import { changeSchedule } from '../scheduling.ts'
import { openRemembering } from '../searching/counting.ts'
import { findStatistics } from '../statistics.ts'
import { manyPapers, testPapers } from './support.ts'

testPapers('the dashboard counts what is planned, and what each hour has had', async (_t, { platform, clock }) => {
  await manyPapers(platform, 50)
  await changeSchedule(platform, 'system', { papersPerDay: 240 })
  await startCollector(platform, { by: 'cli', reason: 'a test' })

  const status = await findCollectorStatus(platform)
  const board = await findDashboard(platform, openRemembering(platform.database))

  assert.deepEqual([status.collector.state, status.waiting, status.running], ['running', 10, 0])
  assert.deepEqual(status.changedBy, { kind: 'the command line' })
  assert.equal(board.counts.pending, 10)
  assert.equal(board.upcoming.length, 10)
  assert.deepEqual(board.day.hours[10], { hour: 10, quota: 10, planned: 10, started: 0, state: 'now' })
  assert.equal(board.day.hours[9]?.state, 'past')
  assert.deepEqual([board.day.hours[11]?.planned, board.day.hours[11]?.quota], [null, 10])
  assert.equal(board.forecast.daysLeft, 1)

  clock.forward(3_600)
  const later = await findDashboard(platform, openRemembering(platform.database))
  assert.equal(later.day.hours[11]?.state, 'now')
})

testPapers('what happened lately names who and which paper, without every small step', async (_t, { platform }) => {
  await manyPapers(platform, 5)
  await startCollector(platform, { by: 'cli', reason: 'a test' })

  const work = await findCollectorWork(platform)

  assert.ok(work.recent.some(({ action, who }) => action === 'papers.collector-start' && 'kind' in who))
  assert.ok(!work.recent.some(({ action }) => action === 'papers.planned'))
  assert.ok(work.next.length > 0)
  assert.deepEqual((await findStatistics(platform, 7)).hours.length, 168)
})

testPapers('hosts are told with their circuits, those at rest apart', async (_t, { platform, clock }) => {
  const later = '2026-03-10T11:00:00.000Z'
  const host = (politeness_key: string, breaker_until: string | null, paused_until: string | null = null) => ({
    politeness_key,
    version: 1,
    next_at: clock.now(),
    paused_until,
    slots: JSON.stringify(politeness_key === 'busy.org' ? { a: Date.parse(later), b: 0 } : {}),
    failed_at: '[1,2]',
    breaker_ms: breaker_until === null ? 0 : 1_800_000,
    breaker_until,
    forgiven: '{"failedAt":[],"breakerMs":0}',
    changed_at: clock.now(),
  })
  const over = '2026-03-10T09:00:00.000Z'
  const rows = [
    host('busy.org', null),
    host('open.org', later),
    host('trying.org', over),
    host('quiet.org', null, later),
  ]
  await platform.db.insertInto('http_hosts').values(rows).execute()

  const all = new Map((await listHosts(platform.db, clock.now())).map((one) => [one.host, one]))
  const resting = await listRestingHosts(platform.db, clock.now())

  assert.equal(all.get('busy.org')?.inFlight, 1)
  assert.deepEqual(
    ['busy.org', 'open.org', 'trying.org', 'quiet.org'].map((name) => all.get(name)?.circuit),
    ['closed', 'open', 'trying', 'closed'],
  )
  assert.deepEqual(
    resting.map(({ host: name, restsUntil }) => [name, restsUntil]),
    [
      ['open.org', later],
      ['quiet.org', later],
    ],
  )
})
