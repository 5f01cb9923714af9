/** Bound parameters of one statement stay far below SQLite's 32,766 and PostgreSQL's 65,535. */
const chunkSize = 500

/** A long list in pieces that fit into a statement. */
export function* chunked<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let start = 0; start < items.length; start += chunkSize) yield items.slice(start, start + chunkSize)
}
