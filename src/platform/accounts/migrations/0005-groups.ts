import { sql } from 'kysely'
import type { Migration } from '../../database/migrating.ts'

/** Groups of people, and what their members may do besides what their role allows. */
export const groups: Migration = {
  destroys: 'all groups, who is in them, and what they allow',

  async up(db) {
    await sql`create table accounts_groups (
      id text primary key,
      name text not null unique check (name = lower(name)),
      description text not null,
      version integer not null,
      created_at text not null,
      created_by text not null,
      updated_at text not null
    )`.execute(db)
    await sql`create table accounts_group_members (
      group_id text not null references accounts_groups (id) on delete cascade,
      person_id text not null references accounts_people (id) on delete cascade,
      is_manager integer not null check (is_manager in (0, 1)),
      added_at text not null,
      added_by text not null,
      primary key (group_id, person_id)
    )`.execute(db)
    // Each request asks for the groups of whoever sends it.
    await sql`create index accounts_group_members_by_person on accounts_group_members (person_id, group_id)`.execute(db)
    await sql`create table accounts_group_grants (
      group_id text not null references accounts_groups (id) on delete cascade,
      permission text not null,
      primary key (group_id, permission)
    )`.execute(db)
    // Whoever is refused is told which groups may.
    await sql`create index accounts_group_grants_by_permission on accounts_group_grants (permission)`.execute(db)
  },

  async down(db) {
    for (const table of ['group_grants', 'group_members', 'groups'])
      await db.schema.dropTable(`accounts_${table}`).execute()
  },
}
