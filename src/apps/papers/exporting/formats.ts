import type { Database } from '../../../platform/database/database.ts'
import { wholePaper } from '../api/representing.ts'
import { filesOfMany } from '../queries/files.ts'
import type { PaperFilter } from '../searching/paper-filter.ts'
import { asBibtex } from './bibtex.ts'
import { asCslJson } from './csl-json.ts'
import { exportAsCsv } from './csv.ts'
import { type Exported, exportedPages } from './exported.ts'
import { asRis } from './ris.ts'

/** A form in which all papers of a filter leave the house as text, piece by piece. */
type ExportFormat = Readonly<{
  /** What the name of the file ends in; its address too. */
  extension: string
  title: string
  type: string
  write: (database: Database, filter: PaperFilter) => AsyncIterable<string>
}>

export const exportFormats: readonly ExportFormat[] = [
  { extension: 'csv', title: 'CSV', type: 'text/csv', write: exportAsCsv },
  { extension: 'ris', title: 'RIS', type: 'application/x-research-info-systems', write: eachAs(asRis) },
  { extension: 'bib', title: 'BibTeX', type: 'application/x-bibtex', write: eachAs(asBibtex) },
  { extension: 'json', title: 'CSL-JSON', type: 'application/vnd.citationstyles.csl+json', write: exportAsCslJson },
  { extension: 'jsonl', title: 'JSON Lines', type: 'application/jsonl', write: exportAsJsonLines },
]

/** Everything that papers can be downloaded as: what the name of the file ends in, and its title. */
export const exportNames: readonly (readonly [extension: string, title: string])[] = [
  ...exportFormats.map(({ extension, title }) => [extension, title] as const),
  ['zip', 'ZIP'],
]

function eachAs(write: (exported: Exported) => string): ExportFormat['write'] {
  return async function* (database, filter) {
    for await (const page of exportedPages(database, filter)) yield page.map(write).join('')
  }
}

async function* exportAsCslJson(database: Database, filter: PaperFilter): AsyncGenerator<string> {
  let before = '[\n'
  for await (const page of exportedPages(database, filter)) {
    yield before + page.map((exported) => JSON.stringify(asCslJson(exported))).join(',\n')
    before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

/** Everything that is known about each paper, as the API shows it. */
async function* exportAsJsonLines(database: Database, filter: PaperFilter): AsyncGenerator<string> {
  for await (const page of exportedPages(database, filter)) {
    const files = await filesOfMany(
      database.db,
      page.map(({ paper }) => paper.id),
    )
    yield page
      .map(
        ({ paper, identifiers, tags }) =>
          `${JSON.stringify(wholePaper(paper, identifiers, files.get(paper.id) ?? [], tags))}\n`,
      )
      .join('')
  }
}
