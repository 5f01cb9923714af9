import { sql } from 'kysely'
import type { Migration } from '../../database/migrating.ts'

/** Services elsewhere that say who somebody is; what they said stands in accounts_credentials. */
export const providers: Migration = {
  destroys: 'the services by which people sign in, and which accounts are connected with them',

  async up(db) {
    await sql`create table accounts_providers (
      id text primary key,
      slug text not null unique,
      name text not null,
      issuer text not null,
      client_id text not null,
      client_secret text not null,
      scope text not null,
      is_email_trusted integer not null check (is_email_trusted in (0, 1)),
      enabled_at text,
      version integer not null,
      created_at text not null,
      updated_at text not null
    )`.execute(db)
  },

  async down(db) {
    await sql`delete from accounts_credentials where provider_id like 'oidc:%'`.execute(db)
    await db.schema.dropTable('accounts_providers').execute()
  },
}
