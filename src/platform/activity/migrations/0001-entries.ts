import { sql } from 'kysely'
import type { DatabaseKind, Migration, MigrationDb } from '../../database/migrating.ts'

/** The log of who did what, which the database itself keeps from being changed. */
export const entries: Migration = {
  destroys: 'the whole activity log',

  async up(db, kind) {
    await createTable(db, kind)
    await createIndexes(db)
    await (kind === 'sqlite' ? refuseChangesOnSqlite(db) : refuseChangesOnPostgres(db))
  },

  async down(db, kind) {
    await db.schema.dropTable('activity_entries').execute()
    if (kind === 'postgres') await sql`drop function activity_entries_refuse()`.execute(db)
  },
}

async function createTable(db: MigrationDb, kind: DatabaseKind): Promise<void> {
  const seq =
    kind === 'sqlite'
      ? sql`seq integer primary key autoincrement`
      : sql`seq bigint generated always as identity primary key`
  await sql`create table activity_entries (
    ${seq},
    at text not null,
    category text not null,
    action text not null,
    status text not null check (status in ('success', 'info', 'warning', 'error')),
    actor text not null,
    target text,
    message text,
    before_json text,
    after_json text,
    details_json text,
    job_id text,
    request_id text
  )`.execute(db)
}

/** One for each filter of the activity page, in its order; what is rare (trouble, jobs) is indexed alone. */
async function createIndexes(db: MigrationDb): Promise<void> {
  for (const column of ['category', 'action', 'actor', 'at']) {
    const index = sql.ref(`activity_entries_by_${column}`)
    await sql`create index ${index} on activity_entries (${sql.ref(column)}, seq)`.execute(db)
  }
  for (const column of ['target', 'job_id']) {
    const index = sql.ref(`activity_entries_by_${column}`)
    const ref = sql.ref(column)
    await sql`create index ${index} on activity_entries (${ref}, seq) where ${ref} is not null`.execute(db)
  }
  await sql`create index activity_entries_trouble on activity_entries (status, seq) where status in ('warning', 'error')`.execute(
    db,
  )
}

/** `insert or replace` deletes without calling the delete trigger, so an insert over an old entry is refused too. */
async function refuseChangesOnSqlite(db: MigrationDb): Promise<void> {
  const refuse = sql`begin select raise(abort, 'activity_entries only grows'); end`
  await sql`create trigger activity_entries_no_update before update on activity_entries ${refuse}`.execute(db)
  await sql`create trigger activity_entries_no_delete before delete on activity_entries ${refuse}`.execute(db)
  await sql`create trigger activity_entries_no_replace before insert on activity_entries
    when exists (select 1 from activity_entries where seq = new.seq) ${refuse}`.execute(db)
}

async function refuseChangesOnPostgres(db: MigrationDb): Promise<void> {
  await sql`create function activity_entries_refuse() returns trigger language plpgsql as $$
    begin raise exception 'activity_entries only grows'; end $$`.execute(db)
  await sql`create trigger activity_entries_keep before update or delete or truncate on activity_entries
    for each statement execute function activity_entries_refuse()`.execute(db)
}
