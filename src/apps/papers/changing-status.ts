import type { ActivityStatus } from '../../platform/activity/activity.ts'
import type { Db } from '../../platform/database/tables.ts'
import type { Platform } from '../../platform/platform.ts'
import { closeAttempts } from './queries/attempts.ts'
import { deletePlanned } from './queries/planned.ts'
import { recountPlans } from './queries/plans.ts'
import { type StatusChange, setBack } from './queries/transitions.ts'
import { statusLabels } from './statuses.ts'
import type { PlannedRow } from './tables.ts'

/** Who changed something, and why. */
export type Cause = Readonly<{ by: string; reason: string }>

export const paperSubject = (paperId: string): string => `papers/paper/${paperId}`

type Words = Readonly<{
  action: string
  status?: ActivityStatus
  details?: Readonly<Record<string, unknown>>
  jobId?: string
}>

/** One entry in the log for each paper that changed. */
export function recordChanges(
  platform: Platform,
  tx: Db,
  changes: readonly StatusChange[],
  { by, reason }: Cause,
  words: Words,
): Promise<void> {
  return platform.activity.recordMany(
    tx,
    changes.map(({ id, before, after }) => ({
      ...words,
      actor: by,
      target: paperSubject(id),
      message: `${statusLabels[before]} → ${statusLabels[after]}: ${reason}`,
      before: { status: before },
      after: { status: after },
    })),
  )
}

/**
 * Puts planned and running papers back to exactly what they were. Their jobs lose their say at once, since the plan rows
 * go; whoever calls this cancels the jobs themselves.
 */
export async function revertPapers(
  platform: Platform,
  tx: Db,
  rows: readonly PlannedRow[],
  cause: Cause,
  action = 'papers.reverted',
): Promise<StatusChange[]> {
  if (rows.length === 0) return []
  const now = platform.now()
  const ids = rows.map(({ paper_id }) => paper_id)
  const started = rows.filter(({ started_at }) => started_at !== null).map(({ paper_id }) => paper_id)

  const changes = await setBack(tx, ids, now)
  await deletePlanned(tx, ids)
  await closeAttempts(tx, started, { ended_at: now, outcome: 'aborted', failure_code: 'aborted' })
  await recountPlans(tx, bucketsOfRows(rows))
  await recordChanges(platform, tx, changes, cause, { action })
  return changes
}

/** The plans that the rows belong to, each once. */
export const bucketsOfRows = (rows: readonly PlannedRow[]): string[] => [
  ...new Set(rows.flatMap(({ bucket_start }) => bucket_start ?? [])),
]
