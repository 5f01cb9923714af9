import { sql } from 'kysely'
import type { Migration } from '../../database/migrating.ts'

const profile = ['title', 'affiliation', 'country', 'orcid', 'theme', 'leaves_at'] as const

/** What people say about themselves, and what links and tokens are about. */
export const profiles: Migration = {
  destroys: 'what people wrote in their profiles, open links, and the limits of API tokens to single apps',

  async up(db) {
    for (const column of profile) await db.schema.alterTable('accounts_people').addColumn(column, 'text').execute()
    // Who has asked to be removed, and when it is time: looked at each night.
    await sql`create index accounts_people_by_leaving on accounts_people (leaves_at) where leaves_at is not null`.execute(
      db,
    )
    await db.schema.alterTable('accounts_links').addColumn('subject', 'text').execute()
    await db.schema.alterTable('accounts_links').addColumn('value', 'text').execute()
    // A new link of a kind replaces those that its person had.
    await sql`create index accounts_links_by_subject on accounts_links (subject, purpose)`.execute(db)
    await db.schema.alterTable('accounts_tokens').addColumn('areas_json', 'text').execute()
  },

  async down(db) {
    await db.schema.alterTable('accounts_tokens').dropColumn('areas_json').execute()
    await sql`drop index accounts_links_by_subject`.execute(db)
    await sql`delete from accounts_links`.execute(db)
    await db.schema.alterTable('accounts_links').dropColumn('value').execute()
    await db.schema.alterTable('accounts_links').dropColumn('subject').execute()
    await sql`drop index accounts_people_by_leaving`.execute(db)
    for (const column of profile) await db.schema.alterTable('accounts_people').dropColumn(column).execute()
  },
}
