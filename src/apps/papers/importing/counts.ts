import type { ImportRow } from '../tables.ts'

/** The counts of an import, as the columns of its row are called. */
export type Counts = Pick<
  ImportRow,
  'rows_done' | 'bytes_done' | 'inserted' | 'updated' | 'duplicates' | 'errors' | 'warnings' | 'issues'
>

export const noCounts: Counts = {
  rows_done: 0,
  bytes_done: 0,
  inserted: 0,
  updated: 0,
  duplicates: 0,
  errors: 0,
  warnings: 0,
  issues: 0,
}

export type ImportResult = Omit<Counts, 'rows_done' | 'bytes_done'> & Readonly<{ rows: number }>

/** Only the counts, however much more the object holds. */
export function asColumns(counts: Counts): Counts {
  const { rows_done, bytes_done, inserted, updated, duplicates, errors, warnings, issues } = counts
  return { rows_done, bytes_done, inserted, updated, duplicates, errors, warnings, issues }
}

export function resultOf(counts: Counts): ImportResult {
  const { rows_done: rows, inserted, updated, duplicates, errors, warnings, issues } = counts
  return { rows, inserted, updated, duplicates, errors, warnings, issues }
}
