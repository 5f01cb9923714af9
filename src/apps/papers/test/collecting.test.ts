import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contactSetting } from '../../../platform/http/settings.ts'
import {
  commandsIn,
  emergencyStop,
  endGrace,
  pauseCollector,
  resetCollector,
  resumeCollector,
  startCollector,
  stopCollector,
} from '../collecting.ts'
import { readContact } from '../contact.ts'
import { findViolations } from '../invariants.ts'
import { attemptsOf } from '../queries/attempts.ts'
import { findCollector } from '../queries/collector.ts'
import { countByStatus, findPaper } from '../queries/papers.ts'
import { allPlanned, countPlanned, waitingPlanned } from '../queries/planned.ts'
import { plansOf } from '../queries/plans.ts'
import { recheckClosed } from '../rechecking.ts'
import { changeSchedule } from '../scheduling.ts'
import { deletePaper, markPaper, processNow, restorePaper, retryPaper, setPriority } from '../single-papers.ts'
import { addPapers, cause, liveJobs, manyPapers, snapshot, startWith, statusOf, testPapers } from './support.ts'
import { claimDue, concludeJob, endJob, giveBack } from './turning.ts'

const flat = new Array<number>(24).fill(1)

testPapers(
  'PAP-3.4 each command is refused where it makes no sense, and harmless where it was given already',
  async (_t, { platform }) => {
    const refused = { code: 'papers.command-refused' }
    await assert.rejects(pauseCollector(platform, cause), refused)
    await assert.rejects(resumeCollector(platform, cause), refused)
    assert.equal((await stopCollector(platform, cause)).state, 'stopped')
    assert.equal((await startCollector(platform, cause)).state, 'running')
    assert.equal((await startCollector(platform, cause)).state, 'running')
    await assert.rejects(resetCollector(platform, cause, 'state'), refused)
    assert.equal((await pauseCollector(platform, cause)).state, 'paused')
    assert.equal((await pauseCollector(platform, cause)).state, 'paused')
    await assert.rejects(startCollector(platform, cause), refused)
    assert.equal((await resumeCollector(platform, cause)).state, 'running')
    assert.equal((await stopCollector(platform, cause)).state, 'stopped')
    assert.equal((await emergencyStop(platform, cause)).state, 'emergency')
    assert.equal((await emergencyStop(platform, cause)).state, 'emergency')
    await assert.rejects(startCollector(platform, cause), { code: 'papers.emergency' })
    assert.equal((await startCollector(platform, cause, true)).state, 'running')
    assert.deepEqual(commandsIn('running'), ['pause', 'stop', 'emergency-stop'])
  },
)

testPapers('PAP-3.6 a command is in the log with who, why, before and after', async (_t, { platform }) => {
  await startCollector(platform, { by: 'ada', reason: 'the list is complete' })

  const entry = await platform.db
    .selectFrom('activity_entries')
    .selectAll()
    .where('action', '=', 'papers.collector-start')
    .executeTakeFirstOrThrow()

  assert.equal(entry.actor, 'ada')
  assert.match(entry.message ?? '', /the list is complete/)
  assert.deepEqual([entry.before_json, entry.after_json], ['{"state":"stopped"}', '{"state":"running"}'])
})

testPapers('PAP-6.7 collecting does not start without somebody to write to', async (_t, { platform }) => {
  await platform.db.transaction().execute((tx) => platform.settings.set(tx, contactSetting, 'me@example.org', 'ada'))

  await assert.rejects(startCollector(platform, cause), { code: 'papers.contact-missing' })

  assert.equal((await findCollector(platform.db)).state, 'stopped')
})

testPapers('PAP-C1 a stop puts every paper back exactly as it was', async (_t, { platform }) => {
  await manyPapers(platform, 30)
  await addPapers(platform, [
    { doi: '10.9/due', status: 'deferred', nextAttemptAt: '2026-03-10T09:00:00.123Z', priority: 5 },
  ])
  const before = await snapshot(platform)
  await changeSchedule(platform, 'ada', { papersPerDay: 480 })
  await startCollector(platform, cause)
  assert.ok((await countPlanned(platform.db)) > 15, 'papers are planned, or this test means nothing')

  await stopCollector(platform, cause)

  assert.deepEqual(await snapshot(platform), before)
  assert.equal((await liveJobs(platform)).length, 0)
  assert.equal((await findCollector(platform.db)).state, 'stopped')
})

