import { type CompiledQuery, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'
import type { Db } from '../../../platform/database/tables.ts'
import {
  dayPattern,
  type FilterField,
  type FilterTerm,
  type Having,
  type PaperFilter,
  readRange,
  yearPattern,
} from '../searching/paper-filter.ts'
import type { PaperRow } from '../tables.ts'

const firstColumns = [
  'seq',
  'id',
  'title',
  'journal',
  'published_on',
  'doi',
  'status',
  'fulltext_state',
  'retracted',
] as const satisfies readonly (keyof PaperRow)[]

const otherColumns = [
  'issn',
  'type',
  'language',
  'oa_status',
  'license',
  'failure_code',
  'attempt_count',
  'next_attempt_at',
  'priority',
  'import_id',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof PaperRow)[]

/** What a row of the table knows; the second part only where it was asked for. */
export type TablePaper = Pick<PaperRow, (typeof firstColumns)[number]> &
  Partial<Pick<PaperRow, (typeof otherColumns)[number]>>

/** What the table can be sorted by. Titles go by their folded form, so that case, accents and quotation marks do not count. */
export const sortColumns = [
  'added',
  'title',
  'journal',
  'year',
  'doi',
  'status',
  'type',
  'language',
  'oa',
  'license',
  'attempts',
  'next-attempt',
  'priority',
  'updated',
] as const
export type SortColumn = (typeof sortColumns)[number]

export type Sort = Readonly<{ column: SortColumn; isDown: boolean }>

/** Where a page begins: behind (`after`) or before a paper, by the value it is sorted by and its `seq`. */
export type TablePlace = Readonly<{ side: 'after' | 'before'; key: string | number | null; seq: number }>

export type TablePage = Readonly<{ rows: readonly TablePaper[]; previous: TablePlace | null; next: TablePlace | null }>

export type TableWish = Readonly<{
  filter: PaperFilter
  sort: Sort
  limit: number
  place: TablePlace | null
  /** Whether all columns are wanted, or those that are shown at first. */
  isWhole: boolean
  /** Whether only a few papers match, as far as is known. */
  isRare: boolean
}>

type Kind = Database['kind']

/** One page of the table; as fast on the last page as on the first. Every order ends with `seq`, so that it is stable. */
export async function listTable(database: Database, wish: TableWish): Promise<TablePage> {
  const { sort, limit, place } = wish
  const isBack = place?.side === 'before'
  // The index of words gives a page in the order of `seq` without looking at all that it finds.
  const way = sort.column === 'added' ? 'words' : await wayTo(database, wish.filter)
  const found = await database.db.executeQuery(compiledQuery(database, wish, way))
  const seen = found.rows.slice(0, limit)
  const rows = isBack ? seen.reverse() : seen
  const hasMore = found.rows.length > limit
  const first = rows[0]
  const last = rows.at(-1)
  const placeOf = (row: (typeof rows)[number], side: TablePlace['side']): TablePlace => ({
    side,
    key: sort.column === 'added' ? null : row.sort_key,
    seq: Number(row.seq),
  })
  return {
    rows,
    previous: first && (isBack ? hasMore : place !== null) ? placeOf(first, 'before') : null,
    next: last && (isBack || hasMore) ? placeOf(last, 'after') : null,
  }
}

/** How many papers a filter lets through, counted no further than `most`. */
export async function countTable({ db, kind }: Database, filter: PaperFilter, most: number): Promise<number> {
  const isWordsAlone = kind === 'sqlite' && filter.words.length > 0 && filter.terms.length === 0
  if (isWordsAlone && !(await hasDeleted(db))) return countWords(db, filter.words, most)
  const way = await wayTo({ db, kind }, filter)
  const { rows } = await sql<{ count: number }>`select count(*) as count from (
    select 1 from ${tablesOf(filter, kind, way)} where ${whereOf(filter, kind, way)} limit ${sql.lit(most)}) as found`.execute(
    db,
  )
  return Number(rows[0]?.count ?? 0)
}

/**
 * How SQLite finds papers that have words and a status: by the words, of which every paper is looked at for its status, or
 * by the status, each of whose papers is looked for among those with the words.
 */
type Way = 'words' | 'status'

/** By the status are looked for no more than these: a few thousandths of a second to count, a tenth to find. */
const mostByStatus = 50_000

async function wayTo({ db, kind }: Pick<Database, 'db' | 'kind'>, { words, terms }: PaperFilter): Promise<Way> {
  const status = terms.find(({ field, isNot }) => field === 'status' && !isNot)
  if (kind !== 'sqlite' || words.length === 0 || !status) return 'words'
  const { rows } =
    await sql`select 1 from papers where ${conditionOf([status])} limit 1 offset ${sql.lit(mostByStatus)}`.execute(db)
  return rows.length === 0 ? 'status' : 'words'
}

/** Where no paper is deleted, the index of words knows by itself how many have them: ten times as fast. */
async function countWords(db: Db, words: readonly string[], most: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from (
    select 1 from papers_search where ${matchSqlite(words)} limit ${sql.lit(most)})`.execute(db)
  return Number(rows[0]?.count ?? 0)
}

async function hasDeleted(db: Db): Promise<boolean> {
  const { rows } = await sql`select 1 from papers where status = 'deleted' limit 1`.execute(db)
  return rows.length > 0
}

/** The largest `seq`, as a measure of how many papers there are; 0 where there are none. */
export async function largestSeq(db: Db): Promise<number> {
  const row = await db
    .selectFrom('papers')
    .select((paper) => paper.fn.max('seq').as('most'))
    .executeTakeFirst()
  return Number(row?.most ?? 0)
}

/** The papers that a filter means, by id, in the order of `seq`; those that changed after `unchangedSince` are left out. */
export async function listMatching(
  { db, kind }: Database,
  filter: PaperFilter,
  { afterSeq, unchangedSince, limit }: { afterSeq: number; unchangedSince: string; limit: number },
): Promise<{ id: string; seq: number }[]> {
  const { rows } = await sql<{ id: string; seq: number }>`select papers.id, papers.seq
    from ${tablesOf(filter, kind)} where ${whereOf(filter, kind)}
    and papers.seq > ${afterSeq} and papers.updated_at <= ${unchangedSince}
    order by papers.seq limit ${limit}`.execute(db)
  return rows.map(({ id, seq }) => ({ id, seq: Number(seq) }))
}

/** Whole rows for an export, in the order of `seq`. */
export async function listForExport(
  { db, kind }: Database,
  filter: PaperFilter,
  afterSeq: number,
  limit: number,
): Promise<PaperRow[]> {
  const { rows } = await sql<PaperRow>`select papers.* from ${tablesOf(filter, kind)}
    where ${whereOf(filter, kind)} and papers.seq > ${afterSeq} order by papers.seq limit ${limit}`.execute(db)
  return rows
}

/** What lists brought beyond the fields of the house, of those papers that have any, in the order of `seq`. */
export async function listExtras(
  { db, kind }: Database,
  filter: PaperFilter,
  afterSeq: number,
  limit: number,
): Promise<Pick<PaperRow, 'seq' | 'extra_json'>[]> {
  const { rows } = await sql<Pick<PaperRow, 'seq' | 'extra_json'>>`select papers.seq, papers.extra_json
    from ${tablesOf(filter, kind)}
    where ${whereOf(filter, kind)} and papers.extra_json is not null and papers.seq > ${afterSeq}
    order by papers.seq limit ${limit}`.execute(db)
  return rows
}

const named = (columns: readonly string[]) => sql.raw(columns.map((column) => `papers.${column}`).join(', '))
const fewColumns = named(firstColumns)
const allColumns = named([...firstColumns, ...otherColumns])

/** What each order looks at. Where nothing stands, the paper comes last both upwards and downwards. */
const sortKeys: Readonly<Record<SortColumn, { key: RawBuilder<unknown>; isNullable: boolean }>> = {
  added: { key: sql`papers.seq`, isNullable: false },
  title: { key: sql`nullif(papers.title_fingerprint, '')`, isNullable: true },
  journal: { key: sql`lower(papers.journal)`, isNullable: true },
  year: { key: sql`papers.published_on`, isNullable: true },
  doi: { key: sql`papers.doi`, isNullable: true },
  status: { key: sql`papers.status`, isNullable: false },
  type: { key: sql`papers.type`, isNullable: false },
  language: { key: sql`papers.language`, isNullable: true },
  oa: { key: sql`papers.oa_status`, isNullable: true },
  license: { key: sql`papers.license`, isNullable: true },
  attempts: { key: sql`papers.attempt_count`, isNullable: false },
  'next-attempt': { key: sql`papers.next_attempt_at`, isNullable: true },
  priority: { key: sql`papers.priority`, isNullable: false },
  updated: { key: sql`papers.updated_at`, isNullable: false },
}

type FoundPaper = TablePaper & { sort_key: string | number | null }

/** Building a query takes longer than running it, and most visits ask for one of a few pages. */
const compiled = new Map<string, CompiledQuery<FoundPaper>>()
const mostCompiled = 200

function compiledQuery({ db, kind }: Database, wish: TableWish, way: Way): CompiledQuery<FoundPaper> {
  const key = kind + way + JSON.stringify(wish)
  const known = compiled.get(key)
  if (known) return known
  const fresh = tableQuery(db, kind, wish, way)
  if (compiled.size >= mostCompiled) compiled.delete(compiled.keys().next().value ?? '')
  compiled.set(key, fresh)
  return fresh
}

function tableQuery(db: Db, kind: Kind, wish: TableWish, way: Way): CompiledQuery<FoundPaper> {
  const { filter, sort, limit, place, isWhole } = wish
  const { key, isNullable } = sortKeys[sort.column]
  // Going back reads the list the other way round.
  const isDown = sort.isDown !== (place?.side === 'before')
  const order = sql.raw(isDown ? 'desc' : 'asc')
  const nullsLast = sql`(${key} is null) ${sql.raw(place?.side === 'before' ? 'desc' : 'asc')}, `
  // The index of words gives its rows in this order by itself, and stops at the end of the page.
  const seq = isByWords(filter, kind, way) ? sql`papers_search.rowid` : sql`papers.seq`
  const orders =
    sort.column === 'added'
      ? sql`${seq} ${order}`
      : sql`${isNullable ? nullsLast : sql``}${key} ${order}, ${seq} ${order}`
  // Where many match, walking the table in its order is quicker than sorting what an index finds.
  const isWalk = kind === 'sqlite' && sort.column === 'added' && !wish.isRare
  const matching = whereOf(filter, kind, way, isWalk)
  const where = place ? sql`${matching} and ${behind(sort, place, isDown, seq)}` : matching
  return sql<FoundPaper>`select ${isWhole ? allColumns : fewColumns}, ${sort.column === 'added' ? sql`null` : key} as sort_key
    from ${tablesOf(filter, kind, way)} where ${where} order by ${orders} limit ${limit + 1}`.compile(db)
}

/** What lies on the far side of a place, in the direction in which the list is read. */
function behind(
  { column }: Sort,
  { side, key, seq }: TablePlace,
  isDown: boolean,
  place: RawBuilder<unknown>,
): RawBuilder<SqlBool> {
  const { key: value, isNullable } = sortKeys[column]
  const beyond = sql.raw(isDown ? '<' : '>')
  if (column === 'added') return sql`${place} ${beyond} ${seq}`
  const isBack = side === 'before'
  if (key === null) {
    const sameNothing = sql<SqlBool>`(${value} is null and ${place} ${beyond} ${seq})`
    return isBack ? sql`(${value} is not null or ${sameNothing})` : sameNothing
  }
  const among = sql<SqlBool>`${value} ${beyond} ${key} or (${value} = ${key} and ${place} ${beyond} ${seq})`
  return isNullable && !isBack ? sql`(${among} or ${value} is null)` : sql`(${among})`
}

/** On SQLite words are found in an index of its own, whose rows bear the `seq` of their papers. */
const isByWords = ({ words }: PaperFilter, kind: Kind, way: Way): boolean =>
  kind === 'sqlite' && words.length > 0 && way === 'words'

const tablesOf = (filter: PaperFilter, kind: Kind, way: Way = 'words'): RawBuilder<unknown> =>
  isByWords(filter, kind, way) ? sql`papers_search cross join papers on papers.seq = papers_search.rowid` : sql`papers`

function whereOf({ words, terms }: PaperFilter, kind: Kind, way: Way = 'words', isWalk = false): RawBuilder<SqlBool> {
  const conditions = terms.map((term) => termCondition(term, isWalk))
  if (!terms.some(({ field }) => field === 'status' || field === 'id')) conditions.push(sql`papers.status <> 'deleted'`)
  if (words.length > 0) conditions.unshift(kind === 'sqlite' ? matchSqlite(words, way) : matchPostgres(words))
  return allOf(conditions)
}

/** Terms that must all hold, on the table `papers`; none let everything through. */
export const conditionOf = (terms: readonly FilterTerm[]): RawBuilder<SqlBool> =>
  allOf(terms.map((term) => termCondition(term, false)))

const allOf = (conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> =>
  conditions.length === 0 ? sql`1 = 1` : sql.join(conditions, sql` and `)

/** Words hold letters and digits only, so that none of them can be read as an operator. */
function matchSqlite(words: readonly string[], way: Way = 'words'): RawBuilder<SqlBool> {
  const wanted = words.map((word) => (word.endsWith('*') ? `"${word.slice(0, -1)}" *` : `"${word}"`)).join(' ')
  const match = sql<SqlBool>`papers_search match ${wanted}`
  // A plus keeps SQLite from looking up every paper of the list.
  return way === 'words' ? match : sql<SqlBool>`+papers.seq in (select rowid from papers_search where ${match})`
}

const matchPostgres = (words: readonly string[]): RawBuilder<SqlBool> =>
  sql`papers.search @@ to_tsquery('simple', ${words.map((word) => (word.endsWith('*') ? `${word.slice(0, -1)}:*` : word)).join(' & ')})`

/** A paper about which nothing is known meets no condition, and every negated one. */
function termCondition({ field, values, isNot }: FilterTerm, isWalk: boolean): RawBuilder<SqlBool> {
  if (values.length === 0) return sql`1 = 0`
  // A plus keeps SQLite from using the index of the column.
  const condition =
    isWalk && field === 'status' ? (value: string) => sql<SqlBool>`+papers.status = ${value}` : conditions[field]
  const any = sql.join(
    values.map((value) => condition(value)),
    sql` or `,
  )
  return isNot ? sql`((${any}) is not true)` : sql`(${any})`
}

const conditions: Readonly<Record<FilterField, (value: string) => RawBuilder<SqlBool>>> = {
  status: (value) => sql`papers.status = ${value}`,
  code: (value) => sql`papers.failure_code = ${value}`,
  journal: (value) => sql`lower(papers.journal) = ${asciiLower(value)}`,
  publisher: (value) => sql`lower(papers.publisher) = ${asciiLower(value)}`,
  type: (value) => sql`papers.type = ${value}`,
  language: (value) => sql`papers.language = ${value.toLowerCase()}`,
  oa: (value) => sql`papers.oa_status = ${value}`,
  license: (value) => sql`papers.license = ${value.toLowerCase()}`,
  import: (value) => sql`papers.import_id = ${value}`,
  doi: (value) => sql`papers.doi = ${value}`,
  tag: (value) => sql`papers.id in (select paper_id from papers_tags where tag = ${value})`,
  source: (value) => sql`papers.id in (select paper_id from papers_files where source = ${value})`,
  issn: (value) => sql`(papers.issn = ${value} or ${hasIdentifier(value)})`,
  identifier: hasIdentifier,
  id: (value) => sql`papers.id = ${value}`,
  is: () => sql`papers.retracted = 1`,
  has: (value) => havingConditions[value as Having],
  year: (value) => inRange(sql`papers.published_year`, readRange(value, yearPattern), Number),
  // A day means all of it, in UTC.
  added: (value) => inRange(sql`substr(papers.created_at, 1, 10)`, readRange(value, dayPattern), String),
}

const havingConditions: Readonly<Record<Having, RawBuilder<SqlBool>>> = {
  file: sql`papers.fulltext_state = 'stored'`,
  'no-file': sql`papers.fulltext_state <> 'stored'`,
  doi: sql`papers.doi is not null`,
  'no-doi': sql`papers.doi is null`,
  title: sql`papers.title is not null`,
  'no-title': sql`papers.title is null`,
  abstract: sql`papers.abstract is not null`,
  'no-abstract': sql`papers.abstract is null`,
  tag: sql`papers.id in (select paper_id from papers_tags)`,
  'no-tag': sql`papers.id not in (select paper_id from papers_tags)`,
}

function hasIdentifier(value: string): RawBuilder<SqlBool> {
  return sql`papers.id in (select paper_id from papers_ids where value = ${value} and scheme in
    ('pmid', 'pmcid', 'arxiv', 'openalex', 'scopus_eid', 'wos_ut', 'isbn', 'issn', 's2', 'handle', 'other'))`
}

function inRange(
  column: RawBuilder<unknown>,
  range: ReturnType<typeof readRange>,
  asValue: (end: string) => string | number,
): RawBuilder<SqlBool> {
  const ends: RawBuilder<SqlBool>[] = []
  if (range?.from) ends.push(sql`${column} >= ${asValue(range.from)}`)
  if (range?.until) ends.push(sql`${column} <= ${asValue(range.until)}`)
  return ends.length === 0 ? sql`1 = 0` : sql`(${sql.join(ends, sql` and `)})`
}

/** As `lower()` of both databases does it. */
const asciiLower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
