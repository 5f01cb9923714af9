import { sql } from 'kysely'
import type { Db } from '../../../platform/database/tables.ts'
import type { PaperStatus } from '../tables.ts'
import { chunked } from './chunks.ts'

export type StatusChange = Readonly<{ id: string; before: PaperStatus; after: PaperStatus }>

/** Chosen papers become Pending and remember what they were; answers with those that were still free. */
export async function setPending(tx: Db, ids: readonly string[], now: string): Promise<StatusChange[]> {
  const changes: StatusChange[] = []
  for (const some of chunked(ids)) {
    const rows = await tx
      .updateTable('papers')
      .set((paper) => ({
        previous_status: paper.ref('status'),
        status: 'pending' as const,
        next_attempt_at: null,
        status_changed_at: now,
        updated_at: now,
        version: paper('version', '+', 1),
      }))
      .where('id', 'in', some)
      .where('status', 'in', ['new', 'deferred', 'done', 'failed', 'manual'])
      .returning(['id', 'previous_status'])
      .execute()
    for (const { id, previous_status } of rows) changes.push({ id, before: previous_status ?? 'new', after: 'pending' })
  }
  return changes
}

/**
 * Pending and Running papers become what they were, the time a Deferred one was due included; their plan rows must still
 * be there. One that does not remember what it was becomes New.
 */
export async function setBack(tx: Db, ids: readonly string[], now: string): Promise<StatusChange[]> {
  const changes: StatusChange[] = []
  for (const some of chunked(ids)) {
    const before = await tx.selectFrom('papers').select(['id', 'status']).where('id', 'in', some).execute()
    const statusOf = new Map(before.map(({ id, status }) => [id, status]))
    const rows = await tx
      .updateTable('papers')
      .set((paper) => ({
        status: sql<PaperStatus>`coalesce(previous_status, 'new')`,
        previous_status: null,
        next_attempt_at: sql<string | null>`case when previous_status = 'deferred' then coalesce(
          (select deferred_until from papers_planned where papers_planned.paper_id = papers.id), ${now}) end`,
        status_changed_at: now,
        updated_at: now,
        version: paper('version', '+', 1),
      }))
      .where('id', 'in', some)
      .where('status', 'in', ['pending', 'running'])
      .returning(['id', 'status'])
      .execute()
    for (const { id, status } of rows) changes.push({ id, before: statusOf.get(id) ?? 'pending', after: status })
  }
  return changes
}
