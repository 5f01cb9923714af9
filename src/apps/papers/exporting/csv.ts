import { setImmediate as breathe } from 'node:timers/promises'
import { type Cell, csvLine } from '../../../platform/csv.ts'
import type { Database } from '../../../platform/database/database.ts'
import { authorsText } from '../author-names.ts'
import { ownIdColumn } from '../importing/row-cells.ts'
import { listExtras } from '../queries/paper-table.ts'
import type { PaperFilter } from '../searching/paper-filter.ts'
import type { PaperRow } from '../tables.ts'
import { type Exported, exportedPages, type Identifiers, issnsOf } from './exported.ts'

/** Lists bring columns of their own; so many of them come out again. */
const mostExtraColumns = 500
const extrasAtOnce = 2_000
const byteOrderMark = '\ufeff'

/**
 * The papers that a filter lets through, as pieces of a CSV file that can be read in again: the columns of the house under
 * the names that an import knows, and behind them every column of the lists that no field took. Memory holds one page.
 */
export async function* exportAsCsv(database: Database, filter: PaperFilter): AsyncGenerator<string, void> {
  const extras = await extraColumns(database, filter)
  yield byteOrderMark + csvLine([...columns.map(([name]) => name), ...extras])
  for await (const page of exportedPages(database, filter))
    yield page.map((exported) => csvLine(cellsOf(exported, extras))).join('')
}

type ColumnOfHouse = readonly [
  name: string,
  cell: (paper: PaperRow, identifiers: Identifiers, tags: readonly string[]) => Cell,
]

const identifier =
  (scheme: string) =>
  (_: PaperRow, identifiers: Identifiers): Cell =>
    identifiers.find((row) => row.scheme === scheme)?.value

const columns: readonly ColumnOfHouse[] = [
  ['title', ({ title }) => title],
  ['doi', ({ doi, doi_raw }) => doi ?? doi_raw],
  ['issn', ({ issn }, identifiers) => issnsOf(issn, identifiers).join(', ') || null],
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
  [ownIdColumn, ({ id }) => id],
  ['lyceum_status', ({ status }) => status],
  ['lyceum_reason', ({ failure_code }) => failure_code],
  ['lyceum_tags', (_, __, tags) => tags.join(', ') || null],
  ['lyceum_added', ({ created_at }) => created_at],
]
const houseNames = new Set(columns.map(([name]) => name))

function cellsOf({ paper, identifiers, tags }: Exported, extras: readonly string[]): Cell[] {
  const extra = extraOf(paper)
  return [...columns.map(([, cell]) => cell(paper, identifiers, tags)), ...extras.map((name) => extra.get(name))]
}

/** Every header that a list brought and no field took, in the order of first sight. */
async function extraColumns(database: Database, filter: PaperFilter): Promise<string[]> {
  const names = new Set<string>()
  for (let afterSeq = 0; names.size < mostExtraColumns; ) {
    const papers = await listExtras(database, filter, afterSeq, extrasAtOnce)
    for (const paper of papers) {
      for (const name of extraOf(paper).keys()) if (!houseNames.has(name)) names.add(name)
    }
    if (papers.length < extrasAtOnce) break
    afterSeq = Number(papers.at(-1)?.seq)
    await breathe()
  }
  return [...names].slice(0, mostExtraColumns)
}

function extraOf({ extra_json }: Pick<PaperRow, 'extra_json'>): Map<string, string> {
  if (extra_json === null) return new Map()
  return new Map(Object.entries(JSON.parse(extra_json) as Record<string, string>))
}
