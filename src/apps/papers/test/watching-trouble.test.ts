import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import type { Platform } from '../../../platform/platform.ts'
import { startCollector } from '../collecting.ts'
import { closeAttempts, openAttempts } from '../queries/attempts.ts'
import { findCollector } from '../queries/collector.ts'
import { pauseOnTroubleSetting } from '../settings.ts'
import { pauseOnTrouble } from '../watching-trouble.ts'
import { cause, manyPapers, testPapers } from './support.ts'

testPapers(
  'PAP-6.8 the collector pauses where more than half of the last fifty papers met trouble, and says so',
  async (_t, { platform }) => {
    const ids = await manyPapers(platform, 50)
    await startCollector(platform, cause)
    const end = (some: readonly string[], failure_code: string | null) =>
      platform.db.transaction().execute(async (tx) => {
        const started_at = platform.now()
        await openAttempts(
          tx,
          some.map((paper_id) => ({ id: randomUUIDv7(), paper_id, job_id: randomUUIDv7(), started_at })),
        )
        const outcome = failure_code === null ? 'done' : 'failed'
        await closeAttempts(tx, some, { ended_at: started_at, outcome, failure_code })
      })
    const stateAfterwards = async () => {
      await pauseOnTrouble(platform)
      return (await findCollector(platform.db)).state
    }

    await end(ids.slice(0, 25), 'forbidden')
    await end(ids.slice(25, 49), 'no_open_copy')
    const early = await stateAfterwards()
    await end(ids.slice(49), null)
    const half = await stateAfterwards()
    await end(ids.slice(0, 26), 'timeout')
    await set(platform, false)
    const unwatched = await stateAfterwards()
    await set(platform, true)

    assert.deepEqual([early, half, unwatched, await stateAfterwards()], ['running', 'running', 'running', 'paused'])
    assert.match((await findCollector(platform.db)).reason ?? '', /of the last 50 papers were refused/)
  },
)

const set = (platform: Platform, isWatched: boolean): Promise<void> =>
  platform.db.transaction().execute((tx) => platform.settings.set(tx, pauseOnTroubleSetting, isWatched, 'dora'))
