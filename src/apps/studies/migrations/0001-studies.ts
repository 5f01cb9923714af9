import { sql } from 'kysely'
import type { Migration, MigrationDb } from '../../../platform/database/migrating.ts'

const tables = [
  'studies_upload_parts',
  'studies_uploads',
  'studies_limits',
  'studies_presets',
  'studies_links',
  'studies_people',
  'studies_analyses',
  'studies_files',
  'studies_studies',
]

/** Studies with their files and analyses, who may look at them, and what is on its way. */
export const studies: Migration = {
  destroys: 'every study with its files and analyses',

  async up(db) {
    await createStudies(db)
    await createAnalyses(db)
    await createSharing(db)
    await createBesides(db)
  },

  async down(db) {
    for (const table of tables) await db.schema.dropTable(table).execute()
  },
}

async function createStudies(db: MigrationDb): Promise<void> {
  await sql`create table studies_studies (
    id text primary key,
    owner_id text not null,
    title text not null,
    title_key text not null,
    about text not null default '',
    notebook text not null default '',
    group_id text,
    is_sample integer not null default 0 check (is_sample in (0, 1)),
    created_at text not null,
    updated_at text not null,
    version integer not null,
    binned_at text
  )`.execute(db)
  // The list of one's own, and the rule that no two of them bear one name.
  await sql`create index studies_of_owner on studies_studies (owner_id, updated_at)`.execute(db)
  await sql`create unique index studies_titles on studies_studies (owner_id, title_key) where binned_at is null`.execute(
    db,
  )
  await sql`create index studies_of_group on studies_studies (group_id)`.execute(db)
  await sql`create table studies_files (
    id text primary key,
    study_id text not null references studies_studies (id) on delete cascade,
    file_id text not null,
    sha256 text not null,
    size_bytes bigint not null,
    name text not null,
    format text not null,
    report_json text not null,
    added_by text not null,
    created_at text not null
  )`.execute(db)
  await sql`create unique index studies_files_of_study on studies_files (study_id, sha256)`.execute(db)
}

async function createAnalyses(db: MigrationDb): Promise<void> {
  await sql`create table studies_analyses (
    id text primary key,
    study_id text not null references studies_studies (id) on delete cascade,
    owner_id text not null,
    title text not null,
    title_key text not null,
    kind text not null,
    kind_title text not null,
    parameters_json text not null,
    sealed text,
    inputs_json text not null,
    run text,
    state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
    failure text,
    sentence text,
    output_bytes bigint not null default 0,
    summary_json text,
    tell_by_mail integer not null default 1 check (tell_by_mail in (0, 1)),
    sweep_id text,
    created_at text not null,
    started_at text,
    finished_at text,
    expires_at text,
    warned_at text
  )`.execute(db)
  await sql`create unique index studies_analyses_of_study on studies_analyses (study_id, title_key)`.execute(db)
  await sql`create unique index studies_analyses_by_run on studies_analyses (run)`.execute(db)
  // A person's running and waiting ones, and how long a kind usually takes.
  await sql`create index studies_analyses_of_owner on studies_analyses (owner_id, state)`.execute(db)
  await sql`create index studies_analyses_of_kind on studies_analyses (kind, state, finished_at)`.execute(db)
}

async function createSharing(db: MigrationDb): Promise<void> {
  await sql`create table studies_people (
    study_id text not null references studies_studies (id) on delete cascade,
    person_id text not null,
    added_by text not null,
    added_at text not null,
    primary key (study_id, person_id)
  )`.execute(db)
  await sql`create index studies_people_of_person on studies_people (person_id)`.execute(db)
  await sql`create table studies_links (
    id text primary key,
    study_id text not null references studies_studies (id) on delete cascade,
    secret_hash text not null unique,
    note text not null,
    created_by text not null,
    created_at text not null,
    expires_at text not null
  )`.execute(db)
  await sql`create index studies_links_of_study on studies_links (study_id)`.execute(db)
}

async function createBesides(db: MigrationDb): Promise<void> {
  await sql`create table studies_presets (
    id text primary key,
    owner_id text not null,
    kind text not null,
    title text not null,
    values_json text not null,
    created_at text not null
  )`.execute(db)
  await sql`create unique index studies_presets_of_owner on studies_presets (owner_id, kind, title)`.execute(db)
  await sql`create table studies_limits (
    person_id text primary key,
    studies integer,
    analyses integer,
    running integer,
    megabytes integer,
    wish text,
    touched_at text not null
  )`.execute(db)
  await sql`create table studies_uploads (
    id text primary key,
    study_id text not null references studies_studies (id) on delete cascade,
    owner_id text not null,
    name text not null,
    size_bytes bigint not null,
    sha256 text,
    part_bytes integer not null,
    created_at text not null
  )`.execute(db)
  await sql`create index studies_uploads_of_study on studies_uploads (study_id)`.execute(db)
  await sql`create table studies_upload_parts (
    upload_id text not null references studies_uploads (id) on delete cascade,
    number integer not null,
    file_id text not null,
    size_bytes bigint not null,
    primary key (upload_id, number)
  )`.execute(db)
}
