import type { Migration } from '../../database/migrating.ts'

/** A word to the process of a worker, on whatever machine it runs: it should end, and be started again. */
export const exitRequests: Migration = {
  up: async (db) => {
    await db.schema.alterTable('tasks_workers').addColumn('exit_requested_at', 'text').execute()
  },
  down: async (db) => {
    await db.schema.alterTable('tasks_workers').dropColumn('exit_requested_at').execute()
  },
}
