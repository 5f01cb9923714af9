import { sentOrigin } from '../../../platform/analyses.ts'
import type { Platform } from '../../../platform/platform.ts'
import { defineTask, Nothing, type Schedule } from '../../../platform/tasks/tasks.ts'
import { isInRun } from '../queries/files.ts'

const keptDays = 30
const dayMs = 24 * 3_600_000
const batch = 200

/** What was sent to a plugin, and no run was made of, goes after 30 days; what a run was made of stays for its sake. */
export async function clearSent(platform: Platform, signal: AbortSignal): Promise<{ removed: number }> {
  const before = new Date(Date.parse(platform.now()) - keptDays * dayMs).toISOString()
  let removed = 0
  for (let last: string | undefined = ''; last !== undefined; ) {
    const old = await platform.files.listOld(platform.db, sentOrigin, before, last, batch)
    for (const id of old) {
      signal.throwIfAborted()
      if (await isInRun(platform.db, id)) continue
      await platform.db.transaction().execute((tx) => platform.files.remove(tx, id))
      removed++
    }
    last = old.at(-1)
  }
  return { removed }
}

export const clearSentFiles = defineTask({
  name: 'plugins.clear-sent',
  title: 'Clear up what was sent to plugins',
  input: Nothing,
  retry: { attempts: 3, backoffMs: 60_000 },
  run: (platform, _input, job) => clearSent(platform, job.signal),
})

export const clearing: Schedule = {
  name: 'plugins.clearing',
  title: 'Clear up what was sent to plugins',
  task: clearSentFiles,
  input: {},
  cron: '41 3 * * *',
  missed: 'once',
}
