import { sql } from 'kysely'
import type { Db } from '../../../platform/database/tables.ts'
import type { HourPlanRow } from '../tables.ts'

/** False where the bucket has a plan already: another process was faster. */
export async function insertPlan(tx: Db, plan: HourPlanRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('papers_hour_plans')
    .values(plan)
    .onConflict((conflict) => conflict.column('bucket_start').doNothing())
    .executeTakeFirst()
  return Number(numInsertedOrUpdatedRows ?? 0) === 1
}

export function findPlan(db: Db, bucketStart: string): Promise<HourPlanRow | undefined> {
  return db.selectFrom('papers_hour_plans').selectAll().where('bucket_start', '=', bucketStart).executeTakeFirst()
}

/** The plans of a local date, in order of time: today's bars. */
export function plansOf(db: Db, localDate: string): Promise<HourPlanRow[]> {
  return db
    .selectFrom('papers_hour_plans')
    .selectAll()
    .where('local_date', '=', localDate)
    .orderBy('bucket_start')
    .limit(100)
    .execute()
}

/** The end of the last bucket that has a plan, skipped ones included; null where there never was one. */
export async function plannedUntil(db: Db): Promise<string | null> {
  const row = await db
    .selectFrom('papers_hour_plans')
    .select('bucket_end')
    .orderBy('bucket_start', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.bucket_end ?? null
}

/** Papers of a local date that plans have started, or will start later the same day. */
export async function startsCounted(db: Db, localDate: string): Promise<number> {
  const { starts } = await db
    .selectFrom('papers_hour_plans')
    .select((plan) => plan.fn.coalesce(plan.fn.sum<number>('planned'), sql<number>`0`).as('starts'))
    .where('local_date', '=', localDate)
    .where('state', '!=', 'skipped')
    .executeTakeFirstOrThrow()
  return Number(starts)
}

export async function updatePlan(tx: Db, bucketStart: string, changed: Partial<HourPlanRow>): Promise<void> {
  await tx.updateTable('papers_hour_plans').set(changed).where('bucket_start', '=', bucketStart).execute()
}

export async function addStarts(tx: Db, bucketStart: string, starts: number): Promise<void> {
  await tx
    .updateTable('papers_hour_plans')
    .set((plan) => ({ started: plan('started', '+', starts) }))
    .where('bucket_start', '=', bucketStart)
    .execute()
}

/** Counts the plans anew: what has started, and what still waits. Called when papers leave a plan or enter it. */
export async function recountPlans(tx: Db, bucketStarts: readonly string[]): Promise<void> {
  if (bucketStarts.length === 0) return
  await tx
    .updateTable('papers_hour_plans')
    .set({
      planned: sql<number>`started + (select count(*) from papers_planned
        where papers_planned.bucket_start = papers_hour_plans.bucket_start and papers_planned.started_at is null)`,
    })
    .where('bucket_start', 'in', [...bucketStarts])
    .execute()
}

/** Closes the plans that ended before, and answers with their starts. */
export async function closePlans(tx: Db, endedBefore: string): Promise<HourPlanRow[]> {
  return tx
    .updateTable('papers_hour_plans')
    .set({ state: 'closed' })
    .where('state', '=', 'planned')
    .where('bucket_end', '<=', endedBefore)
    .returningAll()
    .execute()
}

export async function deletePlans(tx: Db): Promise<void> {
  await tx.deleteFrom('papers_hour_plans').execute()
}
