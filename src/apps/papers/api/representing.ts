import { authorNames } from '../author-names.ts'
import { previewOf } from '../importing/stored-plan.ts'
import type { TablePaper } from '../queries/paper-table.ts'
import type { StoredPaper } from '../queries/papers.ts'
import type { ImportRow, PaperFileRow, PaperIdRow } from '../tables.ts'

/** A paper in a list, as programs see it. */
export const listedPaper = ({ seq: _, ...paper }: TablePaper & { sort_key?: unknown }) => {
  const { sort_key: __, retracted, ...shown } = paper
  return { ...shown, retracted: retracted === 1 }
}

/** A paper with everything that is known about it. */
export function wholePaper(
  paper: StoredPaper,
  identifiers: readonly PaperIdRow[],
  files: readonly PaperFileRow[],
  tags: readonly string[],
) {
  const { seq: _, authors_json, sources_json, extra_json, retracted, title_fingerprint: __, ...plain } = paper
  return {
    ...plain,
    retracted: retracted === 1,
    authors: authors_json === null ? [] : JSON.parse(authors_json),
    author_names: authorNames(authors_json),
    sources: JSON.parse(sources_json ?? '{}'),
    extra: JSON.parse(extra_json ?? '{}'),
    identifiers: identifiers.map(({ scheme, value }) => ({ scheme, value })),
    tags,
    files: files.map(({ paper_id, file_id, ...file }) => ({
      ...file,
      href: `/api/v1/papers/papers/${paper_id}/files/${file.id}`,
    })),
  }
}

/** An import; `preview` says how the list is read, and holds its first rows. */
export function shownList(list: ImportRow, withPreview = false) {
  const { plan_json: _, ...plain } = list
  return withPreview ? { ...plain, preview: previewOf(list) } : plain
}
