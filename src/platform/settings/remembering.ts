import type { Database } from '../database/database.ts'

/** How long a value may be remembered where the database does not tell that another process wrote. */
const oldestOnPostgresMs = 1_000

type Json = string | undefined

/**
 * Remembers what is committed, so that a page asks for a setting without a query. SQLite tells when another connection
 * has written, and its one connection a thread makes a read wait for our own transaction; on PostgreSQL time decides.
 */
export function rememberCommitted(database: Database): {
  json: (name: string, read: () => Promise<Json>) => Promise<Json>
  forget: () => void
} {
  const values = new Map<string, { json: Json; readAt: number }>()
  let seen = -1
  /** Raised by `forget`: an answer that was asked for before must not be remembered after. */
  let generation = 0

  const forget = (): void => {
    values.clear()
    generation++
  }

  return {
    forget,
    json: async (name, read) => {
      const changes = database.changesSeen?.() ?? 0
      if (changes !== seen) forget()
      seen = changes
      const known = values.get(name)
      if (known && (database.changesSeen || performance.now() - known.readAt < oldestOnPostgresMs)) return known.json

      const asked = generation
      const readAt = performance.now()
      const json = await read()
      if (asked === generation) values.set(name, { json, readAt })
      return json
    },
  }
}
