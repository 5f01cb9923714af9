import { setTimeout as sleep } from 'node:timers/promises'
import { databaseFailure } from '../database/failures.ts'

const longestMs = 120_000
const napMs = 200

/**
 * Does again what a busy or absent database refused, for two minutes: what took an hour to make is not given up because
 * a line about it had to wait.
 *
 * @throws what the last try threw; at once where the database is not the reason.
 */
export async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  for (const givenUpAt = performance.now() + longestMs; ; ) {
    try {
      return await work()
    } catch (error) {
      if (!isPassing(error) || performance.now() > givenUpAt) throw error
      await sleep(napMs)
    }
  }
}

const isPassing = (error: unknown): boolean =>
  databaseFailure(error) !== undefined ||
  (error instanceof Error && 'code' in error && (error.code === 'database.busy' || error.code === 'database.away'))
