import type { PaperRow } from '../tables.ts'
import type { Batch } from './batches.ts'

/** Who wrote a field last, in `sources_json`. What a person wrote, no list replaces. */
export const LIST_SOURCE = 'list'
export const PERSON_SOURCE = 'user'

/** Fields that follow another one: they change with it and never alone. */
const groups: Readonly<Record<string, readonly (keyof PaperRow)[]>> = {
  title: ['title', 'title_html', 'title_fingerprint'],
  doi: ['doi', 'doi_raw', 'doi_state'],
  issn: ['issn'],
  journal: ['journal'],
  publisher: ['publisher'],
  type: ['type', 'type_raw'],
  language: ['language', 'language_raw'],
  published_on: ['published_on', 'published_year'],
  volume: ['volume'],
  issue: ['issue'],
  pages: ['pages'],
  article_number: ['article_number'],
  abstract: ['abstract'],
  authors_json: ['authors_json'],
  alternative_id: ['alternative_id'],
  oa_status: ['oa_status'],
  license: ['license', 'license_url'],
}

/** One draft of a batch as a row, with null for what the list does not say. */
export function draftAt(batch: Batch, at: number): Partial<PaperRow> {
  return Object.fromEntries(Object.entries(batch.columns).map(([name, values]) => [name, values[at] ?? null]))
}

/**
 * What a draft changes in a paper that is there; empty where it changes nothing. `fill` writes where nothing stands,
 * `update` wherever the list says something else. A DOI is never replaced by another: it would be another paper.
 */
export function changesBy(paper: PaperRow, draft: Partial<PaperRow>, policy: 'fill' | 'update'): Partial<PaperRow> {
  const sources = parsed(paper.sources_json)
  const change: Partial<PaperRow> = {}
  for (const [field, columns] of Object.entries(groups)) {
    const name = field as keyof PaperRow
    const given = draft[name] ?? null
    if (isEmpty(name, given) || given === paper[name] || sources[field] === PERSON_SOURCE) continue
    if (!isEmpty(name, paper[name]) && (policy === 'fill' || field === 'doi')) continue
    for (const column of columns) Object.assign(change, { [column]: draft[column] ?? null })
    sources[field] = LIST_SOURCE
  }
  if (draft.retracted === 1 && paper.retracted === 0 && sources.retracted !== PERSON_SOURCE) change.retracted = 1
  const extra = mergedExtra(paper.extra_json, draft.extra_json ?? null, policy)
  if (extra !== paper.extra_json) change.extra_json = extra
  if (Object.keys(change).length === 0) return change
  return { ...change, sources_json: JSON.stringify(sources) }
}

/** The type is never null: `other` is what stands where nobody knew it. */
const isEmpty = (field: keyof PaperRow, value: unknown): boolean =>
  value === null || value === undefined || (field === 'type' && value === 'other')

function mergedExtra(existing: string | null, given: string | null, policy: 'fill' | 'update'): string | null {
  if (given === null || given === existing) return existing
  if (existing === null) return given
  const [before, after] = [parsed(existing), parsed(given)]
  const merged = policy === 'fill' ? { ...after, ...before } : { ...before, ...after }
  const isSame =
    Object.keys(merged).length === Object.keys(before).length &&
    Object.entries(merged).every(([header, value]) => before[header] === value)
  return isSame ? existing : JSON.stringify(merged)
}

/** Spreading and `fromEntries` make own properties, so a header called `__proto__` stays a header. */
function parsed(json: string | null): Record<string, unknown> {
  return json === null ? {} : JSON.parse(json)
}
