import assert from 'node:assert/strict'
import { emergencyStop, pauseCollector, startCollector } from '../collecting.ts'
import { findCollector } from '../queries/collector.ts'
import { countPlanned } from '../queries/planned.ts'
import { plansOf } from '../queries/plans.ts'
import { settleRestored } from '../recovering.ts'
import { cause, liveJobs, manyPapers, snapshot, testPapers } from './support.ts'

for (const state of ['running', 'paused'] as const) {
  testPapers(
    `a collector that was ${state} in a backup is stopped in what is restored`,
    async (_t, { platform, clock }) => {
      await manyPapers(platform, 500)
      const before = await snapshot(platform)
      await startCollector(platform, cause)
      if (state === 'paused') await pauseCollector(platform, cause)
      assert.ok((await countPlanned(platform.db)) > 0, 'something was planned, or this test means nothing')
      clock.at('2026-03-12T10:00:00.000Z')

      await settleRestored(platform)

      const after = await findCollector(platform.db)
      assert.deepEqual([after.state, after.changed_by], ['stopped', 'system'])
      assert.deepEqual(await snapshot(platform), before)
      assert.deepEqual(await liveJobs(platform), [])
      const plans = await plansOf(platform.db, '2026-03-10')
      assert.ok(plans.length > 0 && plans.every((plan) => plan.state !== 'planned' && plan.planned === 0))
      assert.equal((await startCollector(platform, cause)).state, 'running', 'and a person can start it again')
    },
  )
}

testPapers(
  'an emergency stop in a backup still has to be acknowledged in what is restored',
  async (_t, { platform }) => {
    await startCollector(platform, cause)
    await emergencyStop(platform, cause)

    await settleRestored(platform)

    await assert.rejects(startCollector(platform, cause), { code: 'papers.emergency' })
  },
)
