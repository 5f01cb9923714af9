import { sql } from 'kysely'
import type { Migration } from '../../../platform/database/migrating.ts'

/** What the catalog said when a revision was made, so that lists know what is urgent without asking it again. */
export const planning: Migration = {
  destroys: 'which requests were for urgent targets, and when they were to be observed',

  async up(db) {
    await sql`alter table observations_revisions add column obs_type text`.execute(db)
    await sql`alter table observations_revisions add column planned_at text`.execute(db)
  },

  async down(db) {
    await sql`alter table observations_revisions drop column planned_at`.execute(db)
    await sql`alter table observations_revisions drop column obs_type`.execute(db)
  },
}
