import type { Migration } from '../../database/migrating.ts'

/** The pace of each host and its robots.txt have to outlive restarts and hold for all processes together. */
export const hosts: Migration = {
  up: async (db) => {
    await db.schema
      .createTable('http_hosts')
      .addColumn('politeness_key', 'text', (column) => column.primaryKey())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('next_at', 'text', (column) => column.notNull())
      .addColumn('paused_until', 'text')
      .addColumn('slots', 'text', (column) => column.notNull())
      .addColumn('failed_at', 'text', (column) => column.notNull())
      .addColumn('breaker_ms', 'integer', (column) => column.notNull())
      .addColumn('breaker_until', 'text')
      .addColumn('forgiven', 'text', (column) => column.notNull())
      .addColumn('changed_at', 'text', (column) => column.notNull())
      .execute()

    await db.schema
      .createTable('http_robots')
      .addColumn('origin', 'text', (column) => column.primaryKey())
      .addColumn('verdict', 'text', (column) => column.notNull())
      .addColumn('rules', 'text', (column) => column.notNull())
      .addColumn('crawl_delay_ms', 'integer')
      .addColumn('fetched_at', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'text', (column) => column.notNull())
      .execute()
  },
  down: async (db) => {
    await db.schema.dropTable('http_robots').execute()
    await db.schema.dropTable('http_hosts').execute()
  },
  destroys: 'the pace, pauses and robots rules remembered for each host',
}
