import type { Db } from '../../../platform/database/tables.ts'
import { changeBound, runBound, unlessDoiIsTaken } from './bound.ts'
import type { Bulk, BulkValue, Columns, KnownIdentifier, KnownPaper } from './bulk.ts'

/** Values in one statement: beyond this, longer statements gain nothing. */
const valuesAtOnce = 950

export const sqliteBulk: Bulk = {
  insert: async (tx, table, columns) => void (await insertInPieces(tx, table, columns)),
  insertPapers: (tx, columns) => insertInPieces(tx, 'papers', columns, unlessDoiIsTaken),

  findByDoi: (tx, dois) =>
    runBound<KnownPaper>(
      tx,
      'select id, doi, status, import_id, import_row from papers where doi in (select value from json_each(?))',
      [JSON.stringify(dois)],
    ),

  findByIdentifier: (tx, schemes, values) =>
    runBound<KnownIdentifier>(
      tx,
      `select known.scheme, known.value, p.id, p.doi, p.status, p.import_id, p.import_row
       from json_each(?) wanted
       cross join papers_ids known on known.scheme = wanted.value ->> 0 and known.value = wanted.value ->> 1
       join papers p on p.id = known.paper_id
       order by p.seq`,
      [JSON.stringify(schemes.map((scheme, at) => [scheme, values[at]]))],
    ),

  lastPaper: async (tx) => {
    const [row] = await runBound<{ seq: number }>(tx, `select seq from sqlite_sequence where name = 'papers'`, [])
    return row?.seq ?? 0
  },

  indexWords: async (tx, lastPaper) => {
    await runBound(
      tx,
      `insert into papers_search (rowid, title, journal, authors, abstract)
       select seq, title, journal, authors_json, abstract from papers where seq > ? and import_id is not null`,
      [lastPaper],
    )
  },

  // One connection writes at a time anyway.
  waitForOthers: async () => {},
}

/** Values that all rows share, as the import and its time, are bound once a statement, the others row by row. */
async function insertInPieces(tx: Db, table: string, columns: Columns, unless = ''): Promise<number> {
  const own = Object.entries(columns).filter(([, list], at) => at === 0 || list.some((value) => value !== list[0]))
  const ownNames = own.map(([name]) => name)
  const shared = Object.entries(columns).filter(([name]) => !ownNames.includes(name))
  const sharedValues = shared.map(([, list]) => list[0] ?? null)
  const names = [...shared.map(([name]) => name), ...ownNames]
  const lists = own.map(([, list]) => list)
  const count = lists[0]?.length ?? 0
  const rowsAtOnce = Math.max(1, Math.floor((valuesAtOnce - shared.length) / lists.length))
  const whole = insertStatement(table, names, shared.length, Math.min(count, rowsAtOnce), unless)
  let added = 0
  for (let from = 0; from < count; from += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, count - from)
    const isWhole = from === 0 || rows === rowsAtOnce
    const statement = isWhole ? whole : insertStatement(table, names, shared.length, rows, unless)
    added += await changeBound(tx, statement, rowByRow(sharedValues, lists, from, rows))
  }
  return added
}

function insertStatement(
  table: string,
  names: readonly string[],
  shared: number,
  rows: number,
  unless: string,
): string {
  const places = (count: number): string[] => Array<string>(count).fill('?')
  const own = names.length - shared
  const chosen = [...places(shared), ...places(own).map((_, at) => `column${at + 1}`)]
  const given = Array<string>(rows).fill(`(${places(own).join(', ')})`)
  // Without "where" the parser would take "on conflict" for a part of a join.
  return `insert into ${table} (${names.join(', ')})
    select ${chosen.join(', ')} from (values ${given.join(', ')}) where true ${unless}`
}

function rowByRow(
  shared: readonly BulkValue[],
  lists: readonly (readonly BulkValue[])[],
  from: number,
  rows: number,
): BulkValue[] {
  const values = new Array<BulkValue>(shared.length + rows * lists.length)
  let at = 0
  for (const value of shared) values[at++] = value
  for (let row = from; row < from + rows; row++) for (const list of lists) values[at++] = list[row] ?? null
  return values
}
