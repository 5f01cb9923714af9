/** One line of an answer, by column name in lower case with `_` for blanks; empty cells are absent. */
export type TextRow = Readonly<Record<string, string>>

/** An answer that is no table: a page of words, a login, an error of the service. */
export class NoTextTable extends Error {}

/**
 * Reads the tab-separated tables of the archive: comments, names of columns, their widths, then data. Columns come and go
 * between releases, so cells are found by name. Only comments: nothing matches.
 *
 * @throws NoTextTable
 */
export function readTextTable(text: string): readonly TextRow[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const [header, widths, ...rows] = lines
  if (header === undefined) {
    if (text.trim() !== '' && !text.trimStart().startsWith('#')) throw new NoTextTable()
    return []
  }
  const names = header.split('\t').map((name) => name.trim().toLowerCase().replace(/\s+/g, '_'))
  const hasWidths = widths?.split('\t').every((width) => /^\d*[NS]?$/.test(width.trim()))
  if (names.length < 2 || !hasWidths) throw new NoTextTable()
  return rows.map((row) => rowOf(names, row.split('\t')))
}

const rowOf = (names: readonly string[], cells: readonly string[]): TextRow =>
  Object.fromEntries(
    names.map((name, at) => [name, cells[at]?.trim() ?? ''] as const).filter(([, value]) => value !== ''),
  )
