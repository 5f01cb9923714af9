/** Where rows come from, and how it is asked. Nothing that is asked here changes anything there. */
export type Source = Readonly<{
  /** `host:port/database`, or the name of the file. */
  place: string
  tables: () => Promise<readonly Table[]>
  /** One answer: the names of its columns, and its rows as they come. */
  ask: (sql: string) => Promise<Answer>
  close: () => Promise<void>
}>

export type Table = Readonly<{ name: string; columns: readonly string[] }>
export type Cell = string | null
export type Answer = Readonly<{ columns: readonly string[]; rows: AsyncIterable<readonly Cell[]> }>

/** Tables of a larger database are not listed; a question of one's own reaches them. */
export const mostTables = 2_000

/** A name as SQL takes it; `schema.table` is two. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Text for a cell of a table: whole numbers as they are, bytes in base64. */
export function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return String(value)
}
