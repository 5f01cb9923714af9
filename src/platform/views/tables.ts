/** A list as somebody wants to find it again: what it is narrowed by and sorted by, under a name. */
export type ViewRow = {
  id: string
  person_id: string
  /** The path of the list: `/papers/list`. */
  list: string
  /** What the list was called when the view was saved, in the language of its owner. */
  list_title: string
  name: string
  /** The query of the address, without the question mark; empty where nothing was narrowed. */
  query: string
  /** UTC, ISO 8601. */
  saved_at: string
}

declare module '../database/tables.ts' {
  interface Tables {
    views_saved: ViewRow
  }
}
