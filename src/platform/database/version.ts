import type { Database } from './database.ts'

/** Differs once anything in the database has changed; undefined where nobody can tell (PostgreSQL). One for each thread. */
export function openVersion({ raw, changesSeen }: Database): () => string | undefined {
  const ownChanges = raw?.prepare('select total_changes() as changes')
  // Writes of other connections, and our own, which the first number does not count.
  return () => (changesSeen && ownChanges ? `${changesSeen()} ${String(ownChanges.get()?.changes)}` : undefined)
}
