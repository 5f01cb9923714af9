import { setTimeout as sleep } from 'node:timers/promises'
import { databaseFailure } from './platform/database/failures.ts'
import type { UserError } from './platform/errors.ts'

const longestWaitMs = 30_000
const againMs = 500

/**
 * Does it as soon as the database can be reached: a process and its database are often started, and sometimes stopped,
 * together. Says once that it waits.
 *
 * @throws UserError `database.away` where that takes longer than 30 s; any other failure at once.
 */
export async function onceDatabaseAnswers<Result>(
  act: () => Promise<Result>,
  tell: (sentence: string) => void,
): Promise<Result> {
  const giveUpAt = performance.now() + longestWaitMs
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await act()
    } catch (error) {
      const away = asDatabaseAway(error)
      if (!away) throw error
      if (performance.now() > giveUpAt) throw away
      if (isFirst) tell('The database cannot be reached; waiting for it.')
      await sleep(againMs)
    }
  }
}

/** A failed schema step has the reason as its cause. */
function asDatabaseAway(error: unknown): UserError | undefined {
  return databaseFailure(error) ?? (error instanceof Error && error.cause ? asDatabaseAway(error.cause) : undefined)
}
