import type { Platform } from '../../platform/platform.ts'
import { pauseCollector } from './collecting.ts'
import { troubleCodes } from './failure-codes.ts'
import { latestEndings } from './queries/attempts.ts'
import { findCollector } from './queries/collector.ts'
import { pauseOnTroubleSetting } from './settings.ts'

const lookedAt = 50

/** Pauses the collector where more than half of the last fifty papers since its start met trouble on the way out. */
export async function pauseOnTrouble(platform: Platform): Promise<void> {
  const { state, changed_at } = await findCollector(platform.db)
  if (state !== 'running' || !(await platform.settings.get(platform.db, pauseOnTroubleSetting))) return

  const endings = await latestEndings(platform.db, changed_at, lookedAt)
  const troubled = endings.filter(({ failure_code }) => troubleCodes.some((code) => code === failure_code)).length
  if (endings.length < lookedAt || troubled * 2 <= lookedAt) return
  await pauseCollector(platform, {
    by: 'system',
    reason: `${troubled} of the last ${lookedAt} papers were refused or could not be reached.`,
  })
}
