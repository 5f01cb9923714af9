import { sql } from 'kysely'
import type { Migration } from '../../database/migrating.ts'

const names = ['host', 'source'] as const

/** Entries are found by the host and the source that they are about, as the log of papers filters. */
export const hostsAndSources: Migration = {
  up: async (db) => {
    for (const name of names) {
      await db.schema.alterTable('activity_entries').addColumn(name, 'text').execute()
      await sql`create index ${sql.ref(`activity_entries_by_${name}`)} on activity_entries (${sql.ref(name)}, seq)
        where ${sql.ref(name)} is not null`.execute(db)
    }
  },
  down: async (db) => {
    for (const name of names) {
      await sql`drop index ${sql.ref(`activity_entries_by_${name}`)}`.execute(db)
      await db.schema.alterTable('activity_entries').dropColumn(name).execute()
    }
  },
}