testPapers(
  'PAP-I20 a start in an hour that was stopped fills up what the hour has left',
  async (_t, { platform, clock }) => {
    await startWith(platform, 100, 480)
    await stopCollector(platform, cause)
    clock.at('2026-03-10T10:30:00.000Z')

    await startCollector(platform, cause)

    assert.equal((await waitingPlanned(platform.db)).length, 10)
    assert.equal((await plansOf(platform.db, '2026-03-10')).length, 1)
  },
)

testPapers(
  'PAP-C4 a stop waits for what runs, and is complete when the last paper has ended',
  async (_t, { platform }) => {
    await startWith(platform, 30, 480)
    const [first, second] = await claimDue(platform, 2)
    assert.ok(first && second)

    assert.equal((await stopCollector(platform, cause)).state, 'draining')
    assert.deepEqual((await allPlanned(platform.db)).length, 2)
    await endJob(platform, first, 'cancelled')
    assert.equal((await findCollector(platform.db)).state, 'draining')
    await giveBack(platform, second, 'lost')

    assert.equal(
      (await findCollector(platform.db)).state,
      'stopped',
      'a worker that died meanwhile does not keep it open',
    )
    assert.equal((await countByStatus(platform.db)).new, 30)
  },
)

testPapers(
  'PAP-C4 when the grace is over what still runs goes back, and a grace of an earlier stop does nothing',
  async (_t, { platform }) => {
    await startWith(platform, 30, 480)
    await claimDue(platform, 2)
    const { generation } = await stopCollector(platform, cause)
    assert.equal(await endGrace(platform, generation - 1), 0)

    assert.equal(await endGrace(platform, generation), 2)

    assert.equal((await findCollector(platform.db)).state, 'stopped')
    assert.equal((await countByStatus(platform.db)).new, 30)
  },
)

testPapers(
  'PAP-A6 an hour of more papers than one statement holds is planned whole, and an emergency stop takes all of it back',
  async (_t, { platform }) => {
    await manyPapers(platform, 1_200)
    await changeSchedule(platform, 'ada', {
      papersPerDay: 100_000,
      weights: flat.map((_, hour) => (hour === 10 ? 1 : 0)),
    })
    await startCollector(platform, cause)
    await claimDue(platform, 500)
    assert.equal((await allPlanned(platform.db)).length, 1_200)

    await emergencyStop(platform, cause)

    assert.equal((await countByStatus(platform.db)).new, 1_200)
    assert.equal((await liveJobs(platform)).length, 0)
  },
)

testPapers(
  'PAP-I19 PAP-T9a a paper whose worker died waits again, and the third death fails it',
  async (_t, { platform }) => {
    const [id = ''] = await startWith(platform, 1, 2_400)
    for (const n of [1, 2]) {
      const [job] = await claimDue(platform, 1)
      assert.ok(job)
      await giveBack(platform, job, 'lost')
      assert.deepEqual([await statusOf(platform, id), (await findPaper(platform.db, id))?.crash_count], ['pending', n])
    }
    assert.equal((await plansOf(platform.db, '2026-03-10'))[0]?.started, 1, 'it started once for its hour')
    const [last] = await claimDue(platform, 1)
    assert.ok(last)
    await endJob(platform, last, 'failed', 'crash_loop')

    const paper = await findPaper(platform.db, id)
    assert.deepEqual([paper?.status, paper?.failure_code, paper?.crash_count], ['failed', 'crash_loop', 3])
    const outcomes = (await attemptsOf(platform.db, id)).map(({ outcome }) => outcome)
    assert.deepEqual(outcomes, ['failed', 'crashed', 'crashed'])
  },
)

testPapers('PAP-T9 a paper that is handed back spends no try', async (_t, { platform }) => {
  const [id = ''] = await startWith(platform, 1, 2_400)
  const [job] = await claimDue(platform, 1)
  assert.ok(job)

  await giveBack(platform, job, 'handed-back')

  const paper = await findPaper(platform.db, id)
  assert.deepEqual([paper?.status, paper?.crash_count, paper?.attempt_count], ['pending', 0, 0])
})

testPapers(
  'PAP-3.4 a reset renews what its scope says, and leaves Done papers and files alone',
  async (_t, { platform }) => {
    await addPapers(platform, [
      { doi: '10.8/1', status: 'failed' },
      { doi: '10.8/2', status: 'deferred' },
      { doi: '10.8/3', status: 'manual' },
      { doi: '10.8/4', status: 'done' },
    ])

    assert.deepEqual(await resetCollector(platform, cause, 'state'), { renewed: 0 })
    assert.deepEqual(await resetCollector(platform, cause, 'failed'), { renewed: 2 })
    assert.deepEqual(await resetCollector(platform, cause, 'unfinished'), { renewed: 1 })
    await resetCollector(platform, cause, 'everything')

    const counts = await countByStatus(platform.db)
    assert.deepEqual([counts.new, counts.done], [3, 1])
    assert.equal((await plansOf(platform.db, '2026-03-10')).length, 0)
  },
)

