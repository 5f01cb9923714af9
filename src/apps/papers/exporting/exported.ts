import { setImmediate as breathe } from 'node:timers/promises'
import type { Database } from '../../../platform/database/database.ts'
import { identifiersOfMany } from '../queries/paper-export.ts'
import { listForExport } from '../queries/paper-table.ts'
import { hasTags, tagsOfMany } from '../queries/tags.ts'
import type { PaperFilter } from '../searching/paper-filter.ts'
import type { PaperIdRow, PaperRow } from '../tables.ts'

const pageSize = 500
const none: ReadonlyMap<string, readonly string[]> = new Map()

export type Identifiers = readonly PaperIdRow[]
export type Exported = Readonly<{ paper: PaperRow; identifiers: Identifiers; tags: readonly string[] }>

/** The papers that a filter lets through, page by page in the order in which they came. Memory holds one page. */
export async function* papersInPages(database: Database, filter: PaperFilter): AsyncGenerator<PaperRow[]> {
  for (let afterSeq = 0; ; ) {
    const papers = await listForExport(database, filter, afterSeq, pageSize)
    if (papers.length > 0) yield papers
    if (papers.length < pageSize) return
    afterSeq = Number(papers.at(-1)?.seq)
    // SQLite answers within this thread: others get their turn between two pages.
    await breathe()
  }
}

/** The same with the identifiers and tags of each. */
export async function* exportedPages(database: Database, filter: PaperFilter): AsyncGenerator<Exported[]> {
  // Most houses have no tags, and a million papers are two thousand pages.
  const isTagged = await hasTags(database.db)
  for await (const papers of papersInPages(database, filter)) {
    const ids = papers.map(({ id }) => id)
    const identifiers = await identifiersOfMany(database.db, ids)
    const tags = isTagged ? await tagsOfMany(database.db, ids) : none
    yield papers.map((paper) => ({
      paper,
      identifiers: identifiers.get(paper.id) ?? [],
      tags: tags.get(paper.id) ?? [],
    }))
  }
}

export const identifierOf = (identifiers: Identifiers, scheme: string): string | undefined =>
  identifiers.find((row) => row.scheme === scheme)?.value

/** The ISSN of the paper, and others that a list has brought. */
export function issnsOf(first: string | null, identifiers: Identifiers): string[] {
  const more = identifiers.filter(({ scheme, value }) => scheme === 'issn' && value !== first).map(({ value }) => value)
  return [first, ...more].filter((issn) => issn !== null)
}

/** Values of formats that are read line by line hold no line ends. */
export const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
