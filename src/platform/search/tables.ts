/** A page that somebody wants at hand (`favourite`), or opened from a search (`recent`). */
export type SearchMarkRow = {
  person_id: string
  kind: 'favourite' | 'recent'
  /** A page of the house. */
  href: string
  /** As it was called then. */
  title: string
  marked_at: string
}

declare module '../database/tables.ts' {
  interface Tables {
    search_marks: SearchMarkRow
  }
}
