import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, type TransactionBuilder } from 'kysely'

const mostTries = 5
const longestWaitMs = 60
/** Serialization failure and deadlock: PostgreSQL has taken one of several transactions back, so that the others go on. */
const codes = new Set(['40001', '40P01'])

/** A transaction that lost against another one, and would go through if it were done again. */
export const isConflict = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && codes.has(String(error.code))

/** Kysely whose transactions are done again after a conflict, up to five times; nothing of the earlier tries is left. */
export class PatientKysely<Database> extends Kysely<Database> {
  override transaction(): TransactionBuilder<Database> {
    const builder = super.transaction()
    const execute = builder.execute.bind(builder)
    builder.execute = (work) => again(() => execute(work))
    return builder
  }
}

async function again<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (!isConflict(error) || tries === mostTries) throw error
      await sleep(randomInt(longestWaitMs) * tries)
    }
  }
}
