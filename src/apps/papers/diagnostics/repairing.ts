import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Db } from '../../../platform/database/tables.ts'
import type { Platform } from '../../../platform/platform.ts'
import { liveSubjects } from '../../../platform/tasks/queries.ts'
import { type Cause, paperSubject, recordChanges } from '../changing-status.ts'
import { staleParts } from '../downloading/staging.ts'
import { planHourNow } from '../planning-hours.ts'
import { lostPapers } from '../queries/invariants.ts'
import { allPlanned, deletePlanned } from '../queries/planned.ts'
import { setBack } from '../queries/transitions.ts'
import { cancelJobsOf } from '../queueing.ts'
import { recoverCollector } from '../recovering.ts'
import { processPaper } from '../tasks.ts'

/** What can be put in order by itself. */
export const repairs = ['pending', 'plans', 'staging'] as const
export type Repair = (typeof repairs)[number]

/** What was found, in a few words each, and whether it was mended. */
export type Repaired = Readonly<{ repair: Repair; found: readonly string[]; isMended: boolean }>

const cause: Cause = { by: 'cli', reason: 'repaired by hand' }

/** Looks for one class of faults, and mends them unless this is a dry run. */
export async function repair(platform: Platform, what: Repair, { isDry }: { isDry: boolean }): Promise<Repaired> {
  return { repair: what, found: await doing[what](platform, isDry), isMended: !isDry }
}

const doing: Readonly<Record<Repair, (platform: Platform, isDry: boolean) => Promise<string[]>>> = {
  /** Papers that say they are planned without a plan, and plans whose job is gone: they go back to what they were. */
  pending: (platform, isDry) =>
    platform.db.transaction().execute(async (tx) => {
      const ids = [...new Set([...(await lostPapers(tx)), ...(await withoutJob(tx))])]
      if (!isDry && ids.length > 0) {
        const changes = await setBack(tx, ids, platform.now())
        await deletePlanned(tx, ids)
        await cancelJobsOf(platform, tx, ids, cause.by)
        await recordChanges(platform, tx, changes, cause, { action: 'papers.repaired', status: 'warning' })
      }
      return ids.map((id) => `paper ${id}`)
    }),

  /** Overdue papers get a new time or go back, and the running hour gets a plan. */
  plans: async (platform, isDry) => {
    const late = (await allPlanned(platform.db)).filter(
      ({ run_at, started_at }) => started_at === null && run_at < platform.now(),
    )
    if (!isDry) {
      await recoverCollector(platform)
      await planHourNow(platform)
    }
    return late.map(({ paper_id, run_at }) => `paper ${paper_id} was due at ${run_at}`)
  },

  staging: async ({ files }, isDry) => {
    const stale = await staleParts(files.stagingFolder)
    if (!isDry) for (const file of stale) await rm(join(files.stagingFolder, file), { force: true })
    return stale
  },
}

async function withoutJob(tx: Db): Promise<string[]> {
  const rows = await allPlanned(tx)
  const alive = await liveSubjects(tx, processPaper.name)
  return rows.map(({ paper_id }) => paper_id).filter((id) => !alive.has(paperSubject(id)))
}

export const repairInWords = ({ repair: what, found, isMended }: Repaired): string =>
  found.length === 0
    ? `Nothing to mend (${what}).`
    : [
        ...found.slice(0, 50),
        isMended ? `${found.length} mended.` : `${found.length} found; add --yes to mend them.`,
      ].join('\n')
