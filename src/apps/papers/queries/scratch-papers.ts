import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../../../platform/database/tables.ts'
import type { PaperStatus } from '../tables.ts'

/** Made-up papers of the given states, for a scratch house; answers their ids. */
export async function insertScratchPapers(db: Db, states: readonly PaperStatus[], now: string): Promise<string[]> {
  const rows = states.map((status, n) => ({
    id: randomUUIDv7(),
    title: `Paper ${n}`,
    doi: `10.5555/scratch.${n}`,
    doi_state: 'unchecked' as const,
    type: 'other',
    retracted: 0,
    status,
    status_before_delete: status === 'deleted' ? ('new' as const) : null,
    status_changed_at: now,
    failure_code: status === 'failed' || status === 'manual' ? 'other' : null,
    metadata_state: 'none' as const,
    fulltext_state: 'none' as const,
    attempt_count: 0,
    crash_count: 0,
    reset_count: 0,
    next_attempt_at: status === 'deferred' ? now : null,
    priority: 0,
    created_at: now,
    updated_at: now,
    version: 1,
  }))
  await db.insertInto('papers').values(rows).execute()
  return rows.map(({ id }) => id)
}

/** What a stop must give back, by id. */
export async function statesOf(db: Db): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('papers')
    .select(['id', 'status', 'previous_status', 'next_attempt_at', 'failure_code'])
    .orderBy('id')
    .limit(10_000)
    .execute()
  return new Map(rows.map(({ id, ...state }) => [id, JSON.stringify(state)]))
}
