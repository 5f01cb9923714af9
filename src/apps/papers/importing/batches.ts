import { randomUUIDv7 } from 'node:crypto'
import type { BulkValue } from '../queries/bulk.ts'
import type { ImportIssueCode } from './import-issues.ts'
import type { DraftBatch, PaperDraft } from './paper-draft.ts'

/** One thing to say about one row; names are the columns of `papers_import_issues`. */
export type BatchIssue = Readonly<{
  row: number
  line: number
  code: ImportIssueCode
  message: string
  column: string | null
  value: string
  /** The row as the file has it; only at the first issue of a row that is left out. */
  original: string | null
  paperId: string | null
}>

/**
 * The drafts of a batch column by column, as they travel between threads and into the database. A column that is empty
 * in all of them is absent. The lists of identifiers and tags have one entry for each of them.
 */
export type Batch = Readonly<{
  /** How many drafts. */
  count: number
  /** How many rows were left out. */
  rejected: number
  columns: Readonly<Record<string, readonly BulkValue[]>>
  /** Line of each draft in the file. */
  lines: readonly number[]
  identifiers: Readonly<{ drafts: readonly number[]; schemes: readonly string[]; values: readonly string[] }>
  tags: Readonly<{ drafts: readonly number[]; values: readonly string[] }>
  issues: readonly BatchIssue[]
  rowsRead: number
  bytesRead: number
}>

type DraftColumn = Exclude<keyof PaperDraft, 'identifiers' | 'tags' | 'retracted'>

const draftColumns = [
  'title',
  'title_html',
  'title_fingerprint',
  'doi',
  'doi_raw',
  'doi_state',
  'issn',
  'journal',
  'publisher',
  'type',
  'type_raw',
  'language',
  'language_raw',
  'published_on',
  'published_year',
  'volume',
  'issue',
  'pages',
  'article_number',
  'abstract',
  'authors_json',
  'alternative_id',
  'oa_status',
  'license',
  'license_url',
  'extra_json',
] as const satisfies readonly DraftColumn[]

/** The drafts and issues of some rows, made ready for the way; each draft gets the id its paper will have. */
export function asBatch({ rows, rowsRead, bytesRead }: DraftBatch): Batch {
  const drafts: PaperDraft[] = []
  const lines: number[] = []
  const importRows: number[] = []
  const issues: BatchIssue[] = []
  for (const row of rows) {
    if (row.kind === 'draft') {
      drafts.push(row.draft)
      lines.push(row.line)
      importRows.push(row.row)
    }
    row.issues.forEach((issue, at) => {
      const original = row.kind === 'error' && at === 0 ? storable(row.raw) : null
      issues.push({ ...issue, value: storable(issue.value), row: row.row, line: row.line, original, paperId: null })
    })
  }
  return {
    count: drafts.length,
    rejected: rows.length - drafts.length,
    columns: { id: drafts.map(() => randomUUIDv7()), import_row: importRows, ...columnsOf(drafts) },
    lines,
    identifiers: identifiersOf(drafts),
    tags: tagsOf(drafts),
    issues,
    rowsRead,
    bytesRead,
  }
}

function columnsOf(drafts: readonly PaperDraft[]): Record<string, BulkValue[]> {
  const columns: Record<string, BulkValue[]> = {}
  for (const name of draftColumns) {
    if (drafts.some((draft) => draft[name] !== null)) columns[name] = drafts.map((draft) => draft[name])
  }
  if (drafts.some(({ retracted }) => retracted)) columns.retracted = drafts.map(({ retracted }) => (retracted ? 1 : 0))
  return columns
}

/** The first ISSN is a column of the paper already; a list of a million articles would store it twice. */
function identifiersOf(drafts: readonly PaperDraft[]): Batch['identifiers'] {
  const places: number[] = []
  const schemes: string[] = []
  const values: string[] = []
  drafts.forEach(({ identifiers, issn }, at) => {
    for (const [scheme, value] of identifiers) {
      if (scheme === 'issn' && value === issn) continue
      places.push(at)
      schemes.push(scheme)
      values.push(value)
    }
  })
  return { drafts: places, schemes, values }
}

function tagsOf(drafts: readonly PaperDraft[]): Batch['tags'] {
  const places: number[] = []
  const values: string[] = []
  drafts.forEach(({ tags }, at) => {
    for (const tag of tags) {
      places.push(at)
      values.push(tag)
    }
  })
  return { drafts: places, values }
}

/** PostgreSQL takes neither NUL nor half a character, and text that a row was refused for may hold both. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd')
