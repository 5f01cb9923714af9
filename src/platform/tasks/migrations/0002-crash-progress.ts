import { sql } from 'kysely'
import type { Migration } from '../../database/migrating.ts'

/**
 * How far a job was when it broke off, so that one that gets further each time is not given up. And PostgreSQL is told how
 * this table lives: each job is written three times, so there is room beside it for its next version (beats and progress
 * then touch no index), and what is dead is cleared away when a twentieth of the table is, not a fifth.
 */
export const crashProgress: Migration = {
  up: async (db, kind) => {
    await db.schema.alterTable('tasks_jobs').addColumn('crash_progress', 'double precision').execute()
    if (kind !== 'postgres') return
    await sql`alter table tasks_jobs set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05,
      autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0)`.execute(db)
  },
  down: async (db, kind) => {
    await db.schema.alterTable('tasks_jobs').dropColumn('crash_progress').execute()
    if (kind !== 'postgres') return
    await sql`alter table tasks_jobs reset (fillfactor, autovacuum_vacuum_scale_factor,
      autovacuum_analyze_scale_factor, autovacuum_vacuum_cost_delay)`.execute(db)
  },
}
