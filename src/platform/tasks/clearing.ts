import { setTimeout as sleep } from 'node:timers/promises'
import type { Platform } from '../platform.ts'
import { keepEndedSetting, keepFailedSetting } from './settings.ts'
import { deleteJobs, findEndedBefore } from './statements/ended.ts'
import type { JobState } from './tasks.ts'

const dayMs = 24 * 60 * 60_000
/** Jobs removed in one transaction; with their log lines they keep others waiting for a few milliseconds. */
const batchSize = 100
const pauseMs = 20

/** How many jobs are gone. */
export type Cleared = { ended: number; failed: number }

/** Removes jobs that ended long ago, and their logs, in short transactions. What it has done once is done. */
export async function clearJobs(platform: Platform, signal?: AbortSignal): Promise<Cleared> {
  const { db, settings, now } = platform
  const before = (days: number): string => new Date(Date.parse(now()) - days * dayMs).toISOString()
  const ended = before(await settings.get(db, keepEndedSetting))
  const failed = before(await settings.get(db, keepFailedSetting))
  return {
    ended: await clearState(platform, ['succeeded', 'cancelled'], ended, signal),
    failed: await clearState(platform, ['failed'], failed, signal),
  }
}

async function clearState(
  { db, database, live }: Platform,
  states: readonly JobState[],
  before: string,
  signal?: AbortSignal,
): Promise<number> {
  let cleared = 0
  for (let afterId = ''; ; ) {
    signal?.throwIfAborted()
    const ids = await findEndedBefore(db, { states, before, afterId, limit: batchSize })
    const last = ids.at(-1)
    if (last === undefined) break
    // A power cut may bring some of them back: the next night removes them again.
    cleared += await database.unflushed((tx) => deleteJobs(tx, ids))
    afterId = last
    await sleep(pauseMs)
  }
  if (cleared > 0) live.publish('jobs')
  return cleared
}
