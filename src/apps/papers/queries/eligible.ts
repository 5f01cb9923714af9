import { sql } from 'kysely'
import type { Db } from '../../../platform/database/tables.ts'
import type { Candidate, Strategy } from '../planning/choose-papers.ts'
import { type PlanScope, termsOf } from '../planning/scope.ts'
import type { PaperStatus } from '../tables.ts'
import { conditionOf } from './paper-table.ts'

export type EligiblePaper = Candidate & Readonly<{ status: PaperStatus }>

const columns = ['id', 'priority', 'created_at', 'journal', 'doi', 'next_attempt_at', 'status'] as const
/** Journals take turns among this many of the oldest papers for each that is wanted. */
const roundRobinDepth = 20

/**
 * Papers that a plan may choose from, within the scope: New ones, and Deferred ones that are due before the bucket ends.
 * Some more than wanted, since a Deferred one may not fit.
 */
export async function eligiblePapers(
  db: Db,
  { until, wanted, strategy, scope }: { until: string; wanted: number; strategy: Strategy; scope: PlanScope },
): Promise<EligiblePaper[]> {
  if (wanted <= 0) return []
  const isInScope = conditionOf(termsOf(scope))
  const fresh = db
    .selectFrom('papers')
    .select(columns)
    .where('status', '=', 'new')
    .where(isInScope)
    .orderBy('priority', 'desc')
    .$if(strategy === 'newest', (query) => query.orderBy('seq', 'desc'))
    .$if(strategy === 'random', (query) => query.orderBy(sql`random()`))
    .orderBy('seq')
    .limit(strategy === 'round-robin' ? wanted * roundRobinDepth : wanted)
  const due = db
    .selectFrom('papers')
    .select(columns)
    .where('status', '=', 'deferred')
    .where('next_attempt_at', '<', until)
    .where(isInScope)
    .orderBy('priority', 'desc')
    .orderBy('next_attempt_at')
    .limit(wanted)
  return [...(await due.execute()), ...(await fresh.execute())]
}

/** How many papers of the scope wait for their turn: New or Deferred. */
export async function countLeft(db: Db, scope: PlanScope): Promise<number> {
  const { left } = await db
    .selectFrom('papers')
    .select((paper) => paper.fn.countAll<number>().as('left'))
    .where('status', 'in', ['new', 'deferred'])
    .where(conditionOf(termsOf(scope)))
    .executeTakeFirstOrThrow()
  return Number(left)
}
