import { sql } from 'kysely'
import type { Migration, MigrationDb } from '../../../platform/database/migrating.ts'

/** Abstracts are searched by their words as well. A paper without one costs the index a byte. */
export const abstracts: Migration = {
  async up(db, kind) {
    await (kind === 'sqlite'
      ? searchOnSqlite(db, { title: 'title', journal: 'journal', authors: 'authors_json', abstract: 'abstract' })
      : // All words of the longest abstracts would be more than an index of PostgreSQL takes for one row (1 MB).
        searchOnPostgres(db, ['title', 'journal', 'authors_json', 'left(abstract, 100000)']))
  },

  async down(db, kind) {
    await (kind === 'sqlite'
      ? searchOnSqlite(db, { title: 'title', journal: 'journal', authors: 'authors_json' })
      : searchOnPostgres(db, ['title', 'journal', 'authors_json']))
  },
}

/** Makes index and triggers anew, as 0001 says. Keys are columns of the index, values those of papers. */
async function searchOnSqlite(db: MigrationDb, columns: Readonly<Record<string, string>>): Promise<void> {
  const names = Object.keys(columns).join(', ')
  const sources = Object.values(columns)
  const ofNew = sources.map((column) => `new.${column}`).join(', ')
  const changes = Object.entries(columns).map(([name, column]) => `${name} = new.${column}`)
  for (const statement of [
    'drop trigger papers_search_insert',
    'drop trigger papers_search_update',
    'drop trigger papers_search_delete',
    'drop table papers_search',
    `create virtual table papers_search using fts5(
      ${names}, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
    )`,
    `insert into papers_search (papers_search, rank) values ('automerge', 16)`,
    `insert into papers_search (rowid, ${names}) select seq, ${sources.join(', ')} from papers`,
    `create trigger papers_search_insert after insert on papers when new.import_id is null begin
      insert into papers_search (rowid, ${names}) values (new.seq, ${ofNew});
    end`,
    `create trigger papers_search_update after update of ${sources.join(', ')} on papers begin
      update papers_search set ${changes.join(', ')} where rowid = new.seq;
    end`,
    `create trigger papers_search_delete after delete on papers begin
      delete from papers_search where rowid = old.seq;
    end`,
  ])
    await sql.raw(statement).execute(db)
}

async function searchOnPostgres(db: MigrationDb, columns: readonly string[]): Promise<void> {
  const text = columns.map((column) => `coalesce(${column}, '')`).join(` || ' ' || `)
  await sql`alter table papers drop column search`.execute(db)
  await sql`alter table papers add column search tsvector generated always as (
    to_tsvector('simple', ${sql.raw(text)})
  ) stored`.execute(db)
  await sql`create index papers_by_words on papers using gin (search)`.execute(db)
}
