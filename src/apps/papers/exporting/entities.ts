import { plainCsvLine } from '../../../platform/csv.ts'
import type { Database } from '../../../platform/database/database.ts'
import { authorsText } from '../author-names.ts'
import { links } from '../links.ts'
import type { PaperFilter } from '../searching/paper-filter.ts'
import { type Exported, exportedPages, issnsOf } from './exported.ts'

const attributes: readonly (readonly [name: string, value: (exported: Exported) => string | number | null])[] = [
  ['title', ({ paper }) => paper.title],
  ['doi', ({ paper }) => paper.doi],
  ['authors', ({ paper }) => authorsText(paper.authors_json)],
  ['journal', ({ paper }) => paper.journal],
  ['issn', ({ paper, identifiers }) => issnsOf(paper.issn, identifiers).join(';')],
  ['publisher', ({ paper }) => paper.publisher],
  ['published', ({ paper }) => paper.published_on],
  ['type', ({ paper }) => paper.type],
  ['language', ({ paper }) => paper.language],
  ['abstract', ({ paper }) => paper.abstract],
  ['license', ({ paper }) => paper.license],
  ['oa_status', ({ paper }) => paper.oa_status],
  ['status', ({ paper }) => paper.status],
  ['tags', ({ tags }) => tags.join(';')],
]

/**
 * The papers that a filter lets through as the table of entities that plugins read: each has an `ID` and a `href`, and
 * several values of one attribute have semicolons between them.
 */
export async function* papersAsEntities(
  database: Database,
  filter: PaperFilter,
  baseUrl: string,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(plainCsvLine(['ID', 'href', ...attributes.map(([name]) => name)]))
  for await (const page of exportedPages(database, filter))
    yield Buffer.from(page.map((exported) => plainCsvLine(cellsOf(exported, baseUrl))).join(''))
}

const cellsOf = (exported: Exported, baseUrl: string) => [
  exported.paper.id,
  new URL(links.paper(exported.paper.id), baseUrl).href,
  ...attributes.map(([, value]) => value(exported)),
]
