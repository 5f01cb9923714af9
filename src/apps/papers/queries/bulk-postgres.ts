import type { Db } from '../../../platform/database/tables.ts'
import { changeBound, runBound, unlessDoiIsTaken } from './bound.ts'
import type { Bulk, Columns, KnownIdentifier, KnownPaper } from './bulk.ts'

/** Any number that no other part of the house takes for a lock of its own. */
const importLock = 7_028_441

const numberColumns: ReadonlySet<string> = new Set([
  'published_year',
  'retracted',
  'import_row',
  'row_number',
  'line_number',
])

export const postgresBulk: Bulk = {
  insert: async (tx, table, columns) => void (await insertLists(tx, table, columns)),
  insertPapers: (tx, columns) => insertLists(tx, 'papers', columns, unlessDoiIsTaken),

  findByDoi: (tx, dois) =>
    runBound<KnownPaper>(tx, 'select id, doi, status, import_id, import_row from papers where doi = any($1::text[])', [
      dois,
    ]),

  findByIdentifier: (tx, schemes, values) =>
    runBound<KnownIdentifier>(
      tx,
      `select known.scheme, known.value, p.id, p.doi, p.status, p.import_id, p.import_row
       from unnest($1::text[], $2::text[]) as wanted (scheme, value)
       join papers_ids known on known.scheme = wanted.scheme and known.value = wanted.value
       join papers p on p.id = known.paper_id
       order by p.seq`,
      [schemes, values],
    ),

  // The words are a generated column.
  lastPaper: async () => 0,
  indexWords: async () => {},

  waitForOthers: async (tx) => {
    await runBound(tx, 'select pg_advisory_xact_lock($1)', [importLock])
  },
}

function insertLists(tx: Db, table: string, columns: Columns, unless = ''): Promise<number> {
  const names = Object.keys(columns)
  const lists = names.map((name, at) => `$${at + 1}::${numberColumns.has(name) ? 'bigint' : 'text'}[]`)
  const cast = names.map((name) => (numberColumns.has(name) ? `${name}::int` : name))
  return changeBound(
    tx,
    `insert into ${table} (${names.join(', ')})
     select ${cast.join(', ')} from unnest(${lists.join(', ')}) with ordinality as given (${names.join(', ')}, place)
     order by place
     ${unless}`,
    Object.values(columns),
  )
}
