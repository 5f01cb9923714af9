import { setImmediate as breathe } from 'node:timers/promises'
import { type Cell, csvLine } from '../../platform/csv.ts'
import type { Database } from '../../platform/database/database.ts'
import { authorsText } from './author-names.ts'
import { identifiersOfMany } from './queries/paper-export.ts'
import { listForExport } from './queries/paper-table.ts'
import type { PaperFilter } from './searching/paper-filter.ts'
import type { PaperIdRow, PaperRow } from './tables.ts'

const pageSize = 500
/** Lists bring columns of their own; so many of them come out again. */
const mostExtraColumns = 500
const byteOrderMark = '\ufeff'

/**
 * The papers that a filter lets through, as pieces of a CSV file that can be read in again: the columns of the house under
 * the names that an import knows, and behind them every column of the lists that no field took. Memory holds one page.
 */
export async function* exportPapers(database: Database, filter: PaperFilter): AsyncGenerator<string, void> {
  const extras = await extraColumns(database, filter)
  yield byteOrderMark + csvLine([...columns.map(([name]) => name), ...extras])
  for await (const papers of pagesOf(database, filter)) {
    const identifiers = await identifiersOfMany(
      database.db,
      papers.map(({ id }) => id),
    )
    yield papers.map((paper) => csvLine(cellsOf(paper, identifiers.get(paper.id) ?? [], extras))).join('')
  }
}

type Identifiers = readonly PaperIdRow[]
type ColumnOfHouse = readonly [name: string, cell: (paper: PaperRow, identifiers: Identifiers) => Cell]

const identifier =
  (scheme: string) =>
  (_: PaperRow, identifiers: Identifiers): Cell =>
    identifiers.find((row) => row.scheme === scheme)?.value

const columns: readonly ColumnOfHouse[] = [
  ['title', ({ title }) => title],
  ['doi', ({ doi, doi_raw }) => doi ?? doi_raw],
  ['issn', ({ issn }, identifiers) => allIssns(issn, identifiers)],
  ['journal', ({ journal }) => journal],
  ['type', ({ type, type_raw }) => (type === 'other' ? (type_raw ?? type) : type)],
  ['language', ({ language, language_raw }) => language ?? language_raw],
  ['published', ({ published_on }) => published_on],
  ['alternative_id', ({ alternative_id }) => alternative_id],
  ['authors', ({ authors_json }) => authorsText(authors_json) || null],
  ['publisher', ({ publisher }) => publisher],
  ['volume', ({ volume }) => volume],
  ['issue', ({ issue }) => issue],
  ['pages', ({ pages }) => pages],
  ['article_number', ({ article_number }) => article_number],
  ['abstract', ({ abstract }) => abstract],
  ['license', ({ license }) => license],
  ['oa_status', ({ oa_status }) => oa_status],
  ['retracted', ({ retracted }) => (retracted === 1 ? 'true' : '')],
  ['pmid', identifier('pmid')],
  ['pmcid', identifier('pmcid')],
  ['arxiv', identifier('arxiv')],
  ['openalex', identifier('openalex')],
  ['scopus_eid', identifier('scopus_eid')],
  ['wos_ut', identifier('wos_ut')],
  ['isbn', identifier('isbn')],
  ['url', identifier('url')],
  ['lyceum_id', ({ id }) => id],
  ['lyceum_status', ({ status }) => status],
  ['lyceum_reason', ({ failure_code }) => failure_code],
  ['lyceum_added', ({ created_at }) => created_at],
]
const houseNames = new Set(columns.map(([name]) => name))

function cellsOf(paper: PaperRow, identifiers: Identifiers, extras: readonly string[]): Cell[] {
  const extra = extraOf(paper)
  return [...columns.map(([, cell]) => cell(paper, identifiers)), ...extras.map((name) => extra.get(name))]
}

/** Every header that a list brought and no field took, in the order of first sight. */
async function extraColumns(database: Database, filter: PaperFilter): Promise<string[]> {
  const names = new Set<string>()
  for await (const papers of pagesOf(database, filter)) {
    for (const paper of papers) {
      for (const name of extraOf(paper).keys()) if (!houseNames.has(name)) names.add(name)
    }
    if (names.size >= mostExtraColumns) break
  }
  return [...names].slice(0, mostExtraColumns)
}

async function* pagesOf(database: Database, filter: PaperFilter): AsyncGenerator<PaperRow[]> {
  for (let afterSeq = 0; ; ) {
    const papers = await listForExport(database, filter, afterSeq, pageSize)
    if (papers.length > 0) yield papers
    if (papers.length < pageSize) return
    afterSeq = Number(papers.at(-1)?.seq)
    // SQLite answers within this thread: others get their turn between two pages.
    await breathe()
  }
}

function extraOf({ extra_json }: PaperRow): Map<string, string> {
  if (extra_json === null) return new Map()
  return new Map(Object.entries(JSON.parse(extra_json) as Record<string, string>))
}

function allIssns(first: string | null, identifiers: Identifiers): string | null {
  const more = identifiers.filter(({ scheme, value }) => scheme === 'issn' && value !== first).map(({ value }) => value)
  return [first, ...more].filter((issn) => issn !== null).join(', ') || null
}