testPapers(
  'PAP-R-034 a paper is processed by hand while the collector is stopped, and not after an emergency',
  async (_t, { platform }) => {
    const [one = '', two = ''] = await manyPapers(platform, 2)

    await processNow(platform, 'ada', one)
    await processNow(platform, 'ada', one)

    assert.equal((await liveJobs(platform)).length, 1, 'asked twice, queued once')
    assert.equal(await statusOf(platform, one), 'pending')
    await emergencyStop(platform, cause)
    assert.equal(await statusOf(platform, one), 'new')
    await assert.rejects(processNow(platform, 'ada', two), { code: 'papers.collector-busy' })
    await assert.rejects(processNow(platform, 'ada', 'nobody'), { code: 'papers.collector-busy' })
  },
)

testPapers(
  'PAP-T12 a planned paper is deleted with its job, and comes back to what it was',
  async (_t, { platform }) => {
    const [id = '', other = ''] = await addPapers(platform, [{ doi: '10.7/1', status: 'failed' }, { doi: '10.7/2' }])
    await processNow(platform, 'ada', id)

    await deletePaper(platform, 'ada', id)
    assert.deepEqual([await statusOf(platform, id), (await liveJobs(platform)).length], ['deleted', 0])
    await assert.rejects(retryPaper(platform, 'ada', id), { code: 'papers.transition-refused' })
    await restorePaper(platform, 'ada', id)

    assert.equal(await statusOf(platform, id), 'failed')
    await retryPaper(platform, 'ada', id)
    assert.equal(await statusOf(platform, id), 'new')
    await markPaper(platform, 'ada', other, 'manual', 'licence_unclear')
    assert.equal(await statusOf(platform, other), 'manual')
    await setPriority(platform, 'ada', other, 7)
    await assert.rejects(setPriority(platform, 'ada', other, 11), { code: 'papers.priority' })
  },
)

testPapers(
  'PAP-6.8 a paper without an open copy is looked at again after ninety days, twice',
  async (_t, { platform, clock }) => {
    const [id = ''] = await manyPapers(platform, 1)
    for (const expected of [1, 1, 0]) {
      await processNow(platform, 'ada', id)
      const [job] = await claimDue(platform, 1)
      assert.ok(job)
      await concludeJob(platform, job, { outcome: 'failed', code: 'no_open_copy', detail: '' })
      assert.equal(await recheckClosed(platform), 0, 'not yet')
      clock.forward(91 * 24 * 60 * 60)
      assert.equal(await recheckClosed(platform), expected)
    }
    assert.equal(await statusOf(platform, id), 'failed')
  },
)

testPapers('PAP-I2 the invariants see what is wrong', async (_t, { platform }) => {
  const [id = ''] = await manyPapers(platform, 1)
  await platform.db
    .updateTable('papers')
    .set({ status: 'pending', previous_status: 'new' })
    .where('id', '=', id)
    .execute()

  assert.deepEqual(
    (await findViolations(platform.db)).map(({ invariant }) => invariant),
    ['I2'],
  )

  await platform.db.updateTable('papers').set({ status: 'new', previous_status: null }).where('id', '=', id).execute()
})

testPapers('PAP-R-040 a schedule with mistakes is refused with every field named', async (_t, { platform }) => {
  const wrong = { papersPerDay: -1, weights: [1, 2, 2_000], timezone: '+02:00' }

  await assert.rejects(
    changeSchedule(platform, 'ada', wrong),
    (error: { code: string; fields: { path: string }[] }) => {
      const paths = new Set(error.fields.map(({ path }) => path.split('.')[0]))
      return error.code === 'papers.schedule' && paths.size === 3
    },
  )
})

test('PAP-6.7 a contact is a mail address of a real domain, and a project page after it', () => {
  assert.deepEqual(readContact('library@uni.edu https://uni.edu/lib'), {
    mail: 'library@uni.edu',
    project: 'https://uni.edu/lib',
  })
  assert.deepEqual(readContact('library@uni.edu'), { mail: 'library@uni.edu', project: null })
  for (const text of [
    '',
    'nobody',
    'me@localhost',
    'me@example.com',
    'me@sub.example.org',
    'me@x.test',
    'a b@uni.edu',
    'me@uni',
  ]) {
    assert.equal(readContact(text), null, text)
  }
})
